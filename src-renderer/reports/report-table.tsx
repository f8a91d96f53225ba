import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import {
  IconBraces,
  IconFileTypePdf,
  IconClockCheck,
  IconClockPause,
  IconFolderOpen,
  IconSignature,
} from '@tabler/icons-react';
import { useMemo, type ReactNode } from 'react';
import type { ReportInfo } from '../../src-shared/reports/types.ts';
import { formatBytes } from '../lib/format.ts';
import { invoke } from '../lib/api.ts';
import { useUi } from '../state/ui.ts';
import { AddSignature } from './add-signature.tsx';
import { DataTable, type Column } from '../ui/data-table.tsx';
import { Hash } from '../ui/hash.tsx';
import { reveal, tellSaved } from '../ui/saved.tsx';
import { tellFailure } from '../ui/told.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';

const TITLE: Column<ReportInfo> = {
  id: 'title',
  header: 'Report',
  track: 'minmax(152px, 1.2fr)',
  cell: (report) => (
    <span dir="auto" title={report.title}>
      {report.title}
    </span>
  ),
};
const MADE: Column<ReportInfo> = {
  id: 'made',
  header: 'Made',
  track: '176px',
  cell: (report) => <When at={report.createdAt} />,
};
const VERDICT: Column<ReportInfo> = {
  id: 'verdict',
  header: 'It states',
  track: '136px',
  cell: (report) => <VerdictBadge verdict={report.verdict} />,
};
const SIGNER: Column<ReportInfo> = {
  id: 'signer',
  header: 'Signed by',
  track: 'minmax(104px, 1fr)',
  cell: (report) =>
    report.signed ? (
      <span className="cell-icon" title={signersOf(report).join(', ')}>
        <IconSignature size={16} aria-hidden />
        <bdi>{signersOf(report).join(', ')}</bdi>
        {report.timeStamp === 'waiting' ? (
          <IconClockPause size={16} role="img" aria-label="Waits for a time-stamp" />
        ) : null}
        {report.timeStamp === 'present' ? (
          <IconClockCheck size={16} role="img" aria-label="With a time-stamp" />
        ) : null}
      </span>
    ) : (
      <span className="soft">Not signed</span>
    ),
};
const signersOf = ({ signers, signer }: ReportInfo): readonly string[] =>
  signers.length > 0 ? signers : [signer ?? 'Signed'];

const SIZE: Column<ReportInfo> = {
  id: 'size',
  header: 'Size',
  track: '68px',
  align: 'end',
  cell: (report) => formatBytes(report.bytes),
};
const SHA: Column<ReportInfo> = {
  id: 'sha',
  header: 'SHA-256',
  track: '156px',
  cell: (report) => <Hash value={report.sha256} what="SHA-256" />,
};
const SAVE: Column<ReportInfo> = {
  id: 'save',
  header: 'Save',
  track: '136px',
  cell: (report) => <Save report={report} />,
};

const WIDE = [TITLE, MADE, VERDICT, SIGNER, SIZE, SHA, SAVE];
const NARROW = [TITLE, VERDICT, SIGNER, SAVE];

/** The reports, newest first. */
export function ReportTable({
  reports,
  narrow,
}: {
  readonly reports: readonly ReportInfo[];
  readonly narrow: boolean;
}): ReactNode {
  const columns = useMemo(() => (narrow ? NARROW : WIDE), [narrow]);
  return (
    <DataTable label="Reports" columns={columns} count={reports.length} rowAt={(index) => reports[index]} />
  );
}

async function save(report: ReportInfo, format: 'pdf' | 'json'): Promise<void> {
  try {
    const { saved } = await invoke('reports.save', { reportId: report.reportId, format });
    if (saved === null) return;
    useUi.getState().keepSaved(report.reportId, saved);
    tellSaved(saved);
  } catch (thrown) {
    tellFailure(thrown);
  }
}

function Save({ report }: { readonly report: ReportInfo }): ReactNode {
  const saved = useUi((state) => state.saved[report.reportId]);
  return (
    <span className="cell-icon">
      <Menu position="bottom-end" width={180}>
        <Menu.Target>
          <Button size="compact-xs" variant="default" aria-label={`Save ${report.title}`}>
            Save…
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconFileTypePdf size={18} />} onClick={() => void save(report, 'pdf')}>
            Save as PDF…
          </Menu.Item>
          <Menu.Item leftSection={<IconBraces size={18} />} onClick={() => void save(report, 'json')}>
            Save as JSON…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {report.signed ? <AddSignature report={report} /> : null}
      {saved === undefined ? null : (
        <Tooltip label={`Show ${saved.name} in its folder`}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Show ${saved.name} in its folder`}
            onClick={() => void reveal(saved.handle)}
          >
            <IconFolderOpen size={18} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
