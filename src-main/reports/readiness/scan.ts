import type { ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import { Fault } from '../../base/fault.ts';
import { shapesIn } from '../../base/redaction.ts';

/** Members that this application fills with ids, hashes, days and instants of its own making. */
const OWN = new Set([
  ...['format', 'reportId', 'createdAt', 'id', 'runId', 'keyId', 'requestId', 'resultId', 'gapId', 'cycleId'],
  ...[
    'caseId',
    'testId',
    'evidence',
    'waitsFor',
    'framework',
    'queryHash',
    'sha256',
    'root',
    'at',
    'from',
    'to',
  ],
  ...['effectiveFrom', 'effectiveTo', 'seed', 'frameworks', 'requirement', 'foundByType'],
]);
/** Members that name officers and departments: an address of theirs is no patient's. */
const STAFF = new Set([
  'owner',
  'by',
  'preparedBy',
  'approvedBy',
  'collectedBy',
  'openedBy',
  'lockedBy',
  'runBy',
  'requestedBy',
  'signer',
]);

/** What the sections of a report are called where something is found in them. */
const SECTIONS: Readonly<Record<string, string>> = {
  summary: 'the executive summary',
  scope: 'the scope',
  sources: 'the sources',
  notTested: 'the list of what was not tested',
  signOffs: 'the sign-offs',
  cycle: 'the facts of the review',
  assessments: 'the assessments',
  exceptions: 'the exceptions',
  gaps: 'the gaps',
  roadmap: 'the roadmap',
  trend: 'the trend',
  evidence: 'the evidence list',
  elements: 'the nine elements',
  risks: 'the risks',
  runs: 'the verifications',
  keys: 'the keys',
};

/** Something of the shape of patient data: where it is, never what it says. */
export type Suspicion = { readonly section: string; readonly place: number | null; readonly kind: string };

/**
 * Searches every text of a report for what has the shape of patient data, and for names of patients.
 *
 * @param names - as far as they are known; compared without regard to case, as whole words
 */
export function suspicionsIn(report: ReadinessReport, names: readonly string[]): readonly Suspicion[] {
  const known = names
    .map((name) => name.trim().toLocaleLowerCase('en-US'))
    // A name of one word is a word of the language too often.
    .filter((name) => name.includes(' ') && name.length > 4);
  const found: Suspicion[] = [];
  const walk = (value: unknown, member: string, section: string, place: number | null): void => {
    if (typeof value === 'string') {
      const kinds = shapesIn(value).filter((kind) => !(STAFF.has(member) && kind === 'e-mail'));
      for (const kind of kinds) found.push({ section, place, kind });
      if (!STAFF.has(member) && known.some((name) => holds(value, name)))
        found.push({ section, place, kind: 'name of a patient' });
      return;
    }
    if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) walk(each, member, section, place ?? index + 1);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [name, each] of Object.entries(value))
      if (!OWN.has(name) || typeof each === 'object')
        walk(each, OWN.has(name) ? '' : name, section === '' ? name : section, place);
  };
  for (const [name, value] of Object.entries(report))
    if (name === 'evidence' || !OWN.has(name)) walk(value, name, name, null);
  return found;
}

/** Whether a text holds a name as whole words. */
function holds(text: string, name: string): boolean {
  const lower = text.toLocaleLowerCase('en-US');
  for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
    const before = lower[at - 1] ?? ' ';
    const after = lower[at + name.length] ?? ' ';
    if (!/\p{L}/u.test(before) && !/\p{L}/u.test(after)) return true;
  }
  return false;
}

/**
 * Refuses a report in which something has the shape of patient data.
 *
 * @throws Fault `report-private`, which says where, never what
 */
export function refusePatientData(report: ReadinessReport, names: readonly string[]): void {
  const [first, ...more] = suspicionsIn(report, names);
  if (first === undefined) return;
  const where = SECTIONS[first.section] ?? `the part “${first.section}”`;
  throw new Fault(
    'report-private',
    `The report was not made: ${where}${first.place === null ? '' : `, entry ${first.place},`} ${first.kind === 'name of a patient' ? 'holds the name of a patient' : `holds something of the shape of this kind: ${first.kind}`}.`,
    `Take it out of the text that was entered there${more.length === 0 ? '' : `, and of ${more.length} more`}; then make the report again. Name rows by their pseudonyms and requests by their numbers.`,
  );
}
