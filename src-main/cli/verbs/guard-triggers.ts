import type { AttachOutcome } from '../../../src-shared/clinic/audit-triggers.ts';
import { Fault } from '../../base/fault.ts';
import { administratorHandle } from '../administrator.ts';
import { tableText } from '../catalogue-names.ts';
import type { Context, Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { table as aligned } from '../output.ts';
import { tableName } from './tables.ts';

export type TriggersOptions = DatabaseOptions & {
  readonly table?: readonly string[];
  readonly likely?: boolean;
  readonly schemaChanges?: boolean;
};

/** The clinic's tables with the state of their triggers, and numbers without an entry. */
export async function triggersListVerb({ services }: Context): Promise<Outcome> {
  const view = await services.auditTriggers.view();
  const gaps = await services.auditTriggers.gaps();
  const unexplained = gaps.filter(({ cause }) => cause === 'unexplained');
  return {
    answer: {
      json: { ...view, gaps },
      lines: [
        ...aligned(
          view.tables.map((one) => [
            tableText(one),
            `${one.state}; patient data: ${one.patientData}; ${String(one.perDay)} changes a day`,
          ]),
        ),
        `Changes of the schema: ${view.schemaChanges}. pgaudit: ${view.pgaudit.loaded ? `loaded, ${view.pgaudit.log ?? 'none'}` : 'not loaded'}.`,
        `Numbers without an entry: ${gaps.length} runs, ${unexplained.length} without an explanation.`,
        ...(view.unexplainedChanges > 0
          ? [
              `The server counted ${view.unexplainedChanges} rows of the log changed or deleted that nothing explains: verify now.`,
            ]
          : []),
      ],
    },
    exit: EXIT.fine,
  };
}

const outcomeOf = (outcomes: readonly AttachOutcome[], word: string): Outcome => ({
  answer: {
    json: { outcomes },
    lines: outcomes.map((one) => `${tableText(one)}: ${one.done ? word : one.problem}`),
  },
  exit: outcomes.every(({ done }) => done) ? EXIT.fine : EXIT.error,
});

const nothingNamed = (): Fault =>
  new Fault(
    'usage',
    'It is not said which tables.',
    'Give --table SCHEMA.TABLE, --likely or --schema-changes.',
  );

/** Puts triggers on tables. @throws Fault `usage`, `database-…` */
export async function triggersAttachVerb(context: Context, options: TriggersOptions): Promise<Outcome> {
  const { auditTriggers } = context.services;
  const handle = await administratorHandle(context, options);
  if (options.schemaChanges === true) await auditTriggers.watchSchema(handle, true);
  const likely =
    options.likely === true
      ? (await auditTriggers.view()).tables.filter(({ patientData }) => patientData !== 'none')
      : [];
  const tables = [
    ...(options.table ?? []).map(tableName),
    ...likely.map(({ schema, table }) => ({ schema, table })),
  ];
  if (tables.length === 0 && options.schemaChanges !== true) throw nothingNamed();
  return outcomeOf(tables.length === 0 ? [] : await auditTriggers.attach(handle, tables), 'audited');
}

/** Takes triggers away. @throws Fault `usage`, `database-…` */
export async function triggersDetachVerb(context: Context, options: TriggersOptions): Promise<Outcome> {
  const { auditTriggers } = context.services;
  const handle = await administratorHandle(context, options);
  if (options.schemaChanges === true) await auditTriggers.watchSchema(handle, false);
  const tables = (options.table ?? []).map(tableName);
  if (tables.length === 0 && options.schemaChanges !== true) throw nothingNamed();
  const outcomes: AttachOutcome[] = [];
  for (const table of tables) outcomes.push(await auditTriggers.detach(handle, table));
  return outcomeOf(outcomes, 'not audited any more');
}
