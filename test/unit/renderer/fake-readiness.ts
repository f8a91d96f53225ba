import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { KIND_TITLES, READINESS_NAME } from '../../../src-shared/reports/readiness.ts';
import type { readinessContract, ReadinessInfo } from '../../../src-shared/reports/readiness-list.ts';
import type { jobsIn } from './fake-jobs.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

/** Readiness reports of a clinic that makes its first ones. */
export function readinessHandlers(
  jobs: ReturnType<typeof jobsIn>,
  push: Push,
): Pick<Handlers, keyof typeof readinessContract> {
  const made: ReadinessInfo[] = [];
  return {
    'readiness.preview': (order) => ({
      document: {
        name: READINESS_NAME,
        title: KIND_TITLES[order.kind],
        subtitle: `St. Brannoc · ${order.from} to ${order.to}`,
        reportId: 'RR-preview',
        createdAt: '2026-11-22T09:30:00.000Z',
        madeBy: 'Attestry 0.1.0',
        signer: null,
        sections: [
          {
            id: 'summary',
            title: 'Executive summary',
            blocks: [
              {
                kind: 'paragraph',
                text: 'By the newest verification, every log is as it was when it was sealed.',
              },
              {
                kind: 'bars',
                title: 'Verifications by result',
                bars: [
                  { label: 'Intact', value: 12, tone: 'good' },
                  { label: 'Tampered', value: 0, tone: 'bad' },
                  { label: 'Could not tell', value: 1, tone: 'unsure' },
                ],
              },
            ],
          },
        ],
      },
    }),
    'readiness.create': ({ order, sign }) =>
      jobs.start('report', KIND_TITLES[order.kind], 3, 'steps', 10, () => {
        made.unshift({
          reportId: `RR-${String(made.length + 1)}`,
          kind: order.kind,
          title: KIND_TITLES[order.kind],
          period: { from: order.from, to: order.to },
          cycleId: order.cycleId,
          createdAt: '2026-11-22T09:30:00.000Z',
          signer: sign ? 'Olivia Officer' : null,
          timeStamp: 'none',
          files: [
            { name: 'report.pdf', mediaType: 'application/pdf', bytes: 120_000, sha256: 'ab'.repeat(32) },
          ],
        });
        push('reports.changed', {});
        return made[0]?.reportId ?? null;
      }),
    'readiness.list': () => ({ reports: [...made] }),
    'readiness.save': () => ({ saved: { handle: 'folder-1', name: 'readiness-2026' } }),
    'readiness.check': ({ reportId }) => ({
      check: {
        reportId,
        at: '2026-11-22T09:40:00.000Z',
        result: 'intact',
        reason: null,
        files: [{ name: 'report.pdf', state: 'as-made' }],
        signatures: [],
      },
    }),
  };
}
