import { resolve } from 'node:path';
import { Fault } from '../../base/fault.ts';
import { moduleEnvironment } from '../../token/index.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { databaseLogin } from '../database-login.ts';

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
    const connection = await databaseLogin(options.database, options.ca);
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
