import {
  type BoardRow,
  type ControlView,
  type CycleRow,
  type reviewsContract,
} from '../../../src-shared/controls/reviews.ts';
import type { ControlReview, LintFinding, ReviewStage } from '../../../src-shared/controls/cycles.ts';
import type { ColleagueCertificate, colleaguesContract } from '../../../src-shared/controls/colleagues.ts';
import type { Evidence, evidenceContract } from '../../../src-shared/controls/evidence.ts';
import type { Sample, samplesContract } from '../../../src-shared/controls/samples.ts';
import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { LONG_NAME, type Scenario } from './fake-clinic.ts';
import { KEPT_RESULT } from './fake-control-tests.ts';

type Channels = typeof reviewsContract &
  typeof samplesContract &
  typeof evidenceContract &
  typeof colleaguesContract;
type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const HASH = 'a'.repeat(64);
const AT = '2026-11-20T10:00:00Z';
const STAGES: readonly ReviewStage[] = ['to-conclude', 'to-approve', 'approved', 'voided'];
const PERIOD = { from: '2026-10-01', to: '2026-12-31' };

const EVIDENCE: Evidence = {
  ...{ id: 'e-1', title: 'Access policy', source: 'Compliance office', ...PERIOD, expiresOn: '2027-10-01' },
  ...{ kind: 'file', fileName: 'access-policy.pdf', bytes: 48_120, sha256: HASH, resultId: null },
  ...{ collectedAt: AT, collectedBy: 'Olivia Officer', state: 'intact', sealed: true, checkedAt: AT },
};
const RESULT: Evidence = {
  ...{ ...EVIDENCE, id: 'e-2', title: 'Everybody has a second factor', source: 'Clinic database' },
  ...{ kind: 'query', fileName: 'mfa-enrolled.json', bytes: 2_410, sealed: false },
  resultId: '00000000-0000-4000-8000-000012000021',
};
const COLLEAGUE: ColleagueCertificate = {
  ...{ subject: 'CN=Rita Reviewer', issuer: 'CN=Rita Reviewer, O=Hospital', key: 'RSA-3072', fit: 'fits' },
  ...{ notAfter: '2031-10-01T00:00:00.000Z', publicKeySha256: HASH },
};
const SAMPLE: Sample = {
  ...{ id: 's-1', cycleId: 'c-1', title: 'New accounts', definition: 'Accounts made in the quarter.' },
  population: { source: 'accounts.csv', count: 240, sha256: HASH },
  completeness: { source: 'hr.csv', count: 240, sha256: HASH, agrees: true, by: 'Olivia Officer', at: AT },
  ...{ attributes: ['Asked for', 'Approved'], size: 2, sizeBasis: 'Firm policy', method: 'random' },
  ...{ seed: 'q4', frozenAt: AT, frozenBy: 'Olivia Officer', exceptions: 1, tested: 2, deviationRate: 0.5 },
  items: [
    { position: 17, key: 'account-17', answers: ['met', 'met'], note: '' },
    { position: 80, key: 'account-80', answers: ['met', 'not-met'], note: 'Nobody approved it.' },
  ],
  ...{ revision: 2, digest: HASH },
};

/** The control number `at` of 500; most of the first ones are approved. */
function controlAt(at: number, long: boolean): ControlReview {
  const stage = STAGES[at % 7 === 0 ? 0 : at % 5 === 0 ? 1 : at % 31 === 0 ? 3 : 2] ?? 'approved';
  const done = stage !== 'to-conclude';
  return {
    ...{
      cycleId: 'c-1',
      requirement: { framework: 'soc2-2017', id: `CC${String(1 + (at % 9))}.${String(at)}` },
    },
    ...{ title: long ? LONG_NAME : `Requirement number ${String(at)}`, parent: null, obligation: null },
    scope: { state: at % 40 === 1 ? 'not-applicable' : 'in', reason: '', approvedBy: null },
    ...{ addressable: null, owner: 'Olivia Officer', dueOn: '2026-12-15', narrative: '' },
    conclusion: done ? (at % 11 === 0 ? 'exception' : 'effective') : null,
    ...{ testResults: [], evidence: ['e-1'], samples: at % 9 === 0 ? ['s-1'] : [] },
    ...{ preparedBy: done ? 'Olivia Officer' : null, preparedAt: done ? AT : null },
    ...{
      approvedBy: stage === 'approved' ? 'Rita Reviewer' : null,
      approvedAt: stage === 'approved' ? AT : null,
    },
    ...{ signOff: null, stage, revision: 3, digest: HASH },
    voided: stage === 'voided' ? 'It was changed after Rita Reviewer had approved it.' : null,
  };
}

const findingsOf = ({ requirement, stage }: ControlReview): readonly LintFinding[] =>
  stage === 'to-conclude'
    ? [{ rule: 'not-concluded', level: 'error', requirement, text: 'It has no conclusion yet.' }]
    : stage === 'voided'
      ? [{ rule: 'approval-void', level: 'error', requirement, text: 'Its approval does not hold.' }]
      : [];

