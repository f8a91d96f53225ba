import { Button } from '@mantine/core';
import { IconArrowLeft, IconHistory, IconKey, IconRefresh } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { isDataKind, type Key, type KeyUse } from '../../src-shared/keys/types.ts';
import { useRunning } from '../jobs/running.ts';
import { addressOf } from '../lib/address.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy, Hash } from '../ui/hash.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { Compromised } from './compromised.tsx';
import { Destructions } from './destructions.tsx';
import { ExchangeRail } from './exchange-rail.tsx';
import { StepSheet } from './step-sheet.tsx';
import { VersionTable } from './version-table.tsx';
import { VersionTimeline } from './version-timeline.tsx';
import { KIND_WORDS } from './words.ts';

const route = getRouteApi('/keys/$keyId');

/** One key: its versions over time, what they did, and every step of its life. Its address can be copied. */
export function KeyPage(): ReactNode {
  const { keyId } = route.useParams();
  const answer = useAnswer('keys.list', {});
  const key = answer.data?.keys.find((one) => one.keyId === keyId);
  const lead = (
    <span className="row">
      <Link to="/keys/list" className="link row">
        <IconArrowLeft size={14} aria-hidden /> Keys
      </Link>
      <Copy value={addressOf(`/keys/${keyId}`)} what="address of this key" />
    </span>
  );
  if (key === undefined)
    return (
      <Page title="Key" lead={lead}>
        {answer.isPending ? <Loading lines={6} /> : null}
        {answer.isError ? (
          <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
        ) : null}
        {answer.isSuccess ? (
          <EmptyState icon={<IconKey size={28} />} title="There is no such key here">
            It may be known on another computer. Look at the list of keys.
          </EmptyState>
        ) : null}
      </Page>
    );
  const uses = answer.data?.uses.filter((use) => use.keyId === keyId) ?? [];
  return (
    <Page title={key.name} lead={lead} actions={<Exchange of={key} />}>
      <Destructions
        requests={answer.data?.requests.filter((request) => request.keyId === keyId) ?? []}
        keys={[key]}
      />
      {isDataKind(key.kind) ? <EncryptAnew of={key} /> : <ExchangeRail of={key} uses={uses} />}
      <Compromised of={key} />
      <Section title="Versions over time">
        <VersionTimeline of={key} />
        <VersionTable of={key} />
      </Section>
      <About of={key} uses={uses} />
      <p className="soft">{answer.data?.invisible}</p>
    </Page>
  );
}

/** The next version; a data key is exchanged at once, a signing key begins its guided exchange. */
function Exchange({ of: key }: { readonly of: Key }): ReactNode {
  const rotate = useAsk('keys.rotate');
  const [open, setOpen] = useState(false);
  const newest = key.versions[0];
  if (newest?.state === 'pre-active' && !isDataKind(key.kind)) return null;
  const data = isDataKind(key.kind);
  return (
    <>
      <Button
        leftSection={<IconRefresh size={18} />}
        onClick={() => {
          setOpen(true);
        }}
      >
        Exchange the key…
      </Button>
      {open ? (
        <StepSheet
          title="Exchange the key"
          sentence={
            data
              ? `A new version of “${key.name}” is made on the token and used from now on; the one before it only decrypts.`
              : `A new version of “${key.name}” is made on the token; it signs once its certificate is here, and until then the one before it goes on signing.`
          }
          facts={[['Token', key.serial]]}
          undo="No: but nothing is lost, the version before stays"
          go="Make the next version"
          busy={rotate.busy}
          failure={rotate.failure}
          onGo={() => {
            void rotate.ask({ keyId: key.keyId }).then((made) => {
              if (made !== null) setOpen(false);
            });
          }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}

/** What is still under older versions, and the work that brings it along. */
function EncryptAnew({ of: key }: { readonly of: Key }): ReactNode {
  const rewrap = useAsk('keys.rewrap');
  const running = useRunning(['rewrap']);
  const active = key.versions.find(({ state }) => state === 'active');
  const old = key.versions.filter((v) => v.version !== active?.version);
  const recovery = useAnswer('keys.recovery', {});
  const lacking = (recovery.data?.outdated ?? [])
    .filter(({ keyId, version }) => keyId === key.keyId && version === active?.version)
    .reduce((sum, { objects: some }) => sum + some, 0);
  const objects = old.reduce((sum, version) => sum + version.objects, 0) + lacking;
  if (objects === 0 && running === undefined) return null;
  return (
    <Section title="Encrypt anew">
      {running === undefined ? (
        <>
          <p>
            {formatOf(objects, 'thing is', 'things are')}{' '}
            {lacking === 0
              ? 'still encrypted under older versions. Bring them under the version in use;'
              : 'encrypted under older versions, or not as the recovery keys want it. Encrypt them anew;'}{' '}
            it can be interrupted and goes on where it stopped.
          </p>
          {rewrap.failure === null ? null : <FailurePanel failure={rewrap.failure} />}
          <div>
            <Button loading={rewrap.busy} onClick={() => void rewrap.ask({ keyId: key.keyId })}>
              Encrypt anew
            </Button>
          </div>
        </>
      ) : (
        <JobProgress job={running} />
      )}
    </Section>
  );
}

function About({ of: key, uses }: { readonly of: Key; readonly uses: readonly KeyUse[] }): ReactNode {
  const publicKey = key.versions.find(({ state }) => state === 'active')?.publicKeySha256 ?? null;
  return (
    <Section
      title="About this key"
      aside={
        <Link to="/keys/activity" search={{ object: key.keyId }} className="link row">
          <IconHistory size={16} aria-hidden /> What was done with it
        </Link>
      }
    >
      <Facts
        rows={[
          ['What it does', KIND_WORDS[key.kind]],
          ['Token', key.serial],
          ['Made', <When key="made" at={key.createdAt} />],
          ['Made by', <bdi key="by">{commonName(key.createdBy)}</bdi>],
          ...(publicKey === null
            ? []
            : [
                [
                  'Public key (SHA-256)',
                  <Hash key="hash" value={publicKey} what="hash of the public key" />,
                ] as const,
              ]),
          [
            'Used to',
            uses.length === 0
              ? 'nothing yet'
              : uses
                  .map(
                    ({ operation, operations, version }) =>
                      `${operation} ${formatCount(operations)} (version ${String(version)})`,
                  )
                  .join(', '),
          ],
        ]}
      />
    </Section>
  );
}
