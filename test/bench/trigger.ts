import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { attachTriggers } from '../../src-main/clinic/guard/audit-triggers.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { median } from './measure.ts';
import { type Load, pgbench } from './pgbench.ts';

const CLIENTS = [1, 2, 4, 8];
const ROWS = 20_000;
/** The sealer beside the clinic's work, as the monitor runs it. */
const SEAL_EVERY_MS = 1000;
const WAYS = ['none', 'trigger', 'trigger and sealer'] as const;
type Way = (typeof WAYS)[number];

const SCRIPTS = {
  insert: (table: string): string =>
    `insert into clinic.${table} (patient_id, value) values (gen_random_uuid(), repeat('observation ', 10));\n`,
  update: (table: string): string =>
    `\\set id random(1, ${ROWS})\nupdate clinic.${table} set value = value || '' where id = :id;\n`,
  read: (table: string): string =>
    `\\set id random(1, ${ROWS - 500})\nselect * from clinic.${table} where id between :id and :id + 499;\n`,
};
/** Tables that are read beside few writes. */
const READ: Readonly<Record<Way, string>> = {
  none: 'read_plain',
  trigger: 'read_audited',
  'trigger and sealer': 'read_sealed',
};
const tableOf = (way: Way): string => (way === 'none' ? 'plain' : 'audited');

/** One operation with some clients: medians, and the medians of the ratios to none in the same round. */
export type Measured = Readonly<
  Record<Way, { readonly ms: number; readonly perSecond: number; readonly ratio: number }>
>;
export type TriggerCost = {
  readonly rounds: number;
  readonly seconds: number;
  /** Load of the machine at the end: above its cores the ratios say little. */
  readonly loadAverage: number;
  readonly operations: Readonly<Record<string, Measured>>;
  /** Reads of 500 rows, 100 times a second, beside 50 updates a second of other clients. */
  readonly reads: Measured;
};

/** What the audit trigger costs an insert and an update, and the clinic's reads beside them. Needs pgbench. */
export async function triggerCost(
  rounds: number,
  seconds: number,
  say: (text: string) => void,
): Promise<TriggerCost> {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-bench-'));
  const database = await startClinicDatabase();
  try {
    await prepare(database);
    const operations: Record<string, Measured> = {};
    const runs = new Map<string, Record<Way, Load[]>>();
    const into = (name: string): Record<Way, Load[]> => {
      const known = runs.get(name) ?? { none: [], trigger: [], 'trigger and sealer': [] };
      runs.set(name, known);
      return known;
    };
    // Before the writes at full speed: neither their dead rows nor the sealer's backlog are the day's work of a clinic.
    for (let round = 0; round < rounds; round++)
      for (const way of WAYS) {
        const reads = await beside(database, way, () => dayOfWork(database, folder, way, 2 * seconds));
        into('read')[way].push(reads);
        say(`${round + 1}/${rounds} read, ${way}: ${reads.ms.toFixed(3)} ms`);
      }
    for (let round = 0; round < rounds; round++) {
      for (const clients of CLIENTS)
        for (const operation of ['insert', 'update'] as const)
          for (const way of WAYS) {
            const script = SCRIPTS[operation](tableOf(way));
            const load = await beside(database, way, () =>
              pgbench(database.admin, folder, script, { clients, seconds }),
            );
            into(`${operation}, ${clients} ${clients === 1 ? 'client' : 'clients'}`)[way].push(load);
            say(`${round + 1}/${rounds} ${operation}, ${clients}, ${way}: ${load.ms} ms`);
          }
    }
    for (const [name, own] of runs) if (name !== 'read') operations[name] = summed(own);
    return { rounds, seconds, loadAverage: loadavg()[0] ?? 0, operations, reads: summed(into('read')) };
  } finally {
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reads beside a few writes; each way has a table of its own, as worn by the writes as the others. */
async function dayOfWork(database: ClinicDatabase, folder: string, way: Way, seconds: number): Promise<Load> {
  const table = READ[way];
  const writes = pgbench(database.admin, folder, SCRIPTS.update(table), { clients: 4, seconds, rate: 50 });
  const reads = await pgbench(database.admin, folder, SCRIPTS.read(table), {
    clients: 2,
    seconds,
    rate: 100,
  });
  await writes;
  return reads;
}

async function prepare(database: ClinicDatabase): Promise<void> {
  await database.sql('create schema clinic');
  for (const table of ['plain', 'audited', ...Object.values(READ)])
    await database.sql(
      `create table clinic.${table} (id bigint generated always as identity primary key, patient_id uuid not null, value text not null);
       insert into clinic.${table} (patient_id, value) select gen_random_uuid(), repeat('observation ', 10) from generate_series(1, ${ROWS})`,
    );
  await attachTriggers(
    database.admin,
    ['audited', READ.trigger, READ['trigger and sealer']].map((table) => ({
      schema: 'clinic',
      table,
      idColumn: 'id',
      patientColumn: 'patient_id',
    })),
  );
  await database.sql('vacuum analyze');
}

/** Runs work; with a sealer beside it where the way says so. */
async function beside(database: ClinicDatabase, way: Way, work: () => Promise<Load>): Promise<Load> {
  if (way !== 'trigger and sealer') return work();
  const stop = new AbortController();
  const sealing = (async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await database.log.sealPending(65_536);
      await pause(SEAL_EVERY_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  })();
  try {
    return await work();
  } finally {
    stop.abort();
    await sealing;
  }
}

const summed = (own: Record<Way, Load[]>): Measured => {
  const of = (way: Way): Measured[Way] => ({
    ms: median(own[way].map(({ ms }) => ms)),
    perSecond: median(own[way].map(({ perSecond }) => perSecond)),
    ratio: median(own[way].map(({ ms }, round) => ms / (own.none[round]?.ms ?? ms))),
  });
  return { none: of('none'), trigger: of('trigger'), 'trigger and sealer': of('trigger and sealer') };
};
