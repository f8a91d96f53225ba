import type { ReportInfo } from '../../../src-shared/reports/types.ts';
import { attention, type Check, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

/** Whether a report still lacks a signature or the proof of its time. */
export const reportChecks = ({ reports, signing }: CheckSources): readonly Check[] => [
  {
    ...{ id: 'reports-unsigned', area: 'reports', title: 'Reports without a signature', link: '/reports' },
    look: async () => unsignedLook(await reports.store.list()),
  },
  {
    ...{ id: 'time-stamps', area: 'reports', title: 'Time-stamps that are waited for', link: '/reports' },
    look: async () =>
      stampLook(
        (await reports.store.list()).filter(({ timeStamp }) => timeStamp === 'waiting').length +
          (await signing.waiting()),
      ),
  },
];

/** How many reports nobody signed. */
export function unsignedLook(reports: readonly Pick<ReportInfo, 'signed'>[]): Look {
  const unsigned = reports.filter(({ signed }) => !signed).length;
  return unsigned > 0
    ? attention(
        `${many(unsigned, 'report is', 'reports are')} not signed.`,
        'Sign in, then write and sign the report anew; an unsigned one proves nothing.',
      )
    : fine(
        reports.length === 0
          ? 'There is no report yet.'
          : `${many(reports.length, 'report', 'reports')}, all signed.`,
      );
}

/** @param waiting - signatures that have no proof of their time yet */
export const stampLook = (waiting: number): Look =>
  waiting > 0
    ? attention(
        `${many(waiting, 'signature waits', 'signatures wait')} for the proof of its time.`,
        'The authority is tried every quarter of an hour while the window is open; check its address in the settings.',
      )
    : fine('No signature waits for the proof of its time.');
