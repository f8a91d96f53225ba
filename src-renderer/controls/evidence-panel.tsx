import { Button, CloseButton } from '@mantine/core';
import { IconDownload, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Evidence } from '../../src-shared/controls/evidence.ts';
import { formatBytes } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash, Id } from '../ui/hash.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { EvidenceBadge } from './evidence-badge.tsx';
import { EvidenceReaders } from './evidence-readers.tsx';
import { FailedRows, ResultFacts } from './result-facts.tsx';

/** One piece of evidence in full. */
export function EvidencePanel({
  evidence,
  onClose,
}: {
  readonly evidence: Evidence;
  readonly onClose: () => void;
}): ReactNode {
  const save = useAsk('evidence.save');
  const saved = save.answer?.saved ?? null;
  const query = evidence.kind === 'query';
  return (
    <section className="card room-panel" aria-label={evidence.title}>
      <header className="card-head">
        <h2 className="grow" dir="auto">
          {evidence.title}
        </h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      <Facts
        rows={[
          ['Copy', <EvidenceBadge key="state" evidence={evidence} />],
          ['Stored', evidence.sealed ? 'Encrypted' : 'In clear'],
          ['Opens for', <EvidenceReaders key="readers" evidence={evidence} />],
          ['File', <bdi key="file">{evidence.fileName}</bdi>],
          ['Size', formatBytes(evidence.bytes)],
          ['SHA-256', <Hash key="hash" value={evidence.sha256} what="SHA-256" />],
          ['From', <bdi key="source">{evidence.source}</bdi>],
          ['Speaks of', `${evidence.from} to ${evidence.to}`],
          ['Counts to', evidence.expiresOn ?? 'It does not expire'],
          ['Collected', <When key="when" at={evidence.collectedAt} />],
          ['By', <bdi key="by">{evidence.collectedBy}</bdi>],
          ...(evidence.resultId === null
            ? []
            : [['Test result', <Id key="result" value={evidence.resultId} what="result" />] as const]),
          ['Number', <Id key="id" value={evidence.id} what="number" />],
        ]}
      />
      {query ? <KeptResult id={evidence.id} /> : null}
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <div className="row wrap">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={save.busy}
          onClick={() => void save.ask({ id: evidence.id, as: 'copy' })}
        >
          {query ? 'Save as JSON…' : 'Save a copy…'}
        </Button>
        {query ? (
          <Button
            variant="default"
            leftSection={<IconTable size={16} />}
            loading={save.busy}
            onClick={() => void save.ask({ id: evidence.id, as: 'table' })}
          >
            Save as CSV…
          </Button>
        ) : null}
        {saved === null ? null : (
          <span className="soft">
            Saved as <bdi>{saved.name}</bdi>
          </span>
        )}
      </div>
    </section>
  );
}

/** The test result that a piece holds, as it stands in the kept copy. */
function KeptResult({ id }: { readonly id: string }): ReactNode {
  const kept = useAnswer('evidence.result', { id });
  if (kept.isPending) return <Loading lines={4} />;
  if (kept.isError) return <FailurePanel failure={kept.error} onRetry={() => void kept.refetch()} />;
  const { title, result } = kept.data;
  return (
    <>
      <h3>{title ?? result.testId}</h3>
      <ResultFacts result={result} />
      <FailedRows result={result} />
    </>
  );
}
