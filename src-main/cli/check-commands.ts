import type { Command } from 'commander';
import type { Verbs } from './proof-commands.ts';
import {
  checklistSignVerb,
  checklistsVerb,
  checklistTickVerb,
  checkVerb,
  type TickOptions,
} from './verbs/check.ts';

/** Verbs on everything that is due, and on the lists that are gone through. */
export function addCheckCommands(program: Command, { verb, act }: Pick<Verbs, 'verb' | 'act'>): void {
  verb(program, 'check', 'look at everything that is due; exit code 2 when something failed').action(() =>
    act(checkVerb),
  );
  const lists = program
    .command('checklists')
    .description('what is gone through every day, week and month')
    .exitOverride();
  verb(lists, 'show', 'the lists of now, and those before').action(() => act(checklistsVerb));
  verb(lists, 'tick', 'say that something was done')
    .argument('<turn>', 'such as 2026-11-22, 2026-W47 or 2026-11')
    .argument('<item>', 'its id on the list')
    .option('--note <text>', 'what was seen; needed where a check asks for something')
    .option('--undo', 'take it back')
    .action((turn: string, item: string, options: TickOptions) =>
      act((context) => checklistTickVerb(context, turn, item, options)),
    );
  verb(lists, 'sign', 'sign a list with the token')
    .argument('<turn>', 'such as 2026-11-22, 2026-W47 or 2026-11')
    .action((turn: string) => act((context) => checklistSignVerb(context, turn)));
}
