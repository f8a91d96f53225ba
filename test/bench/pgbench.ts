import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ClinicConnection } from '../../src-main/clinic/ports.ts';

/** What pgbench says of one run. */
export type Load = { readonly perSecond: number; readonly ms: number };

export type LoadOptions = {
  readonly clients: number;
  readonly seconds: number;
  /** Transactions a second in all; missing: as many as go. */
  readonly rate?: number;
};

/** Runs pgbench with a script of its language; the file is written into the folder. */
export async function pgbench(
  connection: ClinicConnection,
  folder: string,
  script: string,
  { clients, seconds, rate }: LoadOptions,
): Promise<Load> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.sql`);
  writeFileSync(file, script);
  const { host, port, user, database, password } = connection;
  const { stdout } = await promisify(execFile)(
    'pgbench',
    [
      ...['-n', '-M', 'prepared', '-f', file, '-c', String(clients), '-j', '1', '-T', String(seconds)],
      ...(rate === undefined ? [] : ['-R', String(rate)]),
      ...['-h', host, '-p', String(port), '-U', user, database],
    ],
    { env: { ...process.env, PGPASSWORD: password, PGSSLMODE: 'disable' } },
  );
  const read = (pattern: RegExp): number => {
    const found = pattern.exec(stdout)?.[1];
    if (found === undefined) throw new Error(`pgbench said something else: ${stdout}`);
    return Number(found);
  };
  // With a rate, waiting for the next turn is counted into the latency; what the schedule lagged is not the database's.
  const lag = rate === undefined ? 0 : read(/rate limit schedule lag: avg ([\d.]+)/);
  return { perSecond: read(/tps = ([\d.]+)/), ms: read(/latency average = ([\d.]+) ms/) - lag };
}
