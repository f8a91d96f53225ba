import type { GuardPlan, GuardRoles } from '../../../src-shared/clinic/guard.ts';
import { Fault } from '../../base/fault.ts';
import type { PackDatabase } from '../guard-pack.ts';
import type { PackFile } from '../pack.ts';
import type { ClinicConnection } from '../ports.ts';
import { type Connected, withConnection } from '../postgres/connect.ts';
import { makesRoles, missingFiles, unknownFiles } from './files.ts';
import { installPack, renewable, takenNames } from './install.ts';
import { readPack } from './pack-files.ts';
import { missingRights } from './rights.ts';
import { lossOf, rollBackPack } from './roll-back.ts';
import { mustBeOurs, mustWrite, readServer, type Server } from './server.ts';
import { guardStatus } from './status.ts';

/** How long an installation waits for a quiet moment of the clinic, file by file. Milliseconds. */
const PATIENCE_MS = 120_000;

/** The pack, in PostgreSQL. */
export function packDatabase(parts: {
  /** `resources/guard`. */
  readonly folder: string;
  /** Version of the application. */
  readonly version: string;
  readonly patienceMs?: number;
}): PackDatabase {
  const limitMs = parts.patienceMs ?? PATIENCE_MS;
  const patienceOf = (signal: AbortSignal) => ({ limitMs, signal, waiting: () => undefined });
  return {
    status: async (connection) => {
      const files = await readPack(parts.folder);
      return withConnection(connection, (client) => guardStatus(client, files));
    },
    plan: async (connection, direction, roles) => {
      const files = await readPack(parts.folder);
      return withConnection(connection, async (client) => {
        const server = await readServer(client);
        mustWrite(server);
        mustBeOurs(server);
        return direction === 'install'
          ? planInstall(client, server, files, roles)
          : planRollBack(client, server, files);
      });
    },
    install: async (connection, roles, work) => {
      const files = await readPack(parts.folder);
      return lasting(connection, (client) =>
        installPack(client, {
          ...{ files, roles, application: parts.version, patience: patienceOf(work.signal) },
          progress: (phase, done, total) => {
            work.progress({ phase, done, total, unit: 'files' });
          },
        }),
      );
    },
    rollBack: async (connection, choice, work) => {
      const files = await readPack(parts.folder);
      return lasting(connection, (client) =>
        rollBackPack(client, {
          ...{ ...choice, files, patience: patienceOf(work.signal) },
          progress: (phase, done, total) => {
            work.progress({ phase, done, total, unit: '' });
          },
        }),
      );
    },
  };
}

/** Work in several transactions: what was finished before the connection broke has happened. */
async function lasting<T>(connection: ClinicConnection, work: (client: Connected) => Promise<T>): Promise<T> {
  try {
    return await withConnection(connection, work);
  } catch (error) {
    if (error instanceof Fault && error.code === 'database-connection-lost')
      throw new Fault(
        error.code,
        error.message,
        'What was finished stays, and nothing is half done. Run it again: it goes on where it stopped.',
        error,
      );
    throw error;
  }
}

/** What a file is about: its first line says it. */
export const aboutFile = ({ sql, name }: Pick<PackFile, 'sql' | 'name'>): string =>
  /^-- Attestry guard[^:\n]*: ([^\n]*?)(?:\. Run as [^\n]*|\.)?$/m.exec(sql)?.[1] ?? name;

async function planInstall(
  client: Connected,
  server: Server,
  files: readonly PackFile[],
  roles: GuardRoles,
): Promise<GuardPlan> {
  const owner = server.owner ?? roles.owner;
  const newer = unknownFiles(files, server);
  const wanted = missingFiles(files, server);
  const taken = await takenNames(client, server, files, wanted);
  const rights = await missingRights(client, server, roles, wanted);
  const gets = [
    ...(roles.officer === null
      ? []
      : [`${roles.officer} gets the role attestry_reader: it may read the log and seal it.`]),
    ...(roles.application === null
      ? []
      : [`${roles.application} gets the role attestry_writer: it may add entries to the log.`]),
  ];
  const steps = wanted.map((file) => ({
    file: file.name,
    words: `${makesRoles(file) ? 'As you' : `As ${owner}`}, in one transaction: ${aboutFile(file)}.`,
  }));
  const renewed = server.schema === 'ours' ? await renewable(client) : [];
  return {
    direction:
      wanted.length === 0 && newer.length === 0 && renewed.length === 0
        ? 'nothing'
        : server.schema === 'none'
          ? 'install'
          : 'upgrade',
    steps: [
      ...(wanted.length === 0 ? [] : [...steps, ...gets.map((words) => ({ file: null, words }))]),
      ...renewed.map(({ schema, table }) => ({
        file: null,
        words: `Puts what encrypts ${schema}.${table} there anew: its other columns are updated faster.`,
      })),
    ],
    missing: [
      ...newer.map((name) => ({
        right: `The database has a file of a newer pack: ${name}.`,
        remedy: 'Update Attestry first.',
      })),
      ...taken.map((name) => ({
        right: `There is already the ${name}, and it is not of the pack.`,
        remedy: 'Ask whose it is; remove or rename it.',
      })),
      ...rights,
    ],
    loss: null,
  };
}

async function planRollBack(
  client: Connected,
  server: Server,
  files: readonly PackFile[],
): Promise<GuardPlan> {
  const loss = await lossOf(client, server);
  const there = new Set(server.installed.map(({ number }) => number));
  const installed = files.filter(({ number }) => there.has(number)).toReversed();
  return {
    direction: server.schema === 'none' ? 'nothing' : 'roll-back',
    steps: [
      ...loss.attachments.map((what) => ({
        file: null,
        words: `Frees the clinic’s table ${what}. Its rows and columns stay as they are.`,
      })),
      ...installed
        .filter((file) => !makesRoles(file))
        .map((file) => ({ file: `down/${file.name}`, words: `Takes away: ${aboutFile(file)}.` })),
      ...installed.filter(makesRoles).map((file) => ({
        file: `down/${file.name}`,
        words: `Takes away: ${aboutFile(file)}, unless another database uses them.`,
      })),
    ],
    missing: unknownFiles(files, server).map((name) => ({
      right: `The database has a file of a newer pack: ${name}.`,
      remedy: 'Update Attestry first.',
    })),
    loss,
  };
}
