import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { LEVELS } from '../../src-shared/audit/types.ts';
import { checkEntry, proveEntry } from '../../src-main/audit/entry-check.ts';
import { extendWitness, originOf, signWitnessed, verify } from '../../src-main/audit/index.ts';
import { checkOwnCopy } from '../../src-main/audit/offline.ts';
import { planReads, readInOrder } from '../../src-main/audit/plan.ts';
import type { LogSnapshot } from '../../src-main/audit/ports.ts';
import { inclusionProof } from '../../src-main/audit/proof.ts';
import { cacheClient } from '../../src-main/cache/client.ts';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import { ENTRY_LIST } from '../../src-main/clinic/postgres/sql.ts';
import { postgresSealedLog } from '../../src-main/clinic/postgres/sealed-log.ts';
import { threadWire } from '../../src-main/processes/thread.ts';

/** What a client process is told to do. */
export type Order =
  | { readonly what: 'verify'; readonly level: (typeof LEVELS)[number] }
  | { readonly what: 'cursor'; readonly batch: number }
  /** Takes over what is sealed. */
  | { readonly what: 'witness' }
  /** Signs a checkpoint with a key of its own. */
  | { readonly what: 'sign' }
  /** One entry, each time another: on an open snapshot, or opening one. */
  | { readonly what: 'entry'; readonly full: boolean; readonly open: boolean; readonly times: number }
  | { readonly what: 'proof'; readonly times: number }
  | { readonly what: 'offline' }
  /** Reads the first entries as the background does. */
  | { readonly what: 'background'; readonly duty: number; readonly entries: number };

/** What it cost, in milliseconds; memory in megabytes. */
export type Cost = {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
  readonly outcome: string;
};

/** Where the client works. */
export type Place = {
  readonly connection: ClinicConnection;
  /** SQLite file of the cache. */
  readonly cache: string;
};

const place = JSON.parse(process.argv[2] ?? '') as Place;
const log = postgresSealedLog(place.connection, (data) =>
  threadWire(join(import.meta.dirname, 'range-worker.js'), data),
);
const cache = cacheClient(
  threadWire(join(import.meta.dirname, 'cache-worker.js'), {
    file: place.cache,
    reports: `${place.cache}.d`,
  }),
);

const { signal } = new AbortController();
let known: Promise<string> | undefined;
const fingerprint = (): Promise<string> => (known ??= log.source().then((source) => source.fingerprint));

async function run(order: Order): Promise<string> {
  switch (order.what) {
    case 'verify':
      return verified(order.level);
    case 'cursor':
      return readObjects(order.batch);
    case 'witness': {
      const { from, to, stopped } = await extendWitness(
        log,
        cache.witness(await fingerprint()),
        signal,
        () => undefined,
      );
      return `${from} to ${to}${stopped ? ', stopped' : ''}`;
    }
    case 'sign': {
      const log = await fingerprint();
      // Only here: its libraries are no part of what is measured.
      const { certify, signerOf } = await import('../fixtures/authority.ts');
      const signer = await signerOf(await certify('Bench Officer'));
      const now = (): string => new Date().toISOString();
      return String((await signWitnessed(originOf(log), cache.witness(log), signer, now, signal))?.size);
    }
    case 'entry':
      return eachEntry(order);
    case 'proof': {
      const witness = cache.witness(await fingerprint());
      const size = await witness.size();
      return median(order.times, async (index) => {
        await inclusionProof((index * 7_654_321) % size, size, witness.tile.bind(witness));
      });
    }
    case 'offline': {
      const { entries, damagedTiles, foreignCheckpoints } = await checkOwnCopy(
        cache.witness(await fingerprint()),
      );
      return `${entries} ${damagedTiles.length} ${foreignCheckpoints.length}`;
    }
    case 'background':
      return background(order);
  }
}

async function verified(level: (typeof LEVELS)[number]): Promise<string> {
  const { result, reason, entries, findings } = await verify(
    { log, witness: cache.witness(await fingerprint()) },
    { level, signal, now: () => new Date().toISOString(), onProgress: () => undefined },
  );
  return `${result} ${entries} ${findings.length} ${reason ?? ''}`.trim();
}

/** Median of the times that a piece of work takes, in milliseconds, as text. */
async function median(times: number, work: (index: number) => Promise<void>): Promise<string> {
  const all: number[] = [];
  for (let index = 0; index < times; index++) {
    const begun = performance.now();
    await work(index);
    all.push(performance.now() - begun);
  }
  return String(all.sort((a, b) => a - b)[Math.floor(times / 2)]);
}

async function eachEntry({ full, open, times }: Extract<Order, { what: 'entry' }>): Promise<string> {
  const witness = cache.witness(await fingerprint());
  const entries = await witness.size();
  const shared = await log.snapshot(signal);
  const one = async (snapshot: LogSnapshot, index: number): Promise<void> => {
    const id = 1 + ((index * 7_654_321) % entries);
    const check = full ? await proveEntry(snapshot, witness, id) : await checkEntry(snapshot, id);
    if (check !== 'intact') throw new Error(`entry ${id}: ${check}`);
  };
  try {
    return await median(times, async (index) => {
      if (!open) {
        await one(shared, index);
        return;
      }
      const own = await log.snapshot(signal);
      await one(own, index);
      await own.close();
    });
  } finally {
    await shared.close();
  }
}

async function background({ duty, entries }: Extract<Order, { what: 'background' }>): Promise<string> {
  const snapshot = await log.snapshot(signal);
  const plan = { from: 0, to: snapshot.sealed, before: [], links: true, tree: true, collect: false };
  const tasks = await planReads(snapshot, { ...plan, cut: null, wholeLog: true, duty });
  let rows = 0;
  const first = tasks.filter(({ from }) => from < entries);
  for await (const report of readInOrder(snapshot, first, signal)) rows += report.rows;
  await snapshot.close();
  return `${rows} rows`;
}

/** A cursor with objects, as a program that knows nothing of the wire would read. */
async function readObjects(batch: number): Promise<string> {
  const { host, port, database, user, password } = place.connection;
  const client = new pg.Client({ host, port, database, user, password, ssl: false });
  await client.connect();
  await client.query('begin');
  await client.query(
    `declare c no scroll cursor for select ${ENTRY_LIST}, s.leaf, s.chain from guard.seal s join guard.audit_log l on l.id = s.entry_id order by s.position`,
  );
  let rows = 0;
  for (;;) {
    const page = await client.query(`fetch ${batch} from c`);
    if (page.rows.length === 0) break;
    rows += page.rows.length;
  }
  await client.end();
  return `${rows} rows`;
}

process.on('message', (order: Order) => {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  run(order).then(
    (outcome) => {
      const used = process.cpuUsage(cpu);
      process.send?.({
        wall: performance.now() - begun,
        cpu: (used.user + used.system) / 1000,
        peak: peakMiB(),
        outcome,
      } satisfies Cost);
    },
    (error: unknown) => {
      process.send?.({ wall: 0, cpu: 0, peak: 0, outcome: `failed: ${String(error)}` } satisfies Cost);
    },
  );
});
process.once('disconnect', () => {
  void cache.close();
});

/**
 * The most memory this process ever had, in MiB. Linux hands ru_maxrss on to what a process starts, so that of a child is
 * never less than its parent was when it forked; VmHWM begins anew with the program (proc_pid_status(5)).
 */
function peakMiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}
