import {
  DATA_CLASSES,
  type DataMap,
  type Decide,
  decideSchema,
  type MappedField,
} from '../../../src-shared/phi/classification.ts';
import { Fault } from '../../base/fault.ts';
import { administratorHandle } from '../administrator.ts';
import { columnText, isColumn, isTable } from '../catalogue-names.ts';
import type { Context, Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { table as aligned } from '../output.ts';

export type ListOptions = {
  readonly class?: string;
  readonly undecided?: boolean;
  readonly drift?: boolean;
};
export type DecideOptions = {
  readonly accept?: boolean;
  readonly reject?: boolean;
  readonly class?: string;
  readonly encrypt?: boolean;
  readonly minConfidence?: string;
  readonly reason?: string;
};

const saying = ({ decision, proposal, drift, was }: MappedField): string => {
  const drifted = drift === null ? '' : ` [${drift}${was === null ? '' : `, was ${was}`}]`;
  if (decision !== null)
    return `${decision.classification}, ${decision.verdict} by ${decision.by}${decision.encrypt ? ', to be encrypted' : ''}${drifted}`;
  if (proposal !== null)
    return `undecided; proposed: ${proposal.classification} (${proposal.kind}, ${Math.round(proposal.confidence * 100)} %). ${proposal.reason}${drifted}`;
  return `undecided; not scanned${drifted}`;
};

function summary({ columns, problem, sampled, scannedAt }: DataMap): string[] {
  const undecided = columns.filter(({ decision }) => decision === null).length;
  const drifted = columns.filter(({ drift }) => drift !== null).length;
  return [
    `${columns.length} columns, ${undecided} undecided, ${drifted} differ from what was decided.`,
    scannedAt === null
      ? 'Never scanned: `classify scan` proposes classes.'
      : `Scanned at ${scannedAt}, ${sampled ? 'names, types and a sample of values' : 'names and types alone'}.`,
    ...(problem === null ? [] : [`This is an earlier copy. ${problem.message} ${problem.remedy}`]),
  ];
}

/** Proposes a class for every column; with `--database` values are looked at too, and stay in the scanner. */
export async function classifyScanVerb(context: Context, options: DatabaseOptions): Promise<Outcome> {
  const { administrator, classification } = context.services;
  const map =
    options.database === undefined
      ? await classification.scan(null, context.work)
      : await administrator.look(await administratorHandle(context, options), (connection) =>
          classification.scan(connection, context.work),
        );
  return { answer: { json: map, lines: summary(map) }, exit: EXIT.fine };
}

/** The data map, narrowed. */
export async function classifyListVerb({ services }: Context, options: ListOptions): Promise<Outcome> {
  const map = await services.classification.map();
  const columns = map.columns.filter(
    (field) =>
      (options.undecided !== true || field.decision === null) &&
      (options.drift !== true || field.drift !== null) &&
      (options.class === undefined || (field.decision ?? field.proposal)?.classification === options.class),
  );
  return {
    answer: {
      json: { ...map, columns },
      lines: [
        ...(columns.length === 0 ? [] : aligned(columns.map((field) => [columnText(field), saying(field)]))),
        ...summary(map),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Decides on columns: by name, or on every undecided one that the proposals are sure enough of. */
export async function classifyDecideVerb(
  { services }: Context,
  names: readonly string[],
  options: DecideOptions,
): Promise<Outcome> {
  const map = await services.classification.map();
  const sure = Number(options.minConfidence ?? '0');
  const named = (name: string, field: MappedField): boolean => isColumn(name, field) || isTable(name, field);
  const chosen = map.columns.filter((field) =>
    names.length > 0
      ? names.some((name) => named(name, field))
      : field.decision === null && (field.proposal?.confidence ?? -1) >= sure,
  );
  const missing = names.filter((name) => !map.columns.some((field) => named(name, field)));
  if (missing.length > 0 || chosen.length === 0)
    throw new Fault(
      'usage',
      missing.length > 0 ? 'One of these columns is not there.' : 'No column is left to decide on.',
      'Run `classify list` to see the names; give them as SCHEMA.TABLE.COLUMN or SCHEMA.TABLE, as they stand there.',
    );
  const wanted = wantedOf(
    chosen.map(({ schema, table, column }) => ({ schema, table, column })),
    options,
  );
  const decided = await services.classification.decide(wanted);
  return {
    answer: { json: { decided }, lines: [`Decided on ${decided} columns; each is in the activity log.`] },
    exit: EXIT.fine,
  };
}

function wantedOf(columns: Decide['columns'], options: DecideOptions): Decide {
  const { reason = '', encrypt = false } = options;
  const wanted = decideSchema.safeParse(
    options.class !== undefined
      ? { verdict: 'choose', columns, classification: options.class, encrypt, reason }
      : options.reject === true
        ? { verdict: 'reject', columns, reason }
        : { verdict: 'accept', columns },
  );
  const words = [options.accept, options.reject, options.class].filter((one) => one !== undefined).length;
  if (wanted.success && words === 1) return wanted.data;
  throw new Fault(
    'usage',
    'The decision is not understood.',
    `Give one of --accept, --reject --reason TEXT, or --class CLASS --reason TEXT; classes: ${DATA_CLASSES.join(', ')}.`,
  );
}
