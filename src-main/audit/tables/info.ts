import type { MappedTable, TableInfo } from '../../../src-shared/audit/tables.ts';
import type { VerificationRun } from '../../../src-shared/audit/types.ts';
import { chanceSeen } from '../chance.ts';
import { checkpointOf } from '../checkpoint.ts';
import { standingRun } from '../standing-run.ts';
import type { TableWitness } from './ports.ts';
import { momentText } from './row.ts';

/** A watched table as the list shows it; needs no database. */
export async function tableInfo(
  table: MappedTable,
  witness: TableWitness,
  runs: readonly VerificationRun[],
): Promise<TableInfo> {
  const { sourceId, mapping, database, mappedAt } = table;
  const state = await witness.state();
  const newest = await witness.newestCheckpoint();
  const checkpoint = newest === null ? null : checkpointOf(newest);
  const run = standingRun(runs.filter(({ source }) => source.fingerprint === table.fingerprint));
  return {
    sourceId,
    mapping,
    columns: table.columns.map(({ name, role, type }) => ({ name, role, type: type.slice(0, 200) })),
    database,
    mappedAt,
    taken: await witness.size(),
    lastTakeOver: state.lastTakeOver,
    settled:
      state.settled === null
        ? null
        : mapping.order === 'key'
          ? state.settled
          : momentText(BigInt(state.settled)),
    checkpoint: checkpoint === null ? null : { size: checkpoint.size, signedAt: checkpoint.signedAt },
    lastRun:
      run === undefined
        ? null
        : {
            runId: run.runId,
            level: run.level,
            result: run.result,
            found: run.found,
            startedAt: run.startedAt,
          },
    problem: state.problem,
    drawn:
      state.draws === null
        ? null
        : { rows: state.draws.rows, chanceSeen: chanceSeen(await witness.size(), 0, state.draws.missed) },
  };
}
