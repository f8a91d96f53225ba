import type { Status } from '../../src-shared/settings/contract.ts';
import type { NextStep } from './next-steps.ts';

/** A count in words of the language. */
export type Words = (count: number) => string;

/** Where the key asks for the PIN each time: nothing is signed by the way. */
export const waitingSteps = (waiting: number, format: Words): readonly NextStep[] =>
  waiting === 0
    ? []
    : [
        {
          id: 'waiting-pin',
          weight: 'todo',
          title: waitingTitle(waiting, format),
          detail:
            'Your key asks for the PIN before each signature, so checkpoints are not signed by the way. Until they are, the newest entries rest on this computer’s own witness.',
          label: waiting === 1 ? 'Sign it' : 'Sign them',
          action: { kind: 'sign-waiting' },
        },
      ];

/** How many checkpoints wait, as it is said everywhere. */
export const waitingTitle = (waiting: number, format: Words = String): string =>
  waiting === 1 ? 'A checkpoint waits for your PIN' : `${format(waiting)} checkpoints wait for your PIN`;

/** What the newest checkpoint does not cover. */
export function checkpointSteps({ integrity, token, clinic }: Status, format: Words): readonly NextStep[] {
  const open = integrity.witnessed - integrity.lastCheckpointSize;
  if (open <= 0 || clinic.state !== 'connected' || token.state === 'not-configured') return [];
  const signedIn = token.state === 'signed-in';
  return [
    {
      id: 'unsigned',
      weight: 'todo',
      title: `No signed checkpoint covers ${open === 1 ? 'the newest entry' : `the newest ${format(open)} entries`}`,
      detail:
        'A checkpoint is the statement that an auditor can check: it is signed by the token when you seal.',
      label: signedIn ? 'Seal and sign' : 'Sign in',
      action: signedIn ? { kind: 'seal' } : { kind: 'sign-in' },
    },
  ];
}
