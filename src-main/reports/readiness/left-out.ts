import type { Assessment } from '../../../src-shared/reports/readiness-parts.ts';
import type { Frozen, ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import { type OptionalPart, optionalParts } from '../../../src-shared/reports/optional-parts.ts';
import { Fault } from '../../base/fault.ts';

/** What a report says in place of a part that it goes without. */
export const LEFT_OUT: Readonly<Record<OptionalPart, string>> = {
  tests:
    'Left out of this report: the results of automated tests that passed, one by one. They are counted with each requirement; every result that did not pass is in it.',
  trend: 'Left out of this report: the trend over earlier reviews.',
  evidence:
    'Left out of this report: the list of evidence with its hashes. How many pieces each requirement rests on, and their numbers, are in it.',
};

/** Results of tests that a requirement rests on, listed or not. */
export const testsOf = ({ tests, testsLeftOut = 0 }: Frozen<Assessment>): number =>
  tests.length + testsLeftOut;

/**
 * A report without the parts that whoever makes it does not want in it; among its limits it says so.
 *
 * @throws Fault `usage` for a part that must stay, or that reports of this kind do not have
 */
export function withoutParts(report: ReadinessReport, asked: readonly OptionalPart[]): ReadinessReport {
  const free = optionalParts(report.kind);
  if (asked.some((part) => !free.includes(part)))
    throw new Fault(
      'usage',
      'A report of this kind cannot go without that part.',
      free.length === 0
        ? 'Make it whole.'
        : `It can go without: ${free.join(', ')}. Exceptions, limits and what was not tested always stay.`,
    );
  const leftOut = free.filter((part) => asked.includes(part));
  if (leftOut.length === 0) return report;
  return {
    ...report,
    limits: [...report.limits, ...leftOut.map((part) => LEFT_OUT[part])],
    leftOut,
    ...('trend' in report && leftOut.includes('trend') ? { trend: [] } : {}),
    ...('evidence' in report && leftOut.includes('evidence') ? { evidence: [] } : {}),
    ...('assessments' in report && leftOut.includes('tests')
      ? { assessments: report.assessments.map(shortened) }
      : {}),
  };
}

function shortened(of: Frozen<Assessment>): Frozen<Assessment> {
  const tests = of.tests.filter(({ outcome }) => outcome !== 'pass');
  return { ...of, tests, testsLeftOut: of.tests.length - tests.length };
}
