import type { GuardStatus } from '../../src-shared/clinic/guard.ts';

/** Where the pack stands, as a sentence with its tone. */
export function packStanding(status: GuardStatus): {
  readonly tone: 'good' | 'unsure' | 'bad' | 'none';
  readonly sentence: string;
} {
  const serious = status.drift.filter(({ severity }) => severity === 'serious').length;
  if (serious > 0)
    return {
      tone: 'bad',
      sentence:
        serious === 1
          ? 'One thing is not as the pack makes it. Ask the database administrator who changed it, and when.'
          : `${String(serious)} things are not as the pack makes them. Ask the database administrator who changed them, and when.`,
    };
  switch (status.state) {
    case 'absent':
      return {
        tone: 'none',
        sentence:
          'The pack is not installed: there is no sealed log. A database administrator can install it here; the plan is shown before anything is done.',
      };
    case 'foreign':
      return {
        tone: 'bad',
        sentence: 'This database has a schema named guard that is not of Attestry. Ask whose it is.',
      };
    case 'newer':
      return { tone: 'unsure', sentence: 'The pack in the database is newer than this application.' };
    case 'older':
      return {
        tone: 'unsure',
        sentence:
          'The pack in the database is older than this application. An administrator can bring it up to date.',
      };
    case 'current':
      return status.unclear === null
        ? { tone: 'good', sentence: 'Everything is as the pack makes it.' }
        : { tone: 'unsure', sentence: status.unclear };
  }
}

/** What a command would do to the pack as it stands; null when it is complete. */
export const packStep = ({ state }: GuardStatus): 'Install' | 'Upgrade' | null =>
  state === 'absent' ? 'Install' : state === 'older' ? 'Upgrade' : null;