function boardRow(control: ControlReview): BoardRow {
  const { requirement, title, obligation, owner, dueOn, conclusion, stage, revision } = control;
  return {
    ...{ requirement, title, obligation, owner, dueOn, conclusion, stage, revision },
    ...{ preparedBy: control.preparedBy, approvedBy: control.approvedBy, scope: control.scope.state },
    attached: { results: 0, evidence: control.evidence.length, samples: control.samples.length },
    ...{ errors: findingsOf(control).length, warnings: 0, overdue: false, passing: stage === 'to-conclude' },
    found: (['pass', 'fail', 'unclear', 'none'] as const)[control.evidence.length % 4] ?? 'none',
  };
}

/** Reviews, samples and evidence in memory. */
export function reviewsHandlers(scenario: Scenario, push: Push): Pick<Handlers, keyof Channels> {
  const empty = scenario === 'nothing-yet';
  const controls = Array.from({ length: 500 }, (_, at) => controlAt(at, scenario === 'long-names'));
  const findings = controls.flatMap(findingsOf);
  const stages = { 'to-conclude': 0, 'to-approve': 0, voided: 0, approved: 0 };
  for (const { stage } of controls) stages[stage]++;
  const row: CycleRow = {
    cycle: {
      ...{
        id: 'c-1',
        name: scenario === 'long-names' ? LONG_NAME : 'Fourth quarter',
        frameworks: ['soc2-2017'],
      },
      versions: [{ id: 'soc2-2017', name: 'SOC 2 criteria', version: '2017, revised 2022', sha256: HASH }],
      ...{
        ...PERIOD,
        dueOn: '2027-01-15',
        owner: 'Olivia Officer',
        openedAt: AT,
        openedBy: 'Olivia Officer',
      },
      ...{ state: 'open', lockedAt: null, lockedBy: null, signOff: null },
    },
    ...{ controls: controls.length, stages, errors: findings.length, lock: null },
  };
  const done = (): Record<string, never> => {
    push('reviews.changed', {});
    return {};
  };
  const viewOf = (id: string): ControlView => {
    const at = Math.max(
      0,
      controls.findIndex(({ requirement }) => requirement.id === id),
    );
    const control = controls[at] ?? controlAt(0, false);
    return {
      ...{ cycle: row.cycle, control, heading: 'CC6 Access', citation: '', note: '' },
      ...{ findings: [...findingsOf(control)], tests: [], results: [], evidence: [EVIDENCE] },
      ...{ samples: control.samples.length > 0 ? [SAMPLE] : [], carried: [] },
      history: [{ revision: 1, at: AT, by: 'Olivia Officer', what: 'Evidence attached' }],
      next: controls[at + 1]?.requirement ?? null,
      before: controls[at - 1]?.requirement ?? null,
    };
  };
  return {
    'reviews.cycles': () => ({ cycles: empty ? [] : [row] }),
    'reviews.open': () => ({ cycleId: 'c-1' }),
    'reviews.board': () => ({
      ...{ row, today: '2026-11-20', controls: controls.map(boardRow), findings, samples: [SAMPLE] },
    }),
    'reviews.control': ({ requirement }) => viewOf(requirement.id),
    'reviews.edit': done,
    'reviews.approve': done,
    'reviews.lock': done,
    'reviews.verify': () => ({ result: 'intact', problems: [] }),
    'samples.choose-population': () => ({
      chosen: { handle: 'f-1', population: { source: 'accounts.csv', count: 240, sha256: HASH } },
    }),
    'samples.draw': () => ({ sampleId: 's-1' }),
    'samples.compare': () => ({ agrees: true }),
    'samples.answer': done,
    'evidence.list': () => ({ evidence: empty ? [] : [EVIDENCE, RESULT], canSeal: true }),
    'evidence.choose-file': () => ({ file: { handle: 'f-2', name: 'access-policy.pdf' } }),
    'evidence.add': () => ({ id: 'e-1' }),
    'evidence.result': () => ({ title: 'Everybody has a second factor', result: KEPT_RESULT() }),
    'evidence.seal': () => ({ jobId: 'j-1' }),
    'evidence.readers': () => ({
      ...{ serial: '41f5e3e64b92cb14', here: true, recovery: 1 },
      colleagues: [{ name: 'CN=Rita Reviewer', publicKeySha256: HASH }],
    }),
    'evidence.colleagues': () => ({
      colleagues: empty
        ? []
        : [
            {
              ...{ ...COLLEAGUE, state: 'in-use' as const },
              ...{ namedBy: 'Ruth Aldane', namedAt: '2026-10-02T09:00:00.000Z' },
            },
          ],
      waiting: empty ? 0 : 1,
    }),
    'evidence.choose-colleague': () => ({ chosen: { handle: 'f-4', ...COLLEAGUE } }),
    'evidence.name-colleague': done,
    'evidence.drop-colleague': done,
    'evidence.share': () => ({ jobId: 'j-2' }),
    'evidence.own-certificate': () => ({
      saved: { handle: 'f-5', name: 'certificate-for-evidence.pem', publicKeySha256: HASH },
    }),
    'evidence.check': () => ({ intact: 2, missing: 0, changed: 0, unread: 0 }),
    'evidence.save': () => ({ saved: { handle: 'f-3', name: 'access-policy.pdf' } }),
  };
}
