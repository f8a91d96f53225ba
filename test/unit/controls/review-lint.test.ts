import { describe, expect, it } from 'vitest';
import type { ControlReview, Cycle, LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { Sample } from '../../../src-shared/controls/samples.ts';
import type { ResultSummary } from '../../../src-shared/controls/tests.ts';
import { lintCycle, type LintInput } from '../../../src-main/controls/review/lint.ts';

const HASH = 'a'.repeat(64);
const AT = '2026-11-20T08:00:00Z';
const REQUIREMENT = { framework: 'hipaa-security', id: '164.312(a)(2)(iv)' };
const RESULT_ID = '5d4ba5fc-1d5e-4d60-9b5c-61a8a2a3b001';

const CYCLE: Cycle = {
  ...{ id: 'c-1', name: 'November', frameworks: ['hipaa-security'], from: '2026-11-01', to: '2026-11-30' },
  versions: [{ id: 'hipaa-security', name: 'HIPAA', version: '2013', sha256: HASH }],
  ...{ dueOn: '2026-12-15', owner: 'Olivia', openedAt: AT, openedBy: 'Olivia' },
  ...{ state: 'open', lockedAt: null, lockedBy: null, signOff: null },
};
/** A control with which nothing is wrong. */
const FINE: ControlReview = {
  ...{ cycleId: 'c-1', requirement: REQUIREMENT, title: 'Encryption', parent: null, obligation: null },
  scope: { state: 'in', reason: '', approvedBy: null },
  ...{ addressable: null, owner: 'Olivia', dueOn: '2026-12-15', conclusion: 'effective', narrative: '' },
  ...{ testResults: [], evidence: ['e-1'], samples: [], preparedBy: 'Olivia', preparedAt: AT },
  ...{ approvedBy: 'Rita', approvedAt: AT, signOff: 's', voided: null, stage: 'approved' },
  ...{ revision: 2, digest: HASH },
};
const EVIDENCE: Evidence = {
  ...{ id: 'e-1', title: 'Policy', source: 'Office', from: '2026-01-01', to: '2026-12-31', expiresOn: null },
  ...{ kind: 'file', fileName: 'p.pdf', bytes: 1, sha256: HASH, resultId: null, collectedAt: AT },
  ...{ collectedBy: 'Olivia', state: 'intact', sealed: false, checkedAt: AT },
};
const SAMPLE: Sample = {
  ...{ id: 's-1', cycleId: 'c-1', title: 'Accounts', definition: 'All of November.' },
  population: { source: 'a.csv', count: 40, sha256: HASH },
  completeness: { source: 'b.csv', count: 40, sha256: HASH, agrees: true, by: 'Olivia', at: AT },
  ...{ attributes: ['Approved'], size: 1, sizeBasis: 'Firm policy', method: 'random', seed: '1' },
  ...{ frozenAt: AT, frozenBy: 'Olivia', exceptions: 0, tested: 1, deviationRate: 0 },
  items: [{ position: 1, key: 'x', answers: ['met'], note: '' }],
  ...{ revision: 1, digest: HASH },
};
const result = (outcome: ResultSummary['outcome']): ResultSummary => ({
  ...{ id: RESULT_ID, testId: 'shared-log-ins', testVersion: 1, outcome, reason: '', queryHash: HASH },
  ...{ population: 1, tested: 1, failedCount: 0, sample: null, startedAt: AT, finishedAt: AT, sha256: HASH },
  source: { server: 'db1', database: 'clinic', role: 'officer' },
});

type Given = {
  readonly control?: Partial<ControlReview>;
  readonly cycle?: Partial<Cycle>;
  readonly evidence?: Partial<Evidence> | null;
  readonly sample?: Partial<Sample>;
  readonly result?: ResultSummary['outcome'];
  readonly failing?: 'fail' | 'could-not-tell';
  readonly selfApproved?: boolean;
  readonly today?: string;
};

function found(given: Given): readonly (readonly [LintFinding['rule'], LintFinding['level']])[] {
  const input: LintInput = {
    cycle: { ...CYCLE, ...given.cycle },
    controls: [{ ...FINE, ...given.control }],
    attached: {
      evidence: new Map(given.evidence === null ? [] : [['e-1', { ...EVIDENCE, ...given.evidence }]]),
      evidenceDigest: () => HASH,
      samples: new Map([['s-1', { ...SAMPLE, ...given.sample }]]),
      results: new Map(given.result === undefined ? [] : [[RESULT_ID, result(given.result)]]),
    },
    failing: () => (given.failing === undefined ? [] : [{ title: 'Test', outcome: given.failing }]),
    selfApproved: () => given.selfApproved === true,
    today: given.today ?? '2026-11-20',
  };
  return lintCycle(input).map(({ rule, level }) => [rule, level] as const);
}

const leftOut = (state: 'out' | 'not-applicable', reason: string): Partial<ControlReview> => ({
  ...{ scope: { state, reason, approvedBy: 'Rita' }, conclusion: null, evidence: [] },
});

describe('the check of a cycle', () => {
  it('finds nothing where nothing is wrong', () => {
    expect(found({})).toEqual([]);
    expect(found({ control: leftOut('not-applicable', 'No such devices.') })).toEqual([]);
    expect(
      found({ control: { obligation: 'addressable', ...leftOut('out', 'Reviewed in spring.') } }),
    ).toEqual([]);
    expect(found({ control: { samples: ['s-1'], testResults: [RESULT_ID] }, result: 'pass' })).toEqual([]);
  });

  const cases: readonly (readonly [LintFinding['rule'], LintFinding['level'], Given])[] = [
    ['not-concluded', 'error', { control: { conclusion: null, stage: 'to-conclude' } }],
    ['not-approved', 'error', { control: { stage: 'to-approve', approvedBy: null } }],
    ['approval-void', 'error', { control: { stage: 'voided', voided: 'It was changed.' } }],
    ['left-out-without-reason', 'error', { control: leftOut('out', '') }],
    ['addressable-undecided', 'error', { control: { obligation: 'addressable' } }],
    [
      'addressable-undecided',
      'error',
      { control: { obligation: 'addressable', ...leftOut('not-applicable', 'Not ours.') } },
    ],
    [
      'addressable-without-rationale',
      'error',
      {
        control: {
          obligation: 'addressable',
          addressable: { decision: 'implement', rationale: '', approvedBy: null },
        },
      },
    ],
    ['approver-is-preparer', 'error', { selfApproved: true }],
    ['not-tested-without-reason', 'error', { control: { conclusion: 'not-tested' } }],
    ['conclusion-without-narrative', 'error', { control: { conclusion: 'not-effective' } }],
    ['effective-without-evidence', 'error', { control: { evidence: [] } }],
    ['result-missing', 'error', { control: { testResults: [RESULT_ID] } }],
    ['effective-though-test-failed', 'error', { control: { testResults: [RESULT_ID] }, result: 'fail' }],
    ['effective-though-test-failed', 'error', { failing: 'fail' }],
    ['effective-though-test-unclear', 'warning', { failing: 'could-not-tell' }],
    ['effective-though-exceptions', 'error', { control: { samples: ['s-1'] }, sample: { exceptions: 1 } }],
    ['sample-unfinished', 'error', { control: { samples: ['s-1'] }, sample: { tested: 0 } }],
    ['sample-unfinished', 'error', { control: { samples: ['s-9'] } }],
    ['sample-incomplete', 'warning', { control: { samples: ['s-1'] }, sample: { completeness: null } }],
    [
      'sample-incomplete',
      'error',
      { control: { samples: ['s-1'] }, sample: { completeness: { ...SAMPLE.completeness!, agrees: false } } },
    ],
    ['evidence-missing-file', 'error', { evidence: { state: 'missing' } }],
    ['evidence-missing-file', 'error', { evidence: null }],
    ['evidence-changed', 'error', { evidence: { state: 'changed' } }],
    ['evidence-expired', 'error', { evidence: { expiresOn: '2026-11-10' } }],
    ['evidence-expired', 'warning', { evidence: { expiresOn: '2026-12-05' }, today: '2026-12-06' }],
    ['evidence-outside-period', 'error', { evidence: { from: '2025-01-01', to: '2025-12-31' } }],
  ];
  it.each(cases)('finds %s (%s)', (rule, level, given) => {
    expect(found(given)).toEqual([[rule, level]]);
  });

  it('tells of what is late while it is open', () => {
    const late = { control: { stage: 'to-approve' }, today: '2027-01-01' } as const;
    expect(found(late).filter(([rule]) => rule === 'overdue')).toHaveLength(2);
    expect(found({ ...late, control: {} })).toEqual([]);
  });

  it('asks the tests of today no more once it is locked', () => {
    expect(found({ failing: 'fail', cycle: { state: 'locked' } })).toEqual([]);
  });

  it('does not contradict an exception that was written down', () => {
    const control = { conclusion: 'exception', narrative: 'One of 25.', samples: ['s-1'] } as const;
    expect(
      found({ control: { ...control, samples: ['s-1'] }, sample: { exceptions: 1 }, failing: 'fail' }),
    ).toEqual([]);
  });
});
