import type { DataMap, Decide, MappedField } from '../../src-shared/phi/classification.ts';
import { isPhi } from '../../src-shared/phi/classification.ts';
import type { ActivityLog, Work } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import { columnKey, dataMap } from './data-map.ts';
import type {
  ColumnRegistry,
  DataMapStore,
  NewDecision,
  StoredMap,
  TableReaders,
  ValueSource,
} from './classification-ports.ts';
import { tagsOf } from './propose.ts';
import { scanColumns } from './scan.ts';

/** What each column of the clinic holds, who decided so, and who can read it. */
export interface Classification {
  /** Every column; the copy of last time when the database is away. @throws Fault `cache-unreadable`, `profile-missing` */
  map(): Promise<DataMap>;
  /**
   * Proposes a class for every column.
   *
   * @param administrator - whose rights are used to look at values; null: names and types alone
   * @throws Fault `database-…`, `cancelled`
   */
  scan(administrator: ClinicConnection | null, work: Work): Promise<DataMap>;
  /** @returns how many columns @throws Fault `usage`, `table-changed`, `pack-outdated`, `database-…` */
  decide(wanted: Decide): Promise<number>;
  /** @throws Fault `table-missing`, `database-…` */
  readers(schema: string, table: string): Promise<TableReaders>;
}

const EMPTY: StoredMap = {
  map: { at: null, problem: null, scannedAt: null, sampled: false, columns: [] },
  proposals: [],
};
/** Answers of a database that is away: the copy is shown. Anything else is a failure of its own. */
const AWAY = /^(?:database-|log-locked|sample-unavailable)/;

/** The data map's service. */
export function classification(parts: {
  readonly registry: () => Promise<ColumnRegistry>;
  readonly values: (administrator: ClinicConnection) => ValueSource;
  readonly store: DataMapStore;
  /** Names the database whose map this is. */
  readonly source: () => Promise<string>;
  readonly activity: Pick<ActivityLog, 'around'>;
  readonly clock: Clock;
  readonly officer: () => string;
}): Classification {
  const { clock } = parts;
  const loaded = async (source: string): Promise<StoredMap> => (await parts.store.load(source)) ?? EMPTY;
  const read = async (source: string, kept: StoredMap): Promise<StoredMap> => {
    const registry = await parts.registry();
    const [columns, decided] = [await registry.columns(), await registry.decided()];
    const map: DataMap = {
      at: instantOf(clock),
      problem: null,
      scannedAt: kept.map.scannedAt,
      sampled: kept.map.sampled,
      columns: [...dataMap(columns, decided, kept.proposals)],
    };
    const stored = { map, proposals: kept.proposals };
    await parts.store.save(source, stored);
    return stored;
  };

  return {
    map: async () => {
      const source = await parts.source();
      const kept = await loaded(source);
      try {
        return (await read(source, kept)).map;
      } catch (error) {
        if (!(error instanceof Fault) || !AWAY.test(error.code) || kept.map.at === null) throw error;
        return { ...kept.map, problem: { message: error.message, remedy: error.remedy } };
      }
    },
    scan: (administrator, work) =>
      parts.activity.around(
        {
          operation: 'data-map.scan',
          objectType: 'database',
          objectId: administrator?.database ?? 'clinic',
          purpose: administrator === null ? 'names and types' : 'names, types and a sample of values',
        },
        async () => {
          const source = await parts.source();
          const kept = await loaded(source);
          const columns = await (await parts.registry()).columns();
          const values = administrator === null ? null : parts.values(administrator);
          const year = new Date(clock.now()).getUTCFullYear();
          const proposals = await scanColumns(columns, values, year, work);
          const scanned = {
            map: { ...kept.map, scannedAt: instantOf(clock), sampled: values !== null },
            proposals,
          };
          return (await read(source, scanned)).map;
        },
      ),
    decide: async (wanted) => {
      const source = await parts.source();
      const kept = await loaded(source);
      const known = new Map(kept.map.columns.map((field) => [columnKey(field), field]));
      const decisions = wanted.columns.map((ref) => decisionOn(wanted, known.get(columnKey(ref)), ref));
      const [first] = decisions;
      await parts.activity.around(
        {
          operation: `data-map.${wanted.verdict}`,
          objectType: decisions.length === 1 ? 'column' : 'columns',
          objectId:
            first !== undefined && decisions.length === 1
              ? `${first.schema}.${first.table}.${first.column}`
              : `${decisions.length} columns`,
          purpose: purposeOf(wanted, decisions),
        },
        async () => (await parts.registry()).decide(decisions, parts.officer()),
      );
      await read(source, await loaded(source));
      return decisions.length;
    },
    readers: async (schema, table) => (await parts.registry()).readers(schema, table),
  };
}

/** What is written into the activity log: the reason as given; of an acceptance, what was accepted. */
function purposeOf(wanted: Decide, decisions: readonly NewDecision[]): string {
  if (wanted.verdict === 'reject') return wanted.reason;
  if (wanted.verdict === 'choose') return `${wanted.classification}: ${wanted.reason}`;
  const classes = Map.groupBy(decisions, (one) => one.classification);
  return [...classes].map(([name, members]) => `${members.length} × ${name}`).join(', ');
}

function decisionOn(
  wanted: Decide,
  field: MappedField | undefined,
  { schema, table, column }: Decide['columns'][number],
): NewDecision {
  const ref = { schema, table, column };
  if (wanted.verdict === 'choose') {
    const { classification: chosen, encrypt, reason } = wanted;
    return {
      ...ref,
      classification: chosen,
      tags: tagsOf(chosen, ref),
      encrypt,
      audit: isPhi(chosen) || chosen === 'credential',
      verdict: 'chosen',
      reason,
    };
  }
  if (field?.proposal === null || field === undefined)
    throw new Fault(
      'usage',
      `Nothing is proposed for ${table}.${column}.`,
      'Scan first, or choose a class yourself.',
    );
  if (wanted.verdict === 'reject')
    return {
      ...ref,
      classification: 'none',
      tags: [],
      encrypt: false,
      audit: false,
      verdict: 'rejected',
      reason: wanted.reason,
    };
  const { classification: proposed, tags, encrypt, audit, reason } = field.proposal;
  return { ...ref, classification: proposed, tags, encrypt, audit, verdict: 'accepted', reason };
}
