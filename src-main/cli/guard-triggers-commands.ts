import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { guardOf } from './guard-commands.ts';
import {
  triggersAttachVerb,
  triggersDetachVerb,
  triggersListVerb,
  type TriggersOptions,
} from './verbs/guard-triggers.ts';

/** The verbs on audit triggers. */
export function addGuardTriggersCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const guard = guardOf(program);
  const changing = (name: string, text: string): Command =>
    verb(guard, name, text)
      .requiredOption('--database <url>', 'as its administrator: postgresql://USER@HOST:PORT/DATABASE')
      .option('--ca <file>', 'CA certificate of the database server (PEM)')
      .option('--table <table...>', 'SCHEMA.TABLE')
      .option('--schema-changes', 'what is made, changed and dropped (event triggers, superuser only)');
  verb(guard, 'triggers', 'which tables are audited, and numbers without an entry').action(() =>
    act(triggersListVerb),
  );
  changing('attach', 'put audit triggers on tables')
    .option('--likely', 'every table that holds patient data, by the data map or its columns')
    .action((options: TriggersOptions) => act((context) => triggersAttachVerb(context, options)));
  changing('detach', 'take audit triggers away').action((options: TriggersOptions) =>
    act((context) => triggersDetachVerb(context, options)),
  );
}
