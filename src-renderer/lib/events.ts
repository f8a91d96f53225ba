import type { QueryClient } from '@tanstack/react-query';
import type { Channel, EventName } from '../../src-shared/ipc/channels.ts';
import type { EventPayload } from '../../src-shared/ipc/contract.ts';
import { bridge } from './api.ts';
import { askAnew } from './ask-anew.ts';

/** Which answers an event makes old. Committed change → event → refetch → render; the window never patches its own copy. */
export const STALE_AFTER = {
  'status.changed': [
    'checkpoints.waiting',
    'sign-offs.list',
    'evidence.colleagues',
    'evidence.list',
    'evidence.readers',
    'keys.list',
    'keys.recovery',
    'keys.roles',
    'app.ready',
    'app.status',
    'clinic.examine',
    'schedule.list',
    'token.list',
    'token.inspect',
    'token.examine',
    'session.pin-wanted',
    'token.modules',
    'audit.levels',
    'audit.checkpoint',
  ],
  'runs.changed': [
    'audit.runs',
    'audit.levels',
    'audit.checkpoint',
    'app.status',
    'findings.acknowledgements',
    'findings.search',
    'findings.groups',
    'audit.timeline',
    'retention.list',
    'witness.startingPoint',
  ],
  'reports.changed': ['reports.list', 'readiness.list', 'keys.aftermath'],
  'administrator.changed': ['administrator.seat'],
  'guard.changed': ['guard.status', 'guard.plan', 'clinic.examine'],
  'drift.changed': [
    'drift.status',
    'guard.status',
    'audit-triggers.list',
    'rows.report',
    'fields.list',
    'access-matrix.get',
    'monitoring.controls',
  ],
  'limits.changed': ['limits.state', 'monitoring.dashboard'],
  'rows.changed': ['rows.report', 'access-matrix.get', 'monitoring.controls'],
  'audit-triggers.changed': [
    'audit-triggers.list',
    'audit-triggers.gaps',
    'guard.status',
    'monitoring.controls',
    'activity.list',
  ],
  'security-events.changed': [
    'security-events.list',
    'security-events.get',
    'security-events.waiting',
    'monitoring.dashboard',
    'monitoring.controls',
    'activity.list',
  ],
  'risk.changed': ['risk.status', 'risk.cases', 'risk.case', 'risk.story', 'risk.tuning'],
  'disposal.changed': ['disposal.state', 'monitoring.dashboard', 'monitoring.controls'],
  'monitor.changed': ['monitor.status', 'checkpoints.waiting'],
  'fields.changed': ['fields.list', 'fields.key-time', 'guard.status', 'monitoring.controls'],
  'data-map.changed': ['classification.map', 'access-matrix.get', 'monitoring.controls'],
  'gaps.changed': ['gaps.list', 'gaps.roadmap'],
  'access-matrix.changed': ['access-matrix.get'],
  'checks.changed': ['checks.latest', 'checklists.state'],
  'keys.changed': ['keys.list', 'keys.recovery', 'keys.aftermath', 'keys.roles', 'activity.list'],
  'rights.changed': [
    'rights.list',
    'rights.get',
    'rights.words',
    'rights.recipients',
    'rights.settings',
    'rights.dossier-map',
    'rights.collection',
    'rights.review',
    'rights.review-items',
    'rights.review-item',
    'rights.deliveries',
    'rights.accounting',
    'rights.disclosures',
    'rights.reissues',
  ],
  'control-tests.changed': [
    'control-tests.list',
    'control-tests.get',
    'control-tests.days',
    'frameworks.list',
    'frameworks.get',
    'reviews.board',
    'reviews.control',
  ],
  'reviews.changed': [
    'frameworks.list',
    'frameworks.get',
    'control-tests.list',
    'control-tests.get',
    'reviews.cycles',
    'reviews.board',
    'reviews.control',
    'evidence.colleagues',
    'evidence.list',
    'evidence.readers',
  ],
  'witness.changed': ['witness.state', 'witness.startingPoint', 'retention.list'],
  'schedule.changed': ['schedule.list'],
  'tables.changed': ['tables.list', 'audit.runs'],
} as const satisfies Partial<Record<EventName, readonly Channel[]>>;

const OLD_MAKERS = Object.keys(STALE_AFTER) as (keyof typeof STALE_AFTER)[];

/** A busy job tells of itself many times a second; the window asks at most this often (milliseconds). */
const JOB_REFETCH_EVERY = 120;

type Command = EventPayload<'app.command'>['command'];

/** Subscribes to every event; returns what unsubscribes. `onCommand` carries out menu commands. */
export function listen(queries: QueryClient, onCommand: (command: Command) => void): () => void {
  const refetch = (channels: readonly Channel[]): void => {
    for (const channel of channels) askAnew(queries, [channel]);
  };
  const due = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const flush = (): void => {
    timer = null;
    for (const jobId of due) askAnew(queries, ['jobs.get', { jobId }]);
    due.clear();
    askAnew(queries, ['jobs.list']);
  };

  const stops = [
    ...OLD_MAKERS.map((event) =>
      bridge().on(event, () => {
        refetch(STALE_AFTER[event]);
      }),
    ),
    bridge().on('job.changed', ({ jobId }) => {
      due.add(jobId);
      timer ??= setTimeout(flush, JOB_REFETCH_EVERY);
    }),
    bridge().on('app.command', ({ command }) => {
      onCommand(command);
    }),
  ];
  return () => {
    if (timer !== null) clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
