import { type ChildProcess, fork, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';
import type { ClinicDatabase } from '../fixtures/clinic-database.ts';
import type { Cost, Order, Place } from './client.ts';

/** What one run cost, client and server apart; milliseconds. */
export type Run = {
  readonly wall: number;
  readonly client: number;
  readonly server: number;
  readonly peak: number;
  readonly outcome: string;
};

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

type Ticks = { readonly parent: number; readonly own: number; readonly reaped: number };
/** CPU time of a process in clock ticks (proc(5), fields 4 and 14 to 17). */
function ticksOf(pid: number): Ticks | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, reapedUser = 0, reapedSystem = 0] = fields.slice(11, 15);
    return { parent, own: user + system, reaped: reapedUser + reapedSystem };
  } catch {
    return null;
  }
}
const MS_PER_TICK = 10;

/** CPU time of a server with all processes it has, and had. */
export function serverClock(postmaster: number): () => number {
  return () => {
    let sum = 0;
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      const ticks = Number.isNaN(pid) ? null : ticksOf(pid);
      if (ticks === null) continue;
      if (pid === postmaster) sum += ticks.own + ticks.reaped;
      else if (ticks.parent === postmaster) sum += ticks.own;
    }
    return sum * MS_PER_TICK;
  };
}

/** Process id of the server of a database. */
export async function postmasterOf(database: ClinicDatabase): Promise<number> {
  const { rows } = await database.sql("select pg_read_file('postmaster.pid') as text");
  return Number.parseInt(String(rows[0]?.text), 10);
}

/** Ends of sessions are counted by the server a moment later. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 150));

/** Runs work between two looks at the server's clock. */
export async function measured(server: () => number, work: () => Promise<Cost>): Promise<Run> {
  await settle();
  const before = server();
  const cost = await work();
  await settle();
  const { wall, cpu, peak, outcome } = cost;
  if (outcome.startsWith('failed')) throw new Error(outcome);
  return { wall, client: cpu, server: server() - before, peak, outcome };
}

/** psql with its output to /dev/null. */
export async function psql(connection: ClinicConnection, sql: string): Promise<Cost> {
  const { host, port, user, database, password } = connection;
  const reaped = (): number => ticksOf(process.pid)?.reaped ?? 0;
  const before = reaped();
  const begun = performance.now();
  const child = spawn(
    'psql',
    ['-X', '-q', '-h', host, '-p', String(port), '-U', user, '-d', database, '-c', sql],
    {
      env: { ...process.env, PGPASSWORD: password, PGSSLMODE: 'disable' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('close', done);
  });
  const wall = performance.now() - begun;
  if (code !== 0) throw new Error(`psql ended with ${String(code)}`);
  return { wall, cpu: (reaped() - before) * MS_PER_TICK, peak: 0, outcome: 'read' };
}

/** A client process that does one order after the other, warm as the application is. */
export type BenchClient = { order(order: Order): Promise<Cost>; stop(): void };

export function startClient(folder: string, place: Place): BenchClient {
  const child: ChildProcess = fork(join(folder, 'client.js'), [JSON.stringify(place)]);
  return {
    order: (order) =>
      new Promise((done, fail) => {
        child.once('message', (cost) => {
          child.off('exit', fail);
          done(cost as Cost);
        });
        child.once('exit', fail);
        child.send(order);
      }),
    stop: () => {
      child.disconnect();
    },
  };
}
