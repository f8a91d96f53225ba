import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { Check } from '../../../src-shared/clinic/types.ts';
import { administratorHandlers } from './fake-administrator.ts';
import { bundlesIn } from './fake-bundles.ts';
import { auditTriggersHandlers } from './fake-audit-triggers.ts';
import { driftHandlers, QUIET } from './fake-drift.ts';
import { guardHandlers } from './fake-guard.ts';
import { jobsIn } from './fake-jobs.ts';
import { readinessHandlers } from './fake-readiness.ts';
import { entryHandlers } from './fake-entries.ts';
import { identity, type FakeState } from './fake-clinic.ts';
import { evidenceHandlers } from './fake-evidence.ts';
import { FakeFailure } from './fake-failure.ts';
import { fieldsHandlers } from './fake-fields.ts';
import { dataMapHandlers } from './fake-data-map.ts';
import { scheduleHandlers } from './fake-schedule.ts';
import { limitsHandlers } from './fake-limits.ts';
import { accessHandlers } from './fake-access.ts';
import { gapsHandlers } from './fake-gaps.ts';
import { checksHandlers } from './fake-checks.ts';
import { disposalHandlers } from './fake-disposal.ts';
import { rowsHandlers } from './fake-rows.ts';
import { findingSearchHandlers } from './fake-finding-search.ts';
import { keysHandlers } from './fake-keys.ts';
import { dossierHandlers } from './fake-dossiers.ts';
import { caseEvidenceHandlers, deliveryHandlers } from './fake-delivery.ts';
import { rightsHandlers } from './fake-rights.ts';
import { monitorHandlers } from './fake-monitor.ts';
import { tablesHandlers } from './fake-tables.ts';
import { tokenHandlers } from './fake-token.ts';
import { riskHandlers } from './fake-risk.ts';
import { securityEventsHandlers } from './fake-security-events.ts';
import { monitoringHandlers } from './fake-monitoring.ts';
import { signingHandlers } from './fake-signing.ts';
import { reviewsHandlers } from './fake-reviews.ts';
import { controlsHandlers } from './fake-controls.ts';
import { controlTestsHandlers } from './fake-control-tests.ts';
import { witnessHandlers } from './fake-witness.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const OK_CHECKS: readonly Check[] = [
  {
    id: 'reach',
    outcome: 'ok',
    title: 'The server answers',
    detail: 'PostgreSQL 18.4 at db1, port 5432.',
    remedy: '',
  },
  {
    id: 'tls',
    outcome: 'ok',
    title: 'The connection is encrypted',
    detail: 'TLS 1.3; certificate and name are right.',
    remedy: '',
  },
  {
    id: 'role',
    outcome: 'ok',
    title: 'The account has the rights it needs',
    detail: 'It reads the log and runs the sealer.',
    remedy: '',
  },
  {
    id: 'extra',
    outcome: 'warning',
    title: 'The account may do more than it needs',
    detail: 'It can also read the table “patients”.',
    remedy: 'Ask the administrator to take that right away.',
  },
];

