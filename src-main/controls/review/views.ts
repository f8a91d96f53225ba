import type { ControlReview, LintFinding } from '../../../src-shared/controls/cycles.ts';
import type { BoardRow, ControlView, CycleRow } from '../../../src-shared/controls/reviews.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import { type Catalogue, nodeOf } from '../catalogue.ts';
import { carried, mappingsOf } from '../mappings.ts';
import type { Picture } from './picture.ts';
import { keyOf, type ReviewChange } from './records.ts';
import { foundByTests } from './test-results.ts';

const isAbout =
  (control: ControlReview) =>
  ({ requirement }: LintFinding): boolean =>
    requirement !== null && keyOf(requirement) === keyOf(control.requirement);

/** A cycle in the list. */
export function cycleRow({ cycle, controls, findings, lock }: Picture): CycleRow {
  const stages = { 'to-conclude': 0, 'to-approve': 0, voided: 0, approved: 0 };
  for (const { stage } of controls) stages[stage]++;
  return {
    ...{ cycle, controls: controls.length, stages },
    errors: findings.filter(({ level }) => level === 'error').length,
    lock: lock === null ? null : { result: lock.result, reason: lock.reason },
  };
}

/** The controls of a cycle as cards. */
export function boardRows(
  { cycle, controls, findings, attached, standings }: Picture,
  today: string,
): readonly BoardRow[] {
  const found = foundByTests(standings, cycle);
  const unfit = Map.groupBy(findings, ({ requirement }) => (requirement === null ? '' : keyOf(requirement)));
  return controls.map((control) => {
    const { requirement, title, obligation, owner, dueOn, conclusion, stage, revision } = control;
    const own = unfit.get(keyOf(requirement)) ?? [];
    return {
      ...{ requirement, title, obligation, owner, dueOn, conclusion, stage, revision },
      ...{ preparedBy: control.preparedBy, approvedBy: control.approvedBy, scope: control.scope.state },
      attached: {
        results: control.testResults.length,
        evidence: control.evidence.length,
        samples: control.samples.length,
      },
      found: found(keyOf(requirement)).found,
      passing:
        stage === 'to-conclude' &&
        control.testResults.length > 0 &&
        control.testResults.every((id) => attached.results.get(id)?.outcome === 'pass'),
      errors: own.filter(({ level }) => level === 'error').length,
      warnings: own.filter(({ level }) => level === 'warning').length,
      overdue: cycle.state === 'open' && stage !== 'approved' && dueOn < today,
    };
  });
}

/**
 * What approved conclusions on requirements of other frameworks in the same cycle say about a control. Shown, never taken
 * over by itself.
 */
function carriedTo(
  { mappings }: Catalogue,
  picture: Picture,
  { requirement }: ControlReview,
): ControlView['carried'] {
  return mappingsOf(mappings, requirement.framework, requirement.id).flatMap(({ to }) => {
    const other = picture.controls.find((each) => keyOf(each.requirement) === keyOf(to));
    const back = mappingsOf(mappings, to.framework, to.id).find(
      (mapping) => keyOf(mapping.to) === keyOf(requirement),
    );
    if (other === undefined || back === undefined) return [];
    const conclusion = other.stage === 'approved' && other.scope.state === 'in' ? other.conclusion : null;
    return [
      {
        ...{ from: to, title: other.title, relation: back.relation, conclusion },
        carries: conclusion === null ? ('nothing' as const) : carried(conclusion, back.relation),
      },
    ];
  });
}

const known = <T>(all: ReadonlyMap<string, T>, ids: readonly string[]): T[] =>
  ids.flatMap((id) => {
    const found = all.get(id);
    return found === undefined ? [] : [found];
  });

/** Everything about one control; null when the cycle has none of this name. */
export function controlView(
  catalogue: Catalogue,
  picture: Picture,
  requirement: RequirementRef,
  history: readonly ReviewChange[],
): ControlView | null {
  const { controls, cycle, attached, findings, standings } = picture;
  const at = controls.findIndex((each) => keyOf(each.requirement) === keyOf(requirement));
  const control = controls[at];
  if (control === undefined) return null;
  const node = nodeOf(catalogue.frameworks, requirement.framework, requirement.id);
  const above =
    control.parent === null ? undefined : nodeOf(catalogue.frameworks, requirement.framework, control.parent);
  return {
    ...{ cycle, control },
    heading: above === undefined ? '' : `${above.id} ${above.title}`,
    ...{ citation: node?.citation ?? '', note: node?.note ?? '' },
    findings: findings.filter(isAbout(control)),
    tests: standings.filter(({ test }) => test.supports.some((ref) => keyOf(ref) === keyOf(requirement))),
    results: known(attached.results, control.testResults),
    evidence: known(attached.evidence, control.evidence),
    samples: known(attached.samples, control.samples),
    carried: carriedTo(catalogue, picture, control),
    history: [...history],
    next: controls[at + 1]?.requirement ?? null,
    before: controls[at - 1]?.requirement ?? null,
  };
}
