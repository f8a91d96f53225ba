import { Button, CloseButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Evidence } from '../../src-shared/controls/evidence.ts';
import { formatBytes } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash, Id } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { EvidenceBadge } from './evidence-badge.tsx';

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
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          loading={save.busy}
          onClick={() => void save.ask({ id: evidence.id })}
        >
          Save a copy…
        </Button>
        {saved === null ? null : (
          <span className="soft">
            Saved as <bdi>{saved.name}</bdi>
          </span>
        )}
      </div>
    </section>
  );
}
