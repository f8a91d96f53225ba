import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { CSSProperties, ReactNode } from 'react';
import type { BundleEntry, BundleStep, OpenedBundle } from '../../src-shared/review/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { formatCount } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts, Section } from '../ui/page.tsx';
import { type PlainColumn, PlainTable } from '../ui/plain-table.tsx';
import { tellSaved } from '../ui/saved.tsx';
import { StepList } from '../ui/step-list.tsx';
import { toneOf, VerdictBadge, VerdictIcon } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

const STEP_NAMES: Readonly<Record<BundleStep['step'], string>> = {
  manifest: 'The list of what belongs into it',
  signature: 'Who signed the list',
  files: 'Each file against the list',
  key: 'Whose key signed the checkpoint',
  entries: 'The entries against the checkpoint',
  reports: 'The reports by themselves',
};

/** What was seen in a bundle: the verdict, what it rests on, then what is in it. */
export function OpenedBundleView({
  bundle,
  handle,
  password,
  busy,
  onAuthority,
}: {
  readonly bundle: OpenedBundle;
  readonly handle: string;
  readonly password: string | null;
  readonly busy: boolean;
  /** Looks it over again with an authority's certificate that is chosen. */
  readonly onAuthority: () => void;
}): ReactNode {
  const { result, reason, steps, manifest, checkpoint, entries, reports } = bundle;
  return (
    <>
      <section className={`card verdict verdict-${toneOf(result)}`} aria-label="Verdict">
        <VerdictIcon verdict={result} size={40} />
        <div className="grow">
          <p className="verdict-word" role="status">
            {VERDICT_WORDS[result]}
          </p>
          <p dir="auto">
            {reason ??
              'Everything in this bundle is as it was signed, by keys that your trusted authority certifies.'}
          </p>
        </div>
        {result === 'could-not-tell' ? (
          <Button variant="default" loading={busy} onClick={onAuthority}>
            Choose the authority’s certificate…
          </Button>
        ) : null}
      </section>
      <div className="columns columns-even">
        <Section title="How it was checked">
          <StepList
            steps={steps.map(({ step, verdict, detail }) => ({ name: STEP_NAMES[step], verdict, detail }))}
          />
        </Section>
        <Section title="About the bundle">
          <Facts
            rows={[
              [
                'File',
                <bdi key="file" className="break">
                  {bundle.file}
                </bdi>,
              ],
              ['SHA-256', <Hash key="sha" value={bundle.sha256} what="SHA-256" />],
              ...(manifest === null
                ? []
                : [
                    [
                      'Made',
                      <span key="made">
                        <When at={manifest.madeAt} /> <span className="soft">(stated by the maker)</span>
                      </span>,
                    ] as const,
                    ['Made by', <bdi key="by">{manifest.madeBy}</bdi>] as const,
                    [
                      'Why',
                      manifest.note === '' ? 'Not said' : <bdi key="why">{manifest.note}</bdi>,
                    ] as const,
                  ]),
              ...(checkpoint === null
                ? []
                : [
                    ['Log', <bdi key="log">{checkpoint.origin}</bdi>] as const,
                    [
                      'Checkpoint',
                      <span key="point">
                        {formatCount(checkpoint.size)} entries, <When at={checkpoint.signedAt} />
                      </span>,
                    ] as const,
                    ['Root hash', <Hash key="root" value={checkpoint.root} what="root hash" />] as const,
                  ]),
            ]}
          />
        </Section>
      </div>
      {entries.length === 0 ? null : <Entries entries={entries} />}
      {reports.length === 0 ? null : <Reports bundle={bundle} handle={handle} password={password} />}
    </>
  );
}

const Time = ({ of }: { readonly of: string | null }): ReactNode => (of === null ? '–' : <When at={of} />);

const ENTRY_COLUMNS: readonly Column<BundleEntry>[] = [
  {
    id: 'verdict',
    header: 'Verdict',
    track: '150px',
    cell: ({ verdict }) => <VerdictBadge verdict={verdict} />,
  },
  {
    id: 'entry',
    header: 'Entry',
    track: '90px',
    align: 'end',
    cell: ({ header }) => header?.entryId ?? '–',
  },
  {
    id: 'time',
    header: 'Time',
    track: '200px',
    cell: ({ header }) => <Time of={header?.occurredAt ?? null} />,
  },
  {
    id: 'actor',
    header: 'Who',
    track: 'minmax(120px, 1.2fr)',
    cell: ({ header }) => <bdi>{header?.actor ?? '–'}</bdi>,
  },
  {
    id: 'event',
    header: 'What',
    track: 'minmax(120px, 1.2fr)',
    cell: ({ header, reason }) =>
      header === null ? (reason ?? '–') : `${header.eventType ?? '–'} (${header.action ?? '–'})`,
  },
  {
    id: 'resource',
    header: 'On what',
    track: 'minmax(120px, 1fr)',
    cell: ({ header }) => (
      <bdi>{[header?.resourceType, header?.resourceId].filter(Boolean).join(' ') || '–'}</bdi>
    ),
  },
];

const Entries = ({ entries }: { readonly entries: readonly BundleEntry[] }): ReactNode => (
  <section
    className="card bundle-entries"
    aria-label="Entries"
    style={{ '--rows': entries.length } as CSSProperties}
  >
    <header className="card-head">
      <h2 className="grow">Entries</h2>
      <span className="soft">{formatCount(entries.length)}</span>
    </header>
    <DataTable
      label="Entries of the bundle"
      columns={ENTRY_COLUMNS}
      count={entries.length}
      rowAt={(index) => entries[index]}
    />
  </section>
);

function Reports({
  bundle,
  handle,
  password,
}: {
  readonly bundle: OpenedBundle;
  readonly handle: string;
  readonly password: string | null;
}): ReactNode {
  const save = useAsk('bundle.save-file');
  type Report = OpenedBundle['reports'][number];
  const columns: readonly PlainColumn<Report>[] = [
    {
      id: 'verdict',
      header: 'Verdict',
      width: '150px',
      cell: ({ result }) => <VerdictBadge verdict={result} />,
    },
    { id: 'file', header: 'Report', cell: ({ file }) => <bdi className="break">{file}</bdi> },
    {
      id: 'signers',
      header: 'Signed by',
      cell: ({ signatures }) =>
        signatures.length === 0 ? 'Nobody' : signatures.map(({ signer }) => commonName(signer)).join(', '),
    },
    { id: 'reason', header: 'Why', cell: ({ reason }) => reason ?? '' },
    {
      id: 'save',
      header: '',
      width: '110px',
      align: 'end',
      cell: ({ file }) => (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          aria-label={`Save ${file}`}
          onClick={() => {
            void save.ask({ handle, password, name: `reports/${file}` }).then((answer) => {
              const saved = answer?.saved ?? null;
              if (saved !== null) tellSaved(saved);
            });
          }}
        >
          Save…
        </Button>
      ),
    },
  ];
  return (
    <Section title="Reports">
      {save.failure === null ? null : <FailurePanel failure={save.failure} />}
      <PlainTable
        label="Reports of the bundle"
        columns={columns}
        rows={bundle.reports}
        keyOf={({ file }) => file}
      />
    </Section>
  );
}
