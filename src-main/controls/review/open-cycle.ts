import { randomBytes } from 'node:crypto';
import type { NewCycle } from '../../../src-shared/controls/reviews.ts';
import { MOST_CONTROLS } from '../../../src-shared/controls/cycles.ts';
import type { Framework } from '../../../src-shared/controls/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Catalogue, ownIds, requirementsOf } from '../catalogue.ts';
import { editionIn } from '../own/edition.ts';
import { type ControlRecord, type CycleRecord, digestOf } from './records.ts';

const versionOf = (framework: Framework): CycleRecord['versions'][number] => ({
  id: framework.id,
  name: framework.name,
  version: framework.version,
  sha256: digestOf(framework),
});

/**
 * A cycle with a control for every requirement of its frameworks; of those of one's own in the edition that holds in the
 * period. What the frameworks say is copied: a later edition of one
 * does not change what was reviewed.
 *
 * @throws Fault `framework-unknown`, `usage`
 */
export function newCycle(
  catalogue: Catalogue,
  wanted: NewCycle,
  { at, by }: { readonly at: string; readonly by: string },
): { readonly cycle: CycleRecord; readonly controls: readonly ControlRecord[] } {
  const { frameworks, editions } = catalogue;
  const own = ownIds(catalogue);
  const chosen = [...new Set(wanted.frameworks)].map((id) => {
    const found = own.has(id)
      ? editionIn(editions, id, wanted.from, wanted.to)
      : frameworks.find((each) => each.id === id);
    if (found !== undefined) return found;
    throw new Fault(
      'framework-unknown',
      `There is no framework ${id}.`,
      `Choose among: ${frameworks.map((each) => each.id).join(', ')}.`,
    );
  });
  for (const { name, effective } of chosen)
    if (effective.from > wanted.to || (effective.to !== undefined && effective.to < wanted.from))
      throw new Fault(
        'usage',
        `${name} does not hold in this period.`,
        `It holds from ${effective.from}${effective.to === undefined ? '' : ` to ${effective.to}`}: choose another period or framework.`,
      );
  const asked = chosen.reduce((sum, framework) => sum + requirementsOf(framework).length, 0);
  if (asked > MOST_CONTROLS)
    throw new Fault(
      'usage',
      `These frameworks have ${asked} requirements together; a cycle takes ${MOST_CONTROLS}.`,
      'Open a cycle for each of them.',
    );
  const cycle: CycleRecord = {
    ...wanted,
    id: randomBytes(9).toString('base64url'),
    frameworks: chosen.map(({ id }) => id),
    versions: chosen.map(versionOf),
    ...{ openedAt: at, openedBy: by },
  };
  const controls = chosen.flatMap((framework) =>
    requirementsOf(framework).map((node): ControlRecord => ({
      requirement: { framework: framework.id, id: node.id },
      ...{ title: node.title, parent: node.parent ?? null, obligation: node.obligation ?? null },
      scope: { state: 'in', reason: '' },
      addressable: null,
      ...{ owner: wanted.owner, dueOn: wanted.dueOn },
      ...{ conclusion: null, narrative: '', results: [], evidence: [], samples: [] },
      ...{ preparedBy: null, preparedAt: null, authors: [], revision: 0 },
    })),
  );
  return { cycle, controls };
}
