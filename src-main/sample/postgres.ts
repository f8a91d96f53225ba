import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { Fault } from '../base/fault.ts';
import { databaseAccount, type Account } from './account.ts';
import { findBinaries, type Binaries } from './binaries.ts';
import { runCommand } from './command.ts';

/** A PostgreSQL cluster in a folder of its own; its server outlives us. */
export type Cluster = {
  readonly home: string;
  readonly account: Account | null;
  readonly binaries: Binaries;
};

const INITDB_TIMEOUT_MS = 120_000;
const CONTROL_SECONDS = 60;
const SUPERUSER = 'postgres';

/** Small: it shares the machine with the window and the tests. Everything about durability stays as it is. */
const SETTINGS = `
# The sample clinic: reachable from this machine only.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = 40
shared_buffers = '128MB'
maintenance_work_mem = '128MB'
max_wal_size = '2GB'
timezone = 'UTC'
# Who connects is written down; what they ask is not.
log_connections = on
log_disconnections = on
log_timezone = 'UTC'
# Statements and values may hold what the log must not.
log_min_error_statement = 'panic'
log_parameter_max_length_on_error = 0
`;

/**
 * The cluster in a folder, made or not.
 * @throws Fault `sample-unavailable`
 */
export async function openCluster(home: string): Promise<Cluster> {
  const account = await databaseAccount();
  return { home, account, binaries: await findBinaries(account) };
}

const dataFolder = (cluster: Pick<Cluster, 'home'>): string => join(cluster.home, 'data');
const logFile = (cluster: Cluster): string => join(cluster.home, 'server.log');

/**
 * Makes a new cluster; the folder must not hold one.
 * @throws Fault `sample-failed`
 */
export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  const { home, account, binaries } = cluster;
  const passwordFile = join(home, `.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(home, { recursive: true, mode: account === null ? 0o700 : 0o711 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await mkdir(dataFolder(cluster), { mode: 0o700 });
    await writeFile(logFile(cluster), '', { mode: 0o600 });
    if (account !== null)
      for (const path of [home, passwordFile, dataFolder(cluster), logFile(cluster)])
        await chown(path, account.uid, account.gid);
    const made = await runCommand(
      binaries.initdb,
      [
        `--pgdata=${dataFolder(cluster)}`,
        `--username=${SUPERUSER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--no-locale',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
      ],
      { timeoutMs: INITDB_TIMEOUT_MS, account },
    );
    if (made.code !== 0) throw new Error(made.output);
    await writeFile(join(dataFolder(cluster), 'postgresql.conf'), SETTINGS, { flag: 'a' });
  } catch (error) {
    throw new Fault(
      'sample-failed',
      "The sample clinic's database could not be made.",
      'Make sure there is 1 GB of free disk space, then run `sample down --delete` and `sample up` again.',
      error,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/**
 * Starts the server, on the wished port if that is free, and waits until it takes connections. A server that runs
 * already is left as it is.
 *
 * @returns the port
 * @throws Fault `sample-failed`
 */
export async function startServer(cluster: Cluster, wishedPort: number | null): Promise<number> {
  const running = await runningPort(cluster);
  if (running !== null) return running;
  await dropStalePid(cluster);
  let output = '';
  for (const wish of [wishedPort, null, null]) {
    const port = await freePort(wish);
    // Anybody may take a port between our look and the server's start: then once more with another one.
    const started = await control(cluster, 'start', ['-l', logFile(cluster), '-o', `-p ${port}`]);
    if (started.code === 0) return port;
    output = started.output;
    const late = await runningPort(cluster);
    if (late !== null) return late;
    // After a crash the old server's children may hold its shared memory for a moment.
    await sleep(1000);
  }
  throw new Fault(
    'sample-failed',
    "The sample clinic's database did not start.",
    `Look into ${logFile(cluster)}; if it does not help, run \`sample down --delete\` and \`sample up\` again.`,
    new Error(output),
  );
}

/**
 * Stops the server if it runs: orderly, else at once.
 * @throws Fault `sample-failed`
 */
export async function stopServer(cluster: Cluster): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if ((await runningPort(cluster)) === null) return;
    await control(cluster, 'stop', ['-m', mode]);
  }
  if ((await runningPort(cluster)) !== null)
    throw new Fault(
      'sample-failed',
      "The sample clinic's database did not stop.",
      'End the process named postgres by hand, then try again.',
    );
}

/** Whether the folder holds a cluster, whole or not. */
export const hasCluster = async (home: string): Promise<boolean> =>
  stat(join(dataFolder({ home }), 'PG_VERSION')).then(
    () => true,
    () => false,
  );

/** The port of the running server, or null when none runs. */
export async function runningPort(cluster: Pick<Cluster, 'home'>): Promise<number | null> {
  const lines = await pidLines(cluster);
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!(pid > 0) || !(port > 0)) return null;
  return (await isOurServer(cluster, pid)) ? port : null;
}

const control = (
  cluster: Cluster,
  verb: 'start' | 'stop',
  args: readonly string[],
): ReturnType<typeof runCommand> =>
  runCommand(
    cluster.binaries.pgCtl,
    [verb, '-w', '-s', '-t', String(CONTROL_SECONDS), '-D', dataFolder(cluster), ...args],
    {
      timeoutMs: (CONTROL_SECONDS + 15) * 1000,
      account: cluster.account,
      // On Windows the server would inherit our pipes and keep them open.
      quiet: process.platform === 'win32',
    },
  );

/** postmaster.pid: process, folder, start time, port, … (PostgreSQL manual, "Database File Layout"). */
async function pidLines(cluster: Pick<Cluster, 'home'>): Promise<readonly string[]> {
  try {
    return (await readFile(join(dataFolder(cluster), 'postmaster.pid'), 'utf8')).split('\n');
  } catch {
    return [];
  }
}

/** After a crash or a reboot the number in postmaster.pid may belong to any other program. */
async function isOurServer(cluster: Pick<Cluster, 'home'>, pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== 'linux') return true;
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(dataFolder(cluster));
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to start when the process of a left-over pid file exists, whatever it is. */
async function dropStalePid(cluster: Cluster): Promise<void> {
  const pid = Number((await pidLines(cluster))[0]);
  if (process.platform === 'linux' && pid > 0 && !(await isOurServer(cluster, pid)))
    await rm(join(dataFolder(cluster), 'postmaster.pid'), { force: true });
}

async function freePort(wish: number | null): Promise<number> {
  const attempt = (port: number): Promise<number | null> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => {
        resolve(null);
      });
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        const found = typeof address === 'object' && address !== null ? address.port : null;
        server.close(() => {
          resolve(found);
        });
      });
    });
  const port = (wish === null ? null : await attempt(wish)) ?? (await attempt(0));
  if (port !== null) return port;
  throw new Fault(
    'sample-failed',
    'No free port was found on this machine for the sample database.',
    'Close some programs, then try again.',
  );
}
