import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import { gapsAcceptVerb, gapsAddVerb, gapsListVerb, type GapOptions, gapsSetVerb } from './verbs/gaps.ts';

/** Verbs on gaps and the order of work on them. */
export function addGapCommands(program: Command, { verb, act }: Pick<Verbs, 'verb' | 'act'>): void {
  const gaps = program
    .command('gaps')
    .description('what requirements ask for and is not there')
    .exitOverride();
  const said = (command: Command): Command =>
    command
      .option('--severity <severity>', 'low, medium, high or critical')
      .option('--cause <text>', 'why it is there')
      .option('--owner <name>', 'who sees to it')
      .option('--effort <days>', 'working days of one person')
      .option('--due <day>', 'such as 2026-12-31')
      .option('--after <id...>', 'gaps that must be closed first');
  verb(gaps, 'list', 'the gaps of a cycle in the order of work, and the trend')
    .argument('<cycle>', 'id of the review cycle')
    .action((cycle: string) => act((context) => gapsListVerb(context, cycle)));
  said(verb(gaps, 'add', 'add one'))
    .argument('<cycle>', 'id of the review cycle')
    .argument('<framework>', 'such as soc2-2017')
    .argument('<requirement>', 'such as CC6.1')
    .requiredOption('--title <text>', 'what is missing')
    .action((cycle: string, framework: string, id: string, options: GapOptions & { title: string }) =>
      act((context) => gapsAddVerb(context, cycle, framework, id, options)),
    );
  said(verb(gaps, 'set', 'change one'))
    .argument('<id>', 'id of the gap')
    .option('--title <text>', 'what is missing')
    .option('--progress <percent>', 'how much of it is done')
    .option('--state <state>', 'open, in-progress or closed')
    .option('--note <text>', 'why')
    .action((id: string, options: GapOptions) => act((context) => gapsSetVerb(context, id, options)));
  verb(gaps, 'accept', 'bear the risk until a day; signed with the token')
    .argument('<id>', 'id of the gap')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--until <day>', 'such as 2027-03-31; at most a year')
    .action((id: string, options: { reason: string; until: string }) =>
      act((context) => gapsAcceptVerb(context, id, options)),
    );
}
