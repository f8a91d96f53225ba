import { resolve } from 'node:path';
import { readFile } from 'node:fs/promises';
import { Fault } from '../../base/fault.ts';
import { connectionFromUrl } from '../../clinic/index.ts';
import { moduleEnvironment } from '../../token/index.ts';
import type { ClinicConnection } from '../../clinic/ports.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { askSecret } from '../secret.ts';

export type ConnectOptions = {
  readonly database?: string;
  readonly ca?: string;
  readonly module?: string;
  readonly token?: string;
};

const MARK = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ', skipped: 'skipped' } as const;

/** Checks database and token, then stores both in the profile. */
export async function connectVerb({ services }: Context, options: ConnectOptions): Promise<Outcome> {
  if (options.database === undefined && options.module === undefined)
    throw new Fault(
      'usage',
      'There is nothing to connect.',
      'Give --database URL, or --module FILE with --token LABEL, or both.',
    );
  if ((options.module === undefined) !== (options.token === undefined))
    throw new Fault(
      'usage',
      '--module and --token belong together.',
      'Give both: the module file and the label of the token.',
    );
  const checks: { id: string; outcome: keyof typeof MARK; title: string; detail: string; remedy: string }[] =
    [];
  if (options.database !== undefined) {
    const ca = options.ca === undefined ? null : await readPem(options.ca);
    const connection = await withPassword(connectionFromUrl(options.database, ca));
    const report = await services.clinic.connect(
      connection,
      options.ca === undefined ? null : resolve(options.ca),
    );
    checks.push(...report.checks);
    if (report.fault !== null) throw report.fault;
  }
  if (options.module !== undefined && options.token !== undefined) {
    const token = await services.token.useFile(
      resolve(options.module),
      options.token,
      moduleEnvironment(process.env),
    );
    checks.push({
      id: 'token',
      outcome: 'ok',
      title: 'Token',
      detail: `${token.label} (serial number ${token.serial}) is in and answers.`,
      remedy: '',
    });
  }
  return {
    answer: {
      json: { connected: true, checks },
      lines: [
        ...checks.flatMap(({ outcome, title, detail, remedy }) => [
          `${MARK[outcome]} ${title}: ${detail}`,
          ...(remedy === '' ? [] : [`        ${remedy}`]),
        ]),
        'Stored in the profile.',
      ],
    },
    exit: EXIT.fine,
  };
}

/** A password in the address is seen by every user of the machine: it may be left out there. */
async function withPassword(connection: ClinicConnection): Promise<ClinicConnection> {
  if (connection.password !== '') return connection;
  const given = process.env.ATTESTRY_DATABASE_PASSWORD;
  const password = given ?? (await askSecret(`Password of ${connection.user}: `)) ?? '';
  return { ...connection, password };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Fault(
      'trust-unreadable',
      'The CA certificate cannot be read.',
      'Check the name of the file.',
      error,
    );
  }
}
