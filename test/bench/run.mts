import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ENTRY_LIST } from '../../src-main/clinic/postgres/sql.ts';
import { bundle } from './bundle.ts';
import type { Order } from './client.ts';
import { appendHistory, sealAll, startSealedDatabase } from './database.ts';
import { fieldCost } from './fields.ts';
import { measured, median, postmasterOf, psql, type Run, serverClock, startClient } from './measure.ts';
import { readLatency } from './read-latency.ts';
import { tokenCost } from './token.ts';
import { triggerCost } from './trigger.ts';

const { values } = parseArgs({
  options: {
    entries: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    /** Afterwards the same with five times as many entries. */
    large: { type: 'boolean', default: false },
    /** Only what the audit trigger costs, with pgbench. */
    trigger: { type: 'boolean', default: false },
    /** Only what encrypted columns cost, with pgbench. */
    fields: { type: 'boolean', default: false },
    /** Only what the token costs, on SoftHSM2. */
    token: { type: 'boolean', default: false },
    /** Seconds of each run of pgbench. */
    seconds: { type: 'string', default: '5' },
    out: { type: 'string', default: join(import.meta.dirname, 'bench-results.json') },
  },
});
const ENTRIES = Number(values.entries);
const ROUNDS = Number(values.rounds);
const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

// The same bytes that a verification reads.
const LOG = `copy (select ${ENTRY_LIST} from guard.audit_log l order by l.id) to stdout (format binary)`;
const SEALS =
  'copy (select position, entry_id, leaf, chain from guard.seal order by position) to stdout (format binary)';
// What somebody would write who trusts the server: every hash and every link, in SQL.
const sent = (how: string): string => `coalesce(int4send(octet_length(${how})) || ${how}, '\\xffffffff')`;
const text = (column: string): string => sent(`convert_to(l.${column}, 'UTF8')`);
const WINDOW_SQL = `select count(*) filter (where leaf <> sha256(bytes)), count(*) filter (where chain <> sha256(coalesce(before, decode(repeat('00', 32), 'hex')) || leaf))
  from (select s.leaf, s.chain, lag(s.chain) over (order by s.position) as before,
               '\\x000d'::bytea || ${sent('int8send(l.id)')} || ${sent('timestamptz_send(l.occurred_at)')}
               || ${['actor', 'actor_role', 'event_type', 'action', 'resource_type', 'resource_id'].map(text).join(' || ')}
               || ${sent('uuid_send(l.patient_id)')} || ${sent('inet_send(l.source_ip)')} || ${text('session_id')}
               || ${sent('boolsend(l.success)')} || ${text('details')} as bytes
          from guard.seal s join guard.audit_log l on l.id = s.entry_id) q`;

/** What was measured before and is not measured now stays. */
function keep(measured: Readonly<Record<string, unknown>>): void {
  const before: unknown = existsSync(values.out) ? JSON.parse(readFileSync(values.out, 'utf8')) : {};
  const known = Object.entries(measured).filter(([, value]) => value !== null);
  const all = { ...(before as object), ...(rounded(Object.fromEntries(known)) as object) };
  writeFileSync(values.out, `${JSON.stringify(all, null, 2)}\n`);
}

if (values.token) {
  const token = await tokenCost(say);
  keep({ token });
  process.stdout.write(`${JSON.stringify(rounded(token), null, 2)}\n`);
} else await onDatabase();

async function onDatabase(): Promise<void> {
  const program = values.trigger || values.fields ? 'pgbench' : 'psql';
  const version = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) {
    say(`${program} is not installed: there is nothing to measure with.`);
    process.exitCode = 1;
  } else if (values.trigger) {
    const trigger = await triggerCost(ROUNDS, Number(values.seconds), say);
    keep({ trigger });
    process.stdout.write(`${JSON.stringify(rounded(trigger), null, 2)}\n`);
  } else if (values.fields) {
    const fields = await fieldCost(ROUNDS, Number(values.seconds), say);
    keep({ fields });
    process.stdout.write(`${JSON.stringify(rounded(fields), null, 2)}\n`);
  } else await main(version.stdout.trim());
}

