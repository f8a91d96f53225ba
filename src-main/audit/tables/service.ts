import type { MappedTable } from '../../../src-shared/audit/tables.ts';
import type { VerificationLevel, VerificationRun } from '../../../src-shared/audit/types.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { turns } from '../../base/turns.ts';
import type { Signer } from '../../token/ports.ts';
import { runOf } from '../run.ts';
import { rowsNotSignedIn, waitsForPin } from '../seal-faults.ts';
import type { RunStore, Work } from '../service.ts';
import { originOf, signWitnessed } from '../witness.ts';
import type { TableCatalogue, TableList, TableReader, TableWitness, TableWitnessWriter } from './ports.ts';
import { asChanged } from './changed.ts';
import type { TablesService, Watched } from './contract.ts';
import { drawAndKeep, NO_DRAWS } from './draw.ts';
import { isDue } from './due.ts';
import { tableInfo } from './info.ts';
import { added, mappedTable } from './mapped.ts';
import { rowProof, viewRow } from './row-view.ts';
import { verifyTable } from './verify.ts';
import { takeOver } from './watch.ts';

/** Audit tables without the guard schema: their list, witness, verification and draws. */
export function tablesService(parts: {
  readonly list: TableList;
  /** @throws Fault `profile-missing` when no clinic is connected */
  readonly reader: () => Promise<TableReader>;
  readonly catalogue: () => Promise<TableCatalogue>;
  readonly witness: (fingerprint: string) => TableWitness & TableWitnessWriter;
  readonly runs: RunStore;
  readonly signer: () => Signer | null;
  readonly clock: Clock;
  readonly officer: () => string;
  /** Host and version for the record of a run. @throws Fault `database-…` */
  readonly server: () => Promise<{ readonly host: string; readonly serverVersion: string }>;
}): TablesService {
  const now = (): string => instantOf(parts.clock);
  const find = async (sourceId: string): Promise<MappedTable> => {
    const table = (await parts.list.list()).find((one) => one.sourceId === sourceId);
    if (table === undefined) throw unknown();
    return table;
  };
  const change = async (
    sourceId: string,
    update: (table: MappedTable) => readonly MappedTable[],
  ): Promise<void> => {
    await find(sourceId);
    await parts.list.change((tables) =>
      tables.flatMap((one) => (one.sourceId === sourceId ? update(one) : one)),
    );
  };

  // Monitor and officer must not extend the same witness at the same time.
  const inTurn = turns();
  const noted = async <T>(table: MappedTable, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Fault && error.code !== 'cancelled') {
        const witness = parts.witness(table.fingerprint);
        const { message, remedy } = error;
        await witness.saveState({ ...(await witness.state()), problem: { message, remedy } });
      }
      throw error;
    }
  };

  const watch = async (table: MappedTable, work: Work, asked: boolean): Promise<Watched> => {
    const witness = parts.witness(table.fingerprint);
    const taken = await takeOver(table, await parts.reader(), witness, now, work.signal, (done, total) => {
      work.progress({
        phase: 'Taking over',
        done,
        total: total === null ? null : Math.max(done, total),
        unit: 'rows',
      });
    });
    const newest = await witness.newestCheckpoint();
    const unsigned = { ...taken, checkpoint: null, unsigned: null };
    if (taken.to <= (newest?.size ?? 0)) return unsigned;
    const signer = parts.signer();
    if (signer === null) return { ...unsigned, unsigned: rowsNotSignedIn() };
    if (!asked && signer.identity.pinEachTime === true) return { ...unsigned, unsigned: waitsForPin() };
    work.progress({ phase: 'Signing the checkpoint', done: 0, total: null, unit: '' });
    const origin = originOf(table.fingerprint);
    return { ...unsigned, checkpoint: await signWitnessed(origin, witness, signer, now, work.signal) };
  };

  const verify = async (
    table: MappedTable,
    level: VerificationLevel,
    work: Work,
  ): Promise<VerificationRun> => {
    const witness = parts.witness(table.fingerprint);
    const startedAt = now();
    const begun = performance.now();
    const { host, serverVersion } = await parts.server();
    const { verification, whole } = await verifyTable(table, await parts.reader(), witness, {
      level,
      signal: work.signal,
      now,
      onProgress: (done, total) => {
        work.progress({ phase: 'Verifying', done, total, unit: 'rows' });
      },
    }).then(
      (done) => ({ verification: done, whole: true }),
      (error: unknown) => ({ verification: asChanged(error, level), whole: false }),
    );
    const { schema, table: name } = table.mapping;
    const run = runOf(verification, {
      level,
      pace: 'full',
      startedAt,
      elapsedMs: Math.round(performance.now() - begun),
      runBy: parts.officer(),
      source: {
        database: table.database,
        host,
        systemIdentifier: table.systemIdentifier,
        serverVersion,
        fingerprint: table.fingerprint,
        table: `${schema}.${name}`,
        sourceId: table.sourceId,
      },
    });
    await parts.runs.add(table.fingerprint, run, verification.findings);
    const state = await witness.state();
    await witness.saveState({
      ...state,
      problem: run.result === 'could-not-tell' ? state.problem : null,
      // Behind a whole reading the draws begin anew.
      draws: whole && state.draws !== null ? NO_DRAWS : state.draws,
    });
    return run;
  };

  return {
    list: async () => {
      const runs = await parts.runs.list();
      return Promise.all(
        (await parts.list.list()).map((table) => tableInfo(table, parts.witness(table.fingerprint), runs)),
      );
    },
    candidates: async () => (await parts.catalogue()).candidates(),
    inspect: async (schema, table) => (await parts.catalogue()).inspect(schema, table),
    check: async (mapping) => (await parts.catalogue()).check(mapping),
    map: async (mapping) => {
      const table = mappedTable(mapping, await (await parts.catalogue()).check(mapping), now());
      await parts.list.change((tables) => added(tables, table));
      return table;
    },
    settle: (sourceId, settleSeconds) =>
      change(sourceId, (table) => [{ ...table, mapping: { ...table.mapping, settleSeconds } }]),
    forget: (sourceId) => change(sourceId, () => []),
    watch: async (sourceId, work) => {
      const table = await find(sourceId);
      return inTurn(() => noted(table, () => watch(table, work, true)));
    },
    verify: async (sourceId, level, work) => {
      const table = await find(sourceId);
      return inTurn(() => noted(table, () => verify(table, level, work)));
    },
    row: async (sourceId, position, signal = new AbortController().signal) => {
      const table = await find(sourceId);
      const witness = parts.witness(table.fingerprint);
      try {
        return await viewRow(table, await parts.reader(), witness, position, signal);
      } catch (error) {
        // That the database cannot be asked is no reason to be silent on what this machine keeps.
        if (!(error instanceof Fault) || !/^(database|table)-/.test(error.code)) throw error;
        const view = await viewRow(table, null, witness, position, signal);
        return { ...view, detail: `${error.message} ${error.remedy}` };
      }
    },
    proof: async (sourceId, position) =>
      rowProof(parts.witness((await find(sourceId)).fingerprint), position),
    watchAll: async (work, verifyAfter) => {
      const found: VerificationRun[] = [];
      for (const table of await parts.list.list()) {
        if (work.signal.aborted) break;
        const run = await inTurn(() =>
          noted(table, async () => {
            const witness = parts.witness(table.fingerprint);
            const { differing, to } = await watch(table, work, false);
            if (to === 0) return null;
            const newest = (await parts.runs.list()).find(
              ({ source }) => source.fingerprint === table.fingerprint,
            );
            const reader = await parts.reader();
            const draw = (): Promise<number> => drawAndKeep(table, reader, witness, work.signal);
            const due = await isDue(newest, parts.clock.now(), verifyAfter, differing, draw);
            return due ? verify(table, 'blockchain', work) : null;
          }),
        ).catch((error: unknown) => {
          if (error instanceof Fault && error.code !== 'cancelled') return null;
          throw error;
        });
        if (run?.result === 'tampered') found.push(run);
      }
      return found;
    },
  };
}

const unknown = (): Fault =>
  new Fault(
    'table-unknown',
    'This table is not in the list.',
    'Look at the list of tables that are watched.',
  );