/** Every channel, on state in memory. A right PIN is `1234`. */
export function handlersFor(state: FakeState, push: Push, tick: number): Handlers {
  const jobs = jobsIn(state, push, tick);
  const connectChecks = (host: string) => {
    if (host === 'db1' || host.endsWith('.example')) return { ready: true, checks: [...OK_CHECKS] };
    const reach: Check = {
      id: 'reach',
      outcome: 'failed',
      title: 'The server does not answer',
      detail: `No computer named “${host}” is known on this network.`,
      remedy: 'Check the name, or ask whoever runs the database.',
    };
    const rest = OK_CHECKS.slice(1, 3).map((check) => ({
      ...check,
      outcome: 'skipped' as const,
      detail: 'Needs the server.',
    }));
    return { ready: false, checks: [reach, ...rest] };
  };

  return {
    'app.ready': () => ({
      version: '0.1.0',
      platform: 'Linux x64',
      colourScheme: state.scheme,
      signOutAfter: 10,
      samplePin: state.status.profile === 'sample' ? { serial: 'd21cb6cce9e66fb0', pin: '1234' } : null,
    }),
    ...bundlesIn(jobs),
    'app.status': () => state.status,
    'settings.sign-out-after': () => ({}),
    'settings.colour-scheme': ({ scheme }) => {
      state.scheme = scheme;
      return {};
    },
    'clinic.choose-ca': () => ({ file: { handle: 'ca-1', name: 'st-brannoc-ca-2024.pem' } }),
    'clinic.check': ({ host }) => connectChecks(host),
    'clinic.connect': ({ host, database, user }) => {
      const answer = connectChecks(host);
      if (answer.ready) {
        const clinic = {
          state: 'connected',
          name: `${database} @ ${host}`,
          user,
          tls: 'verified',
          problem: '',
          guarded: database !== 'unguarded',
        } as const;
        state.status = { ...state.status, profile: 'clinic', clinic };
        push('status.changed', {});
      }
      return answer;
    },
    'clinic.examine': () => ({ ready: true, checks: [...OK_CHECKS] }),
    'clinic.disconnect': () => {
      const clinic = {
        state: 'not-configured',
        name: '',
        user: '',
        tls: 'none',
        problem: '',
        guarded: null,
      } as const;
      state.status = { ...state.status, profile: 'none', clinic };
      push('status.changed', {});
      return {};
    },
    'sample.explore': () =>
      jobs.start('sample', 'Setting up the sample clinic', 100, '%', 24, () => {
        state.status = {
          ...state.status,
          profile: 'sample',
          clinic: {
            state: 'connected',
            name: 'clinic @ 127.0.0.1',
            user: 'attestry_officer',
            tls: 'loopback',
            problem: '',
            guarded: true,
          },
          token: { state: 'present', token: state.tokens[0] ?? null, identity: null, problem: '' },
          integrity: { ...state.status.integrity, pending: 10_000 },
        };
        push('status.changed', {});
        return null;
      }),
    ...administratorHandlers(push),
    ...guardHandlers(state, jobs),
    ...driftHandlers({ drift: QUIET }, push),
    ...rowsHandlers(push),
    ...limitsHandlers(push),
    ...auditTriggersHandlers(state, push),
    ...securityEventsHandlers(state, push),
    ...riskHandlers(state, push),
    ...monitoringHandlers(state),
    ...accessHandlers(push),
    ...gapsHandlers(push),
    ...checksHandlers(push, (kind, title, finish) => jobs.start(kind, title, 21, 'checks', 10, finish)),
    ...disposalHandlers(push, (kind, title, resultId) =>
      jobs.start(kind, title, 1000, 'rows', 10, () => resultId),
    ),
    ...tokenHandlers(state, push),
    'session.sign-in': ({ pin }) => {
      if (pin !== '1234') {
        throw new FakeFailure(
          'pin-wrong',
          'That is not the PIN of this token. It admits 2 more tries.',
          'Type the PIN again with care. Attestry never uses up the last try.',
        );
      }
      const signer = identity(state.scenario);
      state.tokens = state.tokens.map((token) => ({ ...token, signedIn: true }));
      state.status = {
        ...state.status,
        token: { ...state.status.token, state: 'signed-in', identity: signer },
      };
      push('status.changed', {});
      return { identity: signer };
    },
    'session.sign-out': () => {
      state.tokens = state.tokens.map((token) => ({ ...token, signedIn: false }));
      state.status = { ...state.status, token: { ...state.status.token, state: 'present', identity: null } };
      push('status.changed', {});
      return {};
    },
    ...evidenceHandlers(state, push, jobs),
    ...entryHandlers(state, jobs),
    ...tablesHandlers((kind, title, resultId) => jobs.start(kind, title, 1000, 'rows', 10, () => resultId)),
    ...fieldsHandlers((kind, title, resultId) => jobs.start(kind, title, 1000, 'pages', 10, () => resultId)),
    ...dataMapHandlers(
      (kind, title, resultId) => jobs.start(kind, title, 1000, 'tables', 10, () => resultId),
      () => {
        push('data-map.changed', {});
      },
    ),
    ...monitorHandlers(state, push),
    ...signingHandlers(),
    ...scheduleHandlers(state, push, jobs),
    ...findingSearchHandlers(state),
    ...witnessHandlers(state, push, jobs),
    ...keysHandlers(),
    ...rightsHandlers(state.scenario, push),
    ...dossierHandlers(),
    ...deliveryHandlers(),
    ...caseEvidenceHandlers(),
    ...controlsHandlers(state.scenario),
    ...reviewsHandlers(state.scenario, push),
    ...readinessHandlers(jobs, push),
    ...controlTestsHandlers(state.scenario, (title) =>
      jobs.start('control-tests', title, 120, 'tests', 10, () => {
        push('control-tests.changed', {});
        return null;
      }),
    ),
  };
}
