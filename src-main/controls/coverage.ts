import type {
  Coverage,
  CoveredNode,
  FrameworkEdition,
  FrameworkSummary,
} from '../../src-shared/controls/frameworks.ts';
import type { TestStanding } from '../../src-shared/controls/tests.ts';
import type { Framework, FrameworkNode } from '../../src-shared/controls/types.ts';
import { type Catalogue, effectiveOn } from './catalogue.ts';
import { mappingsByRequirement } from './mappings.ts';

/** Where a requirement stands in the newest cycle that has it. */
export type NewestReview = NonNullable<CoveredNode['review']>;

/** What is known about how requirements are looked after. */
export type Looked = {
  readonly tests: readonly TestStanding[];
  /** Null when no cycle has it. */
  readonly reviewOf: (framework: string, id: string) => NewestReview | null;
};

const coverageOf = ({ kind }: FrameworkNode, tests: number, review: NewestReview | null): Coverage | null => {
  if (kind === 'group') return null;
  if (review !== null && review.scope !== 'in') return 'left-out';
  // A review that was opened shows nothing yet: a second person has to have approved what was concluded.
  return tests > 0 ? 'test' : review?.stage === 'approved' ? 'review' : 'person';
};

/** The nodes of a framework, each with its mappings, tests, newest review and coverage. */
export function coveredNodes(
  { mappings }: Catalogue,
  { id: framework, nodes }: Framework,
  { tests, reviewOf }: Looked,
): readonly CoveredNode[] {
  const supporting = new Map<string, CoveredNode['tests'][number][]>();
  for (const { test, conclusion } of tests)
    for (const ref of test.supports)
      if (ref.framework === framework) {
        const known = supporting.get(ref.id);
        const one = { id: test.id, title: test.title, conclusion };
        if (known === undefined) supporting.set(ref.id, [one]);
        else known.push(one);
      }
  const mapped = mappingsByRequirement(mappings);
  return nodes.map((node) => {
    const own = supporting.get(node.id) ?? [];
    const review = node.kind === 'group' ? null : reviewOf(framework, node.id);
    return {
      ...node,
      mappings: mapped(framework, node.id).map(({ relation, to }) => ({ relation, to })),
      tests: own,
      review,
      coverage: coverageOf(node, own.length, review),
    };
  });
}

/** A framework with how many of its requirements are looked after in which way. */
export function summaryOf(
  catalogue: Catalogue,
  framework: Framework,
  nodes: readonly CoveredNode[],
  { today, editions }: { readonly today: string; readonly editions: readonly FrameworkEdition[] | null },
): FrameworkSummary {
  const coverage = { test: 0, review: 0, 'left-out': 0, person: 0 };
  for (const node of nodes) if (node.coverage !== null) coverage[node.coverage]++;
  const { id, name, publisher, version, effective, note } = framework;
  return {
    ...{ id, name, publisher, version, effective, coverage },
    ...(note === undefined ? {} : { note }),
    holds: effectiveOn(catalogue.frameworks, today).includes(framework),
    requirements: nodes.filter(({ kind }) => kind === 'requirement').length,
    editions: editions === null ? null : [...editions],
  };
}
