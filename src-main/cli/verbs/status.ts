import type { Status } from '../../../src-shared/settings/contract.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

/** Where things stand. */
export async function statusVerb({ services, folder }: Context): Promise<Outcome> {
  const status = await services.status();
  const { clinic, token, integrity } = status;
  const lastRun = integrity.lastRun;
  return {
    answer: {
      json: { ...status, profileFolder: folder },
      lines: table([
        ['Profile', `${status.profile} (${folder})`],
        [
          'Clinic',
          `${clinic.state}${clinic.name === '' ? '' : `: ${clinic.name}`}${clinic.user === '' ? '' : ` as ${clinic.user}`}`,
        ],
        ...(clinic.problem === '' ? [] : [['', clinic.problem] as const]),
        ['Token', `${token.state}${token.token === null ? '' : `: ${token.token.label}`}`],
        ...(token.problem === '' ? [] : [['', token.problem] as const]),
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
      ]),
    },
    exit: EXIT.fine,
  };
}

const HELD_BACK =
  'A transaction that began before it is still open in the database; ask the database administrator to end it.';

function unsealed(
  integrity: Pick<Status['integrity'], 'unsealedSeconds' | 'heldBack'>,
): readonly (readonly [string, string])[] {
  const { unsealedSeconds, heldBack } = integrity;
  if (unsealedSeconds === null) return [];
  return [['Unsealed', `for ${unsealedSeconds} s.${heldBack ? ` ${HELD_BACK}` : ''}`]];
}
