import { type Command, Option } from 'commander';
import { PATTERN_IDS } from '../../src-shared/risk/patterns.ts';
import type { Context, Outcome } from './context.ts';
import { riskExplainVerb, riskListVerb, type RiskListOptions } from './verbs/risk.ts';
import { riskTuneVerb, type RiskTuneOptions } from './verbs/risk-tune.ts';

/** The verbs on the risk of accesses. */
export function addRiskCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const risk = program
    .command('risk')
    .description('how risky accesses to the clinic’s records are')
    .exitOverride();
  verb(risk, 'list', 'score what is new, then print accesses, the riskiest first')
    .option('--from <day>', 'from this day on (UTC)')
    .option('--to <day>', 'up to and with this day (UTC)')
    .option('--min <score>', 'from this score on, 0 to 1', '0.7')
    .option('--limit <n>', 'how many', '100')
    .action((options: RiskListOptions) => act((context) => riskListVerb(context, options)));
  verb(risk, 'explain', 'why an entry of the log has its score')
    .argument('<entry>', 'number of the entry')
    .action((entry: string) => act((context) => riskExplainVerb(context, entry)));
  verb(risk, 'tune', 'print the rules, or change one of them')
    .addOption(new Option('--pattern <id>', 'change this pattern').choices([...PATTERN_IDS]))
    .addOption(new Option('--on', 'switch it on').conflicts('off'))
    .option('--off', 'switch it off')
    .option('--set <name=number...>', 'set parameters of the pattern')
    .addOption(
      new Option('--silence <id>', 'a rule that silences this pattern for some').choices([...PATTERN_IDS]),
    )
    .option('--person <login>', 'for this person')
    .option('--job <job>', 'for this job')
    .option('--patient <pseudonym>', 'for this patient (P-…)')
    .option('--until <day>', 'up to and with this day (UTC)')
    .option('--end <rule>', 'end a rule, by its number')
    .option('--watch <pseudonym>', 'put a patient under special watch')
    .option('--unwatch <pseudonym>', 'no longer')
    .option('--map <file>', 'which tables of the clinic say who is who')
    .option('--reason <text>', 'why; kept with your name')
    .action((options: RiskTuneOptions) => act((context) => riskTuneVerb(context, options)));
}
