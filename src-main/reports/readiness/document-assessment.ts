import type { ReportBlock } from '../../../src-shared/reports/document.ts';
import type { Assessment } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen } from '../../../src-shared/reports/readiness.ts';
import { when } from './document-blocks.ts';
import { testsOf } from './left-out.ts';
import { pick } from './table.ts';
import { sampleTable, testTable } from './tables-of-review.ts';
import { ADDRESSABLE, capital, CONCLUSION, SIGN_OFF } from './words.ts';

type Fact = Extract<ReportBlock, { kind: 'facts' }>['rows'][number];
const text = (label: string, value: string): Fact => ({ label, value, as: 'text' });

/** One requirement: what was tested, what came of it, who says so. */
export function assessmentBlocks(of: Frozen<Assessment>): ReportBlock[] {
  const troubled = of.tests.filter(({ outcome }) => outcome !== 'pass');
  return [
    {
      kind: 'heading',
      id: `${of.requirement.framework}/${of.requirement.id}`,
      text: `${of.requirement.id} · ${of.title}`,
    },
    { kind: 'facts', rows: facts(of) },
    ...(of.narrative === '' ? [] : [{ kind: 'paragraph' as const, text: of.narrative }]),
    ...(of.testsLeftOut === undefined || of.testsLeftOut === 0
      ? []
      : [
          {
            kind: 'soft' as const,
            text: `${of.testsLeftOut} of ${testsOf(of)} results of automated tests passed and are not listed.`,
          },
        ]),
    ...(of.tests.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            table: pick(testTable(of.tests.map((test) => ({ of, test }))), [
              ...['title', 'outcome', 'population', 'tested', 'failed', 'finished'],
            ]),
            empty: '',
          },
        ]),
    ...(troubled.length === 0
      ? []
      : [{ kind: 'list' as const, items: troubled.map(({ title, reason }) => `${title}: ${reason}`) }]),
    ...(of.samples.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            table: pick(sampleTable(of.samples.map((sample) => ({ of, sample }))), [
              ...['title', 'population', 'size', 'tested', 'exceptions', 'seed'],
            ]),
            empty: '',
          },
        ]),
  ];
}

function facts(of: Frozen<Assessment>): Fact[] {
  return [
    { label: 'Conclusion', value: CONCLUSION[of.conclusion], as: 'state' },
    ...(of.citation === null && of.obligation === null
      ? []
      : [
          text(
            'Basis',
            [of.citation, of.obligation === null ? null : capital(of.obligation)]
              .filter((part) => part !== null)
              .join(' · '),
          ),
        ]),
    ...(of.addressable === null
      ? []
      : [
          text(
            'Addressable',
            `${ADDRESSABLE[of.addressable.decision]}: ${of.addressable.rationale} (${of.addressable.approvedBy ?? 'not approved yet'})`,
          ),
        ]),
    ...(of.owner === null ? [] : [text('Owner', of.owner)]),
    text('Prepared by', of.preparedBy === null ? 'nobody yet' : `${of.preparedBy}, ${when(of.preparedAt)}`),
    text('Approved by', of.approvedBy === null ? 'nobody yet' : `${of.approvedBy}, ${when(of.approvedAt)}`),
    { label: 'Signature', value: SIGN_OFF[of.signOff], as: 'state' },
    text('Evidence', of.evidence.length === 0 ? 'none attached' : of.evidence.join(', ')),
  ];
}
