import type { Status } from '../../../src-shared/settings/contract.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { recoveryLine } from './recovery.ts';

/** Where things stand. */
export async function statusVerb({ services, folder }: Context): Promise<Outcome> {
  const status = await services.status();
  const { clinic, token, integrity } = status;
  const recovery = await services.keys.recovery.status();
  return {
    answer: {
      json: { ...status, recovery, profileFolder: folder },
      lines: table([
        ['Profile', `${status.profile} (${folder})`],
        [
          'Clinic',
          `${clinic.state}${clinic.name === '' ? '' : `: ${clinic.name}`}${clinic.user === '' ? '' : ` as ${clinic.user}`}`,
        ],
        ...(clinic.problem === '' ? [] : [['', clinic.problem] as const]),
        ['Token', `${token.state}${token.token === null ? '' : `: ${token.token.label}`}`],
        ...(token.problem === '' ? [] : [['', token.problem] as const]),
        ['Recovery key', recoveryLine(recovery)],
        ...(clinic.guarded === false ? NO_LOG : logLines(integrity)),
        ...tableLines(status),
      ]),
    },
    exit: EXIT.fine,
  };
}

type Row = readonly [string, string];

const NO_LOG: readonly Row[] = [
  [
    'Sealed log',
    'none: the database has no guard schema, so nothing is sealed. Audit tables it already has can be watched: `tables candidates`.',
  ],
];

function logLines(integrity: Status['integrity']): readonly Row[] {
  const { lastRun } = integrity;
  return [
    [
      'Entries',
      `${integrity.sealed} sealed, ${integrity.pending} waiting, ${integrity.witnessed} witnessed by this machine`,
    ],
    ...unsealed(integrity),
    ['Checkpoint', integrity.lastCheckpointAt ?? 'none yet'],
    [
      'Last check',
      lastRun === null ? 'none yet' : `${lastRun.result} at level ${lastRun.level}, ${lastRun.at}`,
    ],
  ];
}

function tableLines({ tables, clinic }: Status): readonly Row[] {
  if (tables.watched === 0) return clinic.guarded === false ? [['Other tables', 'none is watched']] : [];
  const parts = [
    `${tables.watched} watched, ${tables.rows} rows taken over`,
    ...(tables.tampered > 0 ? [`${tables.tampered} tampered`] : []),
    ...(tables.unclear > 0 ? [`${tables.unclear} could not tell`] : []),
    ...(tables.unchecked > 0 ? [`${tables.unchecked} never verified`] : []),
    ...(tables.verdict === 'intact' ? [`all intact when last verified (${tables.checkedAt ?? ''})`] : []),
  ];
  return [['Other tables', parts.join('; ')]];
}

const HELD_BACK =
  'A transaction that began before it is still open in the database; ask the database administrator to end it.';

function unsealed(integrity: Pick<Status['integrity'], 'unsealedSeconds' | 'heldBack'>): readonly Row[] {
  const { unsealedSeconds, heldBack } = integrity;
  if (unsealedSeconds === null) return [];
  return [['Unsealed', `for ${unsealedSeconds} s.${heldBack ? ` ${HELD_BACK}` : ''}`]];
}
