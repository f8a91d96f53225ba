import { Loader, Skeleton } from '@mantine/core';
import {
  IconActivity,
  IconDatabase,
  IconDatabaseOff,
  IconKey,
  IconKeyOff,
  IconLock,
} from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../src-shared/settings/contract.ts';
import { standing } from '../audit/standing.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { formatInstantExactly, formatOf, formatShare } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { useUi } from '../state/ui.ts';
import { commonName } from '../token/words.ts';
import { VerdictIcon, toneOf } from '../ui/verdict.tsx';
import { Ago } from '../ui/when.tsx';

const TLS = { verified: 'TLS verified', loopback: 'on this computer', none: 'no TLS' } as const;
const CLINIC = {
  connected: 'Connected',
  unreachable: 'Cannot be reached',
  starting: 'Starting…',
  'not-configured': 'Not connected',
} as const;
const TOKEN = {
  'not-configured': 'None chosen',
  absent: 'Not there',
  present: 'Not signed in',
  'signed-in': 'Signed in',
} as const;

const MONITOR = {
  off: 'not monitored',
  waiting: 'monitored',
  running: 'monitored',
  trouble: 'monitor in trouble',
} as const;

function Part({
  name,
  note = '',
  hint,
  tone,
  icon,
  value,
  detail,
  onClick,
}: {
  readonly name: string;
  /** Small, beside the name. */
  readonly note?: string;
  /** All of it, on hover. */
  readonly hint?: string;
  readonly tone: string;
  readonly icon: ReactNode;
  readonly value: ReactNode;
  readonly detail: ReactNode;
  readonly onClick: () => void;
}): ReactNode {
  return (
    <button type="button" className="strip-part" data-part={name} title={hint} onClick={onClick}>
      <span className={`strip-icon ink-${tone}`}>{icon}</span>
      <span className="strip-text">
        <span className="strip-name">{note === '' ? name : `${name} · ${note}`}</span>
        <span className="strip-value">
          <span className={tone === 'none' || tone === 'good' ? 'strong' : `strong ink-${tone}`}>
            {value}
          </span>
          <span className="soft strip-detail">{detail}</span>
        </span>
      </span>
    </button>
  );
}

/** Where things stand, always in sight. Each part is a button to the place that mends it. */
export function StatusStrip({ status }: { readonly status: Status | undefined }): ReactNode {
  const navigate = useNavigate();
  const monitor = useAnswer('monitor.status', {}).data;
  if (status === undefined) {
    return (
      <header className="strip" aria-label="Where things stand" aria-busy="true">
        {['a', 'b', 'c', 'd'].map((key) => (
          <span key={key} className="strip-part">
            <Skeleton height={12} width="70%" />
          </span>
        ))}
      </header>
    );
  }
  const { clinic, integrity } = status;
  // Before there is a connection nothing can be said about its encryption.
  const connected = clinic.state === 'connected';
  const down = clinic.state === 'unreachable' || clinic.state === 'not-configured';
  const run = integrity.lastRun;
  const stands = standing(status);
  return (
    <header className="strip" aria-label="Where things stand">
      <Part
        name="Clinic"
        note={connected ? TLS[clinic.tls] : ''}
        hint={connected ? `${clinic.name} as ${clinic.user}, ${TLS[clinic.tls]}` : clinic.name}
        tone={down ? 'bad' : connected && clinic.tls === 'none' ? 'unsure' : 'none'}
        icon={down ? <IconDatabaseOff size={18} aria-hidden /> : <IconDatabase size={18} aria-hidden />}
        value={CLINIC[clinic.state]}
        detail={
          clinic.state === 'not-configured' ? (
            ''
          ) : (
            <>
              {clinic.user === '' ? null : (
                <>
                  as <bdi>{clinic.user}</bdi> ·{' '}
                </>
              )}
              <bdi>{clinic.name}</bdi>
            </>
          )
        }
        onClick={() => {
          void navigate({ to: '/settings' });
        }}
      />
      <TokenPart token={status.token} />
      <Part
        name="Integrity"
        note={monitor === undefined ? '' : MONITOR[monitor.state]}
        hint={
          monitor === undefined || monitor.nextCycleAt === null
            ? 'What the last verification found'
            : `The monitor's next cycle: ${formatInstantExactly(monitor.nextCycleAt)}`
        }
        tone={stands.of === 'nothing' ? 'unsure' : toneOf(stands.verdict)}
        icon={<VerdictIcon verdict={stands.verdict} size={18} />}
        value={stands.of === 'nothing' ? 'No sealed log' : VERDICT_WORDS[stands.verdict ?? 'not-checked']}
        detail={
          stands.of === 'nothing' ? (
            'nothing is watched'
          ) : stands.of === 'tables' ? (
            'other audit tables'
          ) : run === null ? (
            formatOf(integrity.sealed, 'entry sealed', 'entries sealed')
          ) : (
            <>
              <Ago short at={run.at} />
            </>
          )
        }
        onClick={() => {
          if (stands.of !== 'log') void navigate({ to: '/integrity/tables' });
          else
            void (run === null
              ? navigate({ to: '/integrity' })
              : navigate({ to: '/integrity/runs/$runId', params: { runId: run.runId } }));
        }}
      />
      <ActivityPart />
    </header>
  );
}

function TokenPart({ token }: { readonly token: Status['token'] }): ReactNode {
  const navigate = useNavigate();
  const openSignIn = useSession((state) => state.openSignIn);
  const away = token.state === 'absent' || token.state === 'not-configured';
  const who =
    token.state === 'signed-in' && token.identity !== null
      ? commonName(token.identity.subject)
      : (token.token?.label ?? '');
  return (
    <Part
      name="Token"
      tone={away ? 'unsure' : token.state === 'signed-in' ? 'good' : 'none'}
      icon={
        away ? (
          <IconKeyOff size={18} aria-hidden />
        ) : token.state === 'signed-in' ? (
          <IconKey size={18} aria-hidden />
        ) : (
          <IconLock size={18} aria-hidden />
        )
      }
      hint={who}
      value={TOKEN[token.state]}
      detail={<span dir="auto">{who}</span>}
      onClick={() => {
        if (token.state === 'present') openSignIn();
        else void navigate({ to: '/settings' });
      }}
    />
  );
}

function ActivityPart(): ReactNode {
  const show = useUi((state) => state.show);
  const jobs = useAnswer('jobs.list', {});
  const running = (jobs.data?.jobs ?? []).filter((job) => job.state === 'running');
  const [job] = running;
  const total = job?.progress.total ?? 0;
  return (
    <Part
      name="Activity"
      tone="none"
      icon={
        job === undefined ? (
          <IconActivity size={18} aria-hidden />
        ) : (
          <Loader size={16} color="var(--accent)" aria-hidden />
        )
      }
      value={
        job === undefined
          ? 'Nothing running'
          : running.length > 1
            ? `${running.length} running`
            : total === 0
              ? 'Running'
              : formatShare(Math.min(1, job.progress.done / total))
      }
      detail={job?.title ?? ''}
      onClick={() => {
        show('activity');
      }}
    />
  );
}
