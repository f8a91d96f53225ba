import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Framework, FrameworkNode, Mapping } from '../../src-shared/controls/types.ts';
import { Fault } from '../base/fault.ts';
import { readFramework } from './framework-file.ts';
import { readMappings } from './mappings.ts';
import { type Edition, editionIn } from './own/edition.ts';

/** The frameworks that the application knows, and how they stand to each other. */
export type Catalogue = {
  /** One of each id: those that are brought along, then those of one's own. */
  readonly frameworks: readonly Framework[];
  readonly mappings: readonly Mapping[];
  /** Every edition of frameworks of one's own that was ever here, in the order in which they came. */
  readonly editions: readonly Edition[];
};

const broken = (): Fault =>
  new Fault(
    'internal',
    'A framework that is brought along cannot be read.',
    'Install the application again.',
  );

/**
 * Reads the frameworks that are brought along.
 *
 * @param folder - resources/frameworks
 * @throws Fault `internal` for an installation that is damaged
 */
export async function readCatalogue(folder: string): Promise<Catalogue> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const frameworks: Framework[] = [];
  for (const file of files.filter((name) => name !== 'mappings.json')) {
    const { framework } = readFramework(await readFile(join(folder, file)));
    if (framework === null) throw broken();
    frameworks.push(framework);
  }
  if (frameworks.length === 0) throw broken();
  const mappings = readMappings(await readFile(join(folder, 'mappings.json'), 'utf8'));
  for (const { from, to } of mappings)
    for (const end of [from, to]) if (nodeOf(frameworks, end.framework, end.id) === undefined) throw broken();
  return { frameworks, mappings, editions: [] };
}

/**
 * Those that are brought along, and of those of one's own the edition that holds on a day such as `2026-11-22`. Whatever was
 * imported never takes the place of what is brought along.
 */
export function withEditions(broughtAlong: Catalogue, editions: readonly Edition[], day: string): Catalogue {
  const taken = new Set(broughtAlong.frameworks.map(({ id }) => id));
  const own = [...new Set(editions.map(({ id }) => id))]
    .filter((id) => !taken.has(id))
    .sort()
    .flatMap((id) => editionIn(editions, id, day, day) ?? []);
  return composed(broughtAlong, [...broughtAlong.frameworks, ...own], editions);
}

/**
 * The catalogue as a cycle has it: its frameworks of one's own in the editions that it was opened under.
 *
 * @param versions - as the cycle kept them
 */
export function asReviewed(
  catalogue: Catalogue,
  versions: readonly { readonly id: string; readonly sha256: string }[],
): Catalogue {
  const { frameworks, editions } = catalogue;
  const chosen = new Map(
    versions.flatMap(({ id, sha256 }) => {
      if (!editions.some((edition) => edition.id === id)) return [];
      const edition = editions.find((each) => each.sha256 === sha256 && each.framework !== null);
      return [[id, edition?.framework ?? null] as const];
    }),
  );
  if (chosen.size === 0) return catalogue;
  return composed(
    catalogue,
    [
      ...frameworks.filter(({ id }) => !chosen.has(id)),
      ...[...chosen.values()].flatMap((framework) => framework ?? []),
    ],
    editions,
  );
}

/** With the mappings that frameworks of one's own bring; what they are mapped to may be gone with an update. */
function composed(
  before: Catalogue,
  frameworks: readonly Framework[],
  editions: readonly Edition[],
): Catalogue {
  const own = ownIds(before);
  const known = new Set(frameworks.flatMap(({ id, nodes }) => nodes.map((node) => `${id} ${node.id}`)));
  const imported = ownIn(editions);
  const brought = frameworks
    .filter((framework) => imported.has(framework))
    .flatMap(({ id: framework, nodes }) =>
      nodes.flatMap(({ id, mappings: to = [] }) =>
        to.map((other) => ({
          from: { framework, id },
          to: { framework: other.framework, id: other.id },
          relation: other.relation,
        })),
      ),
    );
  return {
    frameworks,
    mappings: [
      ...before.mappings.filter(({ from }) => !own.has(from.framework)),
      ...brought.filter(({ to }) => known.has(`${to.framework} ${to.id}`)),
    ],
    editions,
  };
}

const ownIn = (editions: readonly Edition[]): ReadonlySet<Framework | null> =>
  new Set(editions.map(({ framework }) => framework));

/** Ids of frameworks of one's own; an id that came to be brought along later is none. */
export function ownIds({ frameworks, editions }: Catalogue): ReadonlySet<string> {
  const imported = ownIn(editions);
  return new Set(frameworks.filter((framework) => imported.has(framework)).map(({ id }) => id));
}

/** One node of one framework. */
export const nodeOf = (
  frameworks: readonly Framework[],
  framework: string,
  id: string,
): FrameworkNode | undefined =>
  frameworks.find((each) => each.id === framework)?.nodes.find((node) => node.id === id);

/** Those that hold on a day such as `2026-11-22`. */
export const effectiveOn = (frameworks: readonly Framework[], day: string): readonly Framework[] =>
  frameworks.filter(
    ({ effective }) => effective.from <= day && (effective.to === undefined || day <= effective.to),
  );

/** What is tested, reviewed or left out for a reason: everything that is not a mere heading. */
export const requirementsOf = (framework: Framework): readonly FrameworkNode[] =>
  framework.nodes.filter(({ kind }) => kind === 'requirement');
