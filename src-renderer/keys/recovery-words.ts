import type { RecoveryKeyInfo, RecoveryState, RecoveryStatus } from '../../src-shared/keys/recovery.ts';
import { formatOf } from '../lib/format.ts';

export const RECOVERY_STATE_WORDS: Readonly<Record<RecoveryState, string>> = {
  waiting: 'Waits for approval, is not used yet',
  'in-use': 'In use: opens what is encrypted when the token is lost',
  doubtful: 'Not used: the signatures that approved it do not count any more',
  removed: 'Taken out of use',
};

/** What would be left if the token were lost now, and what to do about it. */
export type RecoveryStanding = { readonly tone: 'none' | 'unsure' | 'bad'; readonly says: string };

/** @param things - how many things are encrypted here */
export function recoveryStanding({ recoveries, outdated }: RecoveryStatus, things: number): RecoveryStanding {
  const some = (state: RecoveryState): boolean => recoveries.some((one) => one.state === state);
  if (some('doubtful'))
    return {
      tone: 'bad',
      says: `A recovery key is not used, because the signatures that approved it do not count any more: an authority is not trusted here any longer, or somebody changed what is kept. Look at who is trusted here, or take it out of use and name it again.`,
    };
  if (!some('in-use'))
    return things === 0
      ? { tone: 'none', says: 'Nothing is encrypted here yet, so a lost token would take nothing with it.' }
      : {
          tone: 'unsure',
          says: `${formatOf(things, 'thing is', 'things are')} encrypted here, and only the token opens ${things === 1 ? 'it' : 'them'}. If the token is lost, breaks or locks for good, so is what it protects. ${
            some('waiting')
              ? 'A recovery key waits for approval by two officers.'
              : 'Name a recovery key: a second token in the safe that opens what is encrypted, too.'
          }`,
        };
  const lacking = outdated.reduce((sum, { objects }) => sum + objects, 0);
  return lacking === 0
    ? { tone: 'none', says: 'All that is encrypted here can be opened with the recovery key, too.' }
    : {
        tone: 'unsure',
        says: `${formatOf(lacking, 'thing is', 'things are')} to be encrypted anew because of the recovery keys. What is new is encrypted for them already.`,
      };
}

/** Whether this key still takes part: what was removed is history. */
export const isStanding = ({ state }: RecoveryKeyInfo): boolean => state !== 'removed';