async function main(psqlVersion: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'attestry-bench-'));
  const { database, sealed } = await startSealedDatabase(ENTRIES, say);
  const bundled = await bundle();
  const place = { connection: database.officer, cache: join(folder, 'cache.db') };
  const client = startClient(bundled, place);
  // A process of its own, so that its memory is that of verifications alone.
  const verifier = startClient(bundled, place);
  try {
    const server = serverClock(await postmasterOf(database));
    const order = (what: Order): Promise<Run> =>
      measured(server, () => (what.what === 'verify' ? verifier : client).order(what));
    const read = async (): Promise<Run> => {
      const log = await measured(server, () => psql(database.admin, LOG));
      const seals = await measured(server, () => psql(database.admin, SEALS));
      return {
        ...log,
        wall: log.wall + seals.wall,
        client: log.client + seals.client,
        server: log.server + seals.server,
      };
    };
    const witnessed = await order({ what: 'witness' });
    await order({ what: 'sign' });
    say(`witnessed ${witnessed.outcome} in ${Math.round(witnessed.wall)} ms`);

    const ways: Record<string, () => Promise<Run>> = {
      'psql: log, then seals': read,
      'verify, level merkle': () => order({ what: 'verify', level: 'merkle' }),
      'verify, level blockchain': () => order({ what: 'verify', level: 'blockchain' }),
      'SQL: sha256 and lag()': () => measured(server, () => psql(database.officer, WINDOW_SQL)),
      'pg cursor, objects': () => order({ what: 'cursor', batch: 1000 }),
    };
    const compared = await interleaved(ways, ROUNDS);
    const single = async (what: Order): Promise<number> => Number((await order(what)).outcome);
    const offline: number[] = [];
    for (let round = 0; round < ROUNDS; round++) offline.push((await order({ what: 'offline' })).wall);
    const milliseconds = {
      'one entry, basic, snapshot open': await single({
        what: 'entry',
        full: false,
        open: false,
        times: 101,
      }),
      'one entry, basic, opening a snapshot': await single({
        what: 'entry',
        full: false,
        open: true,
        times: 51,
      }),
      'one entry, full, snapshot open': await single({ what: 'entry', full: true, open: false, times: 101 }),
      'one entry, full, opening a snapshot': await single({
        what: 'entry',
        full: true,
        open: true,
        times: 51,
      }),
      'proof from tiles': await single({ what: 'proof', times: 501 }),
    };
    const incremental: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await appendHistory(database, 100 + round, 1000);
      await sealAll(database);
      incremental.push((await order({ what: 'witness' })).wall);
    }
    const latency = await readLatency(database.admin, client);
    const results = {
      entries: ENTRIES,
      rounds: ROUNDS,
      machine: {
        cpu: cpus()[0]?.model,
        cores: availableParallelism(),
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        platform: process.platform,
        node: process.version,
        psql: psqlVersion,
        postgres: String((await database.sql('show server_version')).rows[0]?.server_version),
      },
      wireBytesPerEntry: await wireBytes(),
      compared,
      milliseconds: { ...milliseconds, 'incremental, 1,000 new entries': median(incremental) },
      offlineEntriesPerSecond: Math.round(ENTRIES / (median(offline) / 1000)),
      readLatencyMs: latency,
      sealing: sealed,
      large: values.large ? await larger(ways) : null,
    };
    keep(results);
    print(rounded(results) as typeof results);
  } finally {
    client.stop();
    verifier.stop();
    await database.stop();
    rmSync(folder, { recursive: true, force: true });
  }

  async function wireBytes(): Promise<number> {
    const { rows } = await database.sql(
      `select avg(34 + 15 * 4 + octet_length(concat(actor, actor_role, event_type, action, resource_type, resource_id, session_id, details)))::int as n from guard.audit_log tablesample system (1)`,
    );
    return Number(rows[0]?.n);
  }

  /** Time per entry with five times as many, by the time per entry before: 1.00 is linear. */
  async function larger(ways: Record<string, () => Promise<Run>>): Promise<unknown> {
    const [base, verify] = Object.entries(ways);
    if (base === undefined || verify === undefined) return null;
    await appendHistory(database, 7, ENTRIES * 4);
    await sealAll(database);
    await database.sql('vacuum (analyze) guard.seal');
    return { entries: ENTRIES * 5, ...(await interleaved(Object.fromEntries([base, verify]), 3)) };
  }
}

type Compared = Record<
  string,
  {
    readonly wallMs: number;
    readonly clientCpuMs: number;
    readonly serverCpuMs: number;
    readonly peakMiB: number;
    /** Medians of the ratios to the first way in the same round. */
    readonly wallRatio: number;
    readonly cpuRatio: number;
    readonly wallRatios: readonly number[];
  }
>;

/** One round after the other, every way once in each: what slows the machine down slows all of them. */
async function interleaved(ways: Record<string, () => Promise<Run>>, rounds: number): Promise<Compared> {
  const runs = new Map<string, Run[]>(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, way] of Object.entries(ways)) {
      const run = await way();
      runs.get(name)?.push(run);
      say(`${round + 1}/${rounds} ${name}: ${Math.round(run.wall)} ms, ${run.outcome}`);
    }
  const base = [...runs.values()][0] ?? [];
  const compared: Compared = {};
  for (const [name, own] of runs) {
    const over = (cost: (run: Run) => number): number[] =>
      own.map((run, round) => cost(run) / cost(base[round] ?? run));
    const wallRatios = over((run) => run.wall);
    compared[name] = {
      wallMs: median(own.map((run) => run.wall)),
      clientCpuMs: median(own.map((run) => run.client)),
      serverCpuMs: median(own.map((run) => run.server)),
      peakMiB: Math.max(...own.map((run) => run.peak)),
      wallRatio: median(wallRatios),
      cpuRatio: median(over((run) => run.client + run.server)),
      wallRatios,
    };
  }
  return compared;
}

/** Three significant digits are more than such a measurement gives. */
function rounded(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : Number(value.toPrecision(3));
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, rounded(member)]));
}

function print(
  results: { compared: Compared; milliseconds: Record<string, number> } & Record<string, unknown>,
): void {
  const line = (...cells: (string | number)[]): void => {
    process.stdout.write(
      `${cells.map((cell, index) => (index === 0 ? String(cell).padEnd(36) : String(cell).padStart(12))).join('')}\n`,
    );
  };
  line('', 'wall', 'CPU', 'wall ms', 'client ms', 'server ms', 'peak MiB');
  for (const [name, c] of Object.entries(results.compared))
    line(
      name,
      c.wallRatio.toFixed(2),
      c.cpuRatio.toFixed(2),
      c.wallMs,
      c.clientCpuMs,
      c.serverCpuMs,
      c.peakMiB,
    );
  for (const [name, ms] of Object.entries(results.milliseconds)) line(name, '', '', ms);
  line('offline, entries/s', '', '', String(results.offlineEntriesPerSecond));
  line('read latency ms', JSON.stringify(results.readLatencyMs));
  if (results.large !== null) line('large', JSON.stringify(results.large));
}
