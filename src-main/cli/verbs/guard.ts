import { resolve } from 'node:path';
import type { GuardPlan, GuardRoles, GuardStatus } from '../../../src-shared/clinic/guard.ts';
import { Fault } from '../../base/fault.ts';
import { administratorHandle } from '../administrator.ts';
import type { Context, Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

export type GuardOptions = DatabaseOptions & {
  readonly owner?: string;
  readonly officer?: string;
  readonly application?: string;
  readonly dryRun?: boolean;
};

export type RollBackOptions = DatabaseOptions & {
  readonly keepLog?: string;
  readonly loseTheLog?: boolean;
  readonly dryRun?: boolean;
};

const STATES: Readonly<Record<GuardStatus['state'], string>> = {
  absent: 'The guard pack is not installed.',
  older: 'The guard pack is installed, and older than this application.',
  current: 'The guard pack is installed and complete.',
  newer: 'The guard pack in the database is newer than this application.',
  foreign: 'There is a schema named guard that is not of Attestry.',
};
/** What to do where a state asks for something. */
const NEXT: Readonly<Partial<Record<GuardStatus['state'], string>>> = {
  absent: '`guard install --dry-run` shows what would be installed, and which rights are missing.',
  older: '`guard upgrade` installs what is missing; with --dry-run it shows that before.',
  newer: 'Update Attestry on this computer.',
  foreign: 'Ask the database administrator whose it is: Attestry needs that name.',
};
const OWNER = 'attestry_owner';

/** What is installed and what differs. Exit code 2: something serious differs; 3: it could not be told. */
export async function guardStatusVerb(context: Context, options: GuardOptions): Promise<Outcome> {
  const { guard } = context.services;
  const status =
    options.database === undefined
      ? await guard.status()
      : await guard.statusAs(await administratorHandle(context, options));
  const serious = status.drift.filter(({ severity }) => severity === 'serious').length;
  const installed = status.files.filter(({ state }) => state !== 'missing').length;
  return {
    answer: {
      json: status,
      lines: [
        STATES[status.state],
        ...[NEXT[status.state] ?? []].flat(),
        ...table([
          ['PostgreSQL', status.serverVersion],
          ['Owner of the schema', status.owner ?? 'none'],
          ['Files', `${installed} of ${status.files.length}`],
          ['Tables guarded', String(new Set(status.attachments.map((one) => one.table)).size)],
        ]),
        ...(status.state === 'absent' ? [] : status.files)
          .filter(({ state }) => state !== 'installed')
          .map(({ name, state }) => `${state.padEnd(10)} ${name}`),
        ...(status.unclear === null ? [] : [status.unclear]),
        ...status.drift.map(
          ({ severity, sentence }) => `${severity === 'serious' ? 'DIFFERS' : 'note   '} ${sentence}`,
        ),
        ...(serious === 0
          ? []
          : [
              'Verify the log at the level "block chain", and ask the database administrator who changed this and when, before anybody puts it right.',
            ]),
        ...(status.drift.length === 0 && status.unclear === null && status.state !== 'absent'
          ? ['Everything is as the pack makes it.']
          : []),
      ],
    },
    exit: serious > 0 ? EXIT.tampered : status.unclear !== null ? EXIT.unknown : EXIT.fine,
  };
}

/** Installs what is missing, or says what that would be. */
export async function guardInstallVerb(context: Context, options: GuardOptions): Promise<Outcome> {
  const handle = await administratorHandle(context, options);
  const roles: GuardRoles = {
    owner: options.owner ?? OWNER,
    officer: options.officer ?? null,
    application: options.application ?? null,
  };
  return run(context, handle, roles, options.dryRun === true);
}

/** As {@link guardInstallVerb}, for a database that has the pack already. */
export async function guardUpgradeVerb(context: Context, options: GuardOptions): Promise<Outcome> {
  const handle = await administratorHandle(context, options);
  const { state, owner } = await context.services.guard.statusAs(handle);
  if (state === 'absent')
    throw new Fault('database-not-guarded', STATES.absent, 'Install it first: `guard install`.');
  return run(
    context,
    handle,
    { owner: owner ?? OWNER, officer: null, application: null },
    options.dryRun === true,
  );
}

async function run(
  { services, work }: Context,
  handle: string,
  roles: GuardRoles,
  dryRun: boolean,
): Promise<Outcome> {
  if (dryRun) return planned(await services.guard.plan(handle, 'install', roles));
  const installed = await services.guard.install(handle, roles, work);
  return {
    answer: {
      json: { installed },
      lines:
        installed.length === 0
          ? ['Nothing to do: everything is installed.']
          : [
              ...installed.map((name) => `installed  ${name}`),
              'Done. `guard status` compares it with the pack.',
            ],
    },
    exit: EXIT.fine,
  };
}

/** Takes everything away again, or says what that would be. */
export async function guardRollBackVerb(context: Context, options: RollBackOptions): Promise<Outcome> {
  const { services, work } = context;
  const handle = await administratorHandle(context, options);
  if (options.dryRun === true)
    return planned(
      await services.guard.plan(handle, 'roll-back', { owner: OWNER, officer: null, application: null }),
    );
  const keepIn = options.keepLog === undefined ? null : resolve(options.keepLog);
  const copy = await services.guard.rollBack(handle, { keepIn, lose: options.loseTheLog === true }, work);
  return {
    answer: {
      json: { rolledBack: true, kept: copy === null ? null : { file: keepIn, ...copy } },
      lines: [
        'The guard pack is gone; the clinic’s tables are as they were before it.',
        ...(copy === null
          ? []
          : [`The log is kept in ${keepIn ?? ''}: entries ${copy.entries}, SHA-256 ${copy.sha256}.`]),
      ],
    },
    exit: EXIT.fine,
  };
}

function planned(plan: GuardPlan): Outcome {
  const { steps, missing, loss } = plan;
  return {
    answer: {
      json: plan,
      lines: [
        ...(steps.length === 0 ? ['Nothing to do.'] : ['Nothing was changed. This is what would be done:']),
        ...steps.map(
          ({ file, words }, at) =>
            `${String(at + 1).padStart(3)}. ${words}${file === null ? '' : ` [${file}]`}`,
        ),
        ...(loss === null || loss.entries === 0
          ? []
          : [
              `The log’s entries (${loss.entries}, of which ${loss.sealed} are sealed) would be lost for good unless --keep-log FILE is given.`,
            ]),
        ...missing.flatMap(({ right, remedy }) => [`MISSING ${right}`, `        ${remedy}`]),
      ],
    },
    exit: missing.length > 0 ? EXIT.error : EXIT.fine,
  };
}
