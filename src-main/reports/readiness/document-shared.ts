import type { ReportBlock, ReportSection, Tone } from '../../../src-shared/reports/document.ts';
import { SEVERITIES } from '../../../src-shared/controls/gaps.ts';
import type { OptionalPart } from '../../../src-shared/reports/optional-parts.ts';
import type { Frozen, ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import type { ReportedGap } from '../../../src-shared/reports/readiness-parts.ts';
import { shownTable, type Tables } from './document-blocks.ts';
import { LEFT_OUT } from './left-out.ts';
import { GAP_STATE, SEVERITY } from './words.ts';

/** How severities are coloured. */
export const SEVERITY_TONE: Readonly<Record<(typeof SEVERITIES)[number], Tone>> = {
  low: 'plain',
  medium: 'unsure',
  high: 'bad',
  critical: 'bad',
};

/** A bar chart without the bars that say nothing. */
export const bars = (
  title: string,
  all: readonly { readonly label: string; readonly value: number; readonly tone: Tone }[],
): ReportBlock => ({ kind: 'bars', title, bars: [...all] });

/** Gaps, and risks that were accepted. */
export const gapSection = (gaps: readonly Frozen<ReportedGap>[], tables: Tables): ReportSection => {
  const left = gaps.filter(({ state }) => state !== 'closed');
  const accepted = gaps.filter(({ acceptance }) => acceptance !== null);
  return {
    id: 'gaps',
    title: 'Gaps',
    blocks: [
      bars(
        'Gaps that are not closed, by severity',
        SEVERITIES.map((severity) => ({
          label: SEVERITY[severity],
          value: left.filter((gap) => gap.severity === severity).length,
          tone: SEVERITY_TONE[severity],
        })),
      ),
      shownTable(
        tables('gaps', ['requirement', 'title', 'severity', 'owner', 'effort_days', 'due', 'state']),
        'No gap was recorded.',
      ),
      ...(accepted.length === 0
        ? []
        : [
            { kind: 'heading' as const, id: 'accepted', text: 'Risks that were accepted' },
            {
              kind: 'list' as const,
              items: accepted.map(
                ({ requirement, title, acceptance, state }) =>
                  `${requirement.id}, ${title}: ${acceptance?.reason ?? ''} Accepted by ${acceptance?.by ?? ''} until ${acceptance?.until ?? ''}; now ${GAP_STATE[state].toLowerCase()}.`,
              ),
            },
          ]),
    ],
  };
};

/** What stands in place of a part that the report goes without; null for one that it has. */
const without = ({ leftOut }: Pick<ReadinessReport, 'leftOut'>, part: OptionalPart): ReportBlock[] | null =>
  leftOut?.includes(part) === true ? [{ kind: 'paragraph', text: LEFT_OUT[part] }] : null;

/** What is done about the gaps, in order. */
export const roadmapSection = (tables: Tables): ReportSection => ({
  id: 'roadmap',
  title: 'Roadmap',
  blocks: [
    shownTable(
      tables('roadmap', ['position', 'title', 'start', 'end', 'late', 'waits_for']),
      'There is nothing left to do.',
    ),
  ],
});

/** Reviews side by side. */
export const trendSection = (report: Pick<ReadinessReport, 'leftOut'>, tables: Tables): ReportSection => ({
  id: 'trend',
  title: 'Trend, like with like',
  blocks: without(report, 'trend') ?? [
    {
      kind: 'soft',
      text: 'Counted are only requirements that every review of a framework in this table has in scope.',
    },
    shownTable(
      tables('trend', [
        'framework',
        'cycle',
        'from',
        'to',
        'compared',
        'effective',
        'exception',
        'not_effective',
        'not_tested',
      ]),
      'There is no earlier review to compare with.',
    ),
  ],
});

/** What conclusions rest on. */
export const evidenceSection = (report: Pick<ReadinessReport, 'leftOut'>, tables: Tables): ReportSection => ({
  id: 'evidence',
  title: 'Evidence',
  blocks: without(report, 'evidence') ?? [
    shownTable(
      tables('evidence', ['id', 'title', 'source', 'collected_by', 'collected_on', 'expires', 'sha256']),
      'No evidence was attached.',
    ),
  ],
});
