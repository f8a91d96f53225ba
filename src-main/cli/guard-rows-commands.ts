import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import type { DatabaseOptions } from './database-login.ts';
import { guardOf } from './guard-commands.ts';
import {
  rowsAttachVerb,
  rowsDetachVerb,
  type RowsOptions,
  rowsPersonVerb,
  rowsReportVerb,
} from './verbs/guard-rows.ts';

/** The verbs on access to rows. */
export function addGuardRowsCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const rows = guardOf(program).command('rows').description('who sees which rows').exitOverride();
  const changing = (name: string, text: string): Command =>
    verb(rows, name, text)
      .requiredOption('--database <url>', 'as its administrator: postgresql://USER@HOST:PORT/DATABASE')
      .option('--ca <file>', 'CA certificate of the database server (PEM)');
  verb(rows, 'report', 'what is ruled, and what undermines it').action(() => act(rowsReportVerb));
  changing('attach', 'put the rules on tables')
    .argument('[table...]', 'SCHEMA.TABLE')
    .option('--all', 'every table whose columns tell what it holds')
    .option('--category <category>', 'what the table holds (default: as proposed)')
    .option('--subject <column>', 'column that names the patient, or the account')
    .option('--author <column>', 'of psychotherapy notes: column that names who wrote them')
    .option('--dry-run', 'say what would be put on, and change nothing')
    .action((tables: string[], options: RowsOptions) =>
      act((context) => rowsAttachVerb(context, tables, options)),
    );
  changing('detach', 'take the rules off again')
    .argument('[table...]', 'SCHEMA.TABLE')
    .option('--all', 'every table that has them')
    .action((tables: string[], options: RowsOptions) =>
      act((context) => rowsDetachVerb(context, tables, options)),
    );
  changing('person', 'say which member of staff a login is')
    .argument('<login>', 'a login of the database')
    .argument('[person]', 'key of the member of staff; without it, nobody')
    .action((login: string, person: string | undefined, options: DatabaseOptions) =>
      act((context) => rowsPersonVerb(context, login, person, options)),
    );
}
