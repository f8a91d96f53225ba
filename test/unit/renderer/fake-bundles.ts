import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { jobsIn } from './fake-jobs.ts';

/** Bundles: one that is encrypted, with an entry that is right and one that is not. */
export const bundlesIn = (
  jobs: ReturnType<typeof jobsIn>,
): Pick<Handlers, Extract<keyof Handlers, `bundle.${string}`>> => ({
  'bundle.create': () => jobs.start('export', 'Bundle for an auditor', 20, 'entries', 20, () => 'file-9'),
  'bundle.open': ({ password }) =>
    password === null
      ? { handle: 'file-9', opened: null, locked: { handle: 'file-9', name: 'bundle.zip', wrong: false } }
      : {
          handle: 'file-9',
          locked: null,
          opened: {
            ...{
              file: 'bundle.zip',
              sha256: 'ab'.repeat(32),
              result: 'tampered',
              reason: '1 of 2 entries intact.',
            },
            steps: [
              { step: 'manifest', verdict: 'intact', detail: 'The bundle lists 6 files.' },
              { step: 'entries', verdict: 'tampered', detail: '1 of 2 entries intact.' },
            ],
            manifest: null,
            checkpoint: null,
            entries: [],
            reports: [],
          },
        },
  'bundle.save-file': () => ({ saved: { handle: 'file-9', name: 'report.pdf' } }),
});
