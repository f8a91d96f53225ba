import {
  customOf,
  KIND_FRAMEWORK,
  type ReadinessReport,
  REVIEW_KINDS,
  type ReviewKind,
} from '../../../src-shared/reports/readiness.ts';
import type { ReportOrder } from '../../../src-shared/reports/readiness-list.ts';
import type { Framework } from '../../../src-shared/controls/types.ts';
import { Fault } from '../../base/fault.ts';
import { executiveReport } from './build-executive.ts';
import { integrityReview } from './build-integrity.ts';
import { keyReview } from './build-keys.ts';
import { type ReviewFacts, reviewReport } from './build-review.ts';
import { rightsReview } from './build-rights.ts';
import { riskAnalysis } from './build-risk.ts';
import type { FrameFacts } from './frame.ts';
import { withoutParts } from './left-out.ts';
import type { ReportSources } from './ports.ts';

/** What only whoever makes the report knows. */
export type Making = Pick<FrameFacts, 'reportId' | 'createdAt' | 'applicationVersion' | 'signer'>;

const isReviewKind = (kind: string): kind is ReviewKind => REVIEW_KINDS.some((each) => each === kind);

/**
 * Collects everything that a report of the kind states, without what the order leaves out.
 *
 * @throws Fault `usage` when no review, or none of the right framework, was named, or a part is left out that must stay; what
 *   the sources throw
 */
export const buildReport = async (
  order: ReportOrder,
  sources: ReportSources,
  making: Making,
): Promise<ReadinessReport> => withoutParts(await wholeReport(order, sources, making), order.leaveOut ?? []);

async function wholeReport(
  order: ReportOrder,
  sources: ReportSources,
  making: Making,
): Promise<ReadinessReport> {
  if (order.from > order.to)
    throw new Fault('usage', 'The period ends before it begins.', 'Give its first day, then its last.');
  const facts: FrameFacts = {
    ...making,
    kind: order.kind,
    entity: (await sources.entity()) || 'The clinic has no name in the settings yet',
    from: order.from,
    to: order.to,
    preparedBy: sources.officer(),
  };
  const { kind } = order;
  if (isReviewKind(kind)) return reviewReport({ ...facts, kind }, await reviewFacts(order, sources));
  switch (kind) {
    case 'risk-analysis':
      return riskAnalysis(facts, await reviewFacts(order, sources), await sources.places());
    case 'audit-integrity':
      return integrityReview(facts, await sources.runs(), await sources.checkpoint());
    case 'key-management': {
      const [keys, uses, requests] = await Promise.all([
        sources.keys(),
        sources.keyUses(),
        sources.keyRequests(),
      ]);
      return keyReview(facts, keys, uses, requests);
    }
    case 'patient-rights':
      return rightsReview(facts, await sources.cases());
    case 'executive': {
      const frameworks = await sources.frameworks([]);
      return executiveReport(facts, await newestReviews(order, sources, frameworks), frameworks);
    }
  }
}

async function reviewFacts(order: ReportOrder, sources: ReportSources): Promise<ReviewFacts> {
  const wanted = KIND_FRAMEWORK[order.kind] ?? order.framework;
  if (order.cycleId === null)
    throw new Fault(
      'usage',
      'Which review the report is about is missing.',
      'Open a review under Controls first, then choose it.',
    );
  const snapshot = await sources.reviews.snapshot(order.cycleId);
  const id = wanted ?? customOf(snapshot.cycle.frameworks) ?? '';
  if (!snapshot.cycle.frameworks.includes(id))
    throw new Fault(
      'usage',
      'The review that was chosen is not about this framework.',
      'Choose a review of it, or another kind of report.',
    );
  return factsOf(order.cycleId, id, sources);
}

async function factsOf(cycleId: string, framework: string, sources: ReportSources): Promise<ReviewFacts> {
  const { reviews } = sources;
  const snapshot = await reviews.snapshot(cycleId);
  const known = (await sources.frameworks(snapshot.cycle.versions)).find(({ id }) => id === framework);
  if (known === undefined)
    throw new Fault(
      'usage',
      'The framework of this review is not known here any more.',
      'Bring its file back, then make the report again.',
    );
  const [gaps, roadmap, trend, tests] = await Promise.all([
    reviews.gaps(cycleId),
    reviews.roadmap(cycleId),
    reviews.trend(cycleId),
    reviews.tests(),
  ]);
  return { snapshot, framework: known, gaps, roadmap, trend, tests };
}

/** The newest review of every framework whose period ends within the report's. */
async function newestReviews(
  { from, to }: ReportOrder,
  sources: ReportSources,
  frameworks: readonly Framework[],
): Promise<readonly ReviewFacts[]> {
  const cycles = (await sources.reviews.cycles())
    .filter((cycle) => from <= cycle.to && cycle.to <= to)
    .sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : a.openedAt < b.openedAt ? -1 : 1));
  const newest = new Map(cycles.flatMap((cycle) => cycle.frameworks.map((id) => [id, cycle.id] as const)));
  const found: ReviewFacts[] = [];
  for (const { id } of frameworks) {
    const cycleId = newest.get(id);
    if (cycleId !== undefined) found.push(await factsOf(cycleId, id, sources));
  }
  return found;
}
