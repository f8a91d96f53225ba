import type { Command } from 'commander';
import type { Context, Outcome } from './context.ts';
import { tablesProofVerb, tablesRowVerb } from './verbs/table-rows.ts';
import {
  type MappingOptions,
  tablesCandidatesVerb,
  tablesCheckVerb,
  tablesForgetVerb,
  tablesListVerb,
  tablesMapVerb,
  tablesSettleVerb,
  tablesVerifyVerb,
  tablesWatchVerb,
} from './verbs/tables.ts';

/** The verbs on audit tables that the clinic already has. */
export function addTablesCommands(
  program: Command,
  verb: (parent: Command, name: string, text: string) => Command,
  act: (work: (context: Context) => Promise<Outcome>) => Promise<void>,
): void {
  const tables = program
    .command('tables')
    .description('audit tables that the clinic already has, without the guard schema')
    .exitOverride();
  const mapped = (name: string, text: string): Command =>
    verb(tables, name, text)
      .argument('<table>', 'SCHEMA.TABLE')
      .option('--key <column...>', 'columns that together name a row (default: as proposed)')
      .option('--time <column>', 'column that says when it happened')
      .option('--no-time', 'the table has no such column')
      .option('--content <column...>', 'columns to protect (default: all others)')
      .option('--order <order>', 'what tells new rows from rows put in behind: key, time or none')
      .option('--settle <seconds>', 'how long a row may be on its way');
  verb(tables, 'list', 'the tables that are watched').action(() => act(tablesListVerb));
  verb(tables, 'candidates', 'tables of the database that could be watched').action(() =>
    act(tablesCandidatesVerb),
  );
  mapped('check', 'say what is right and wrong with a mapping').action(
    (name: string, options: MappingOptions) => act((context) => tablesCheckVerb(context, name, options)),
  );
  mapped('map', 'watch a table from now on').action((name: string, options: MappingOptions) =>
    act((context) => tablesMapVerb(context, name, options)),
  );
  verb(tables, 'watch', 'take over what is new and sign a checkpoint')
    .argument('[table]', 'id or SCHEMA.TABLE (default: all)')
    .action((name: string | undefined) => act((context) => tablesWatchVerb(context, name)));
  verb(tables, 'verify', 'compare every row with what this machine witnessed')
    .argument('[table]', 'id or SCHEMA.TABLE (default: all)')
    .option('--level <level>', 'basic, chain, merkle, signature or blockchain', 'blockchain')
    .action((name: string | undefined, options: { level: string }) =>
      act((context) => tablesVerifyVerb(context, name, options)),
    );
  verb(tables, 'row', 'look at one row: as it was taken over, and as it is now')
    .argument('<table>', 'id or SCHEMA.TABLE')
    .argument('<position>', 'counted from 0 in the order of taking over')
    .action((name: string, place: string) => act((context) => tablesRowVerb(context, name, place)));
  verb(tables, 'proof', 'write the proof file of a row')
    .argument('<table>', 'id or SCHEMA.TABLE')
    .argument('<position>', 'counted from 0 in the order of taking over')
    .requiredOption('--out <file>', 'where to')
    .action((name: string, place: string, options: { out: string }) =>
      act((context) => tablesProofVerb(context, name, place, options)),
    );
  verb(tables, 'settle', 'change how long a row may be on its way')
    .argument('<table>', 'id or SCHEMA.TABLE')
    .argument('<seconds>', 'seconds')
    .action((name: string, seconds: string) => act((context) => tablesSettleVerb(context, name, seconds)));
  verb(tables, 'forget', 'stop watching; what was witnessed is kept')
    .argument('<table>', 'id or SCHEMA.TABLE')
    .action((name: string) => act((context) => tablesForgetVerb(context, name)));
}
