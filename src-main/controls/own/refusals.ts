import { type Framework, FRAMEWORK_LIMITS } from '../../../src-shared/controls/types.ts';
import { type Catalogue, nodeOf, ownIds } from '../catalogue.ts';
import { digestOf } from '../review/records.ts';
import { compareVersions, inUse } from './edition.ts';

/** Something wrong with a framework that is well formed; `path` leads to its place in the file. */
export type Refusal = { readonly path: readonly PropertyKey[]; readonly text: string };

/** What a framework of one's own names that is not there: requirements of others, and tests. */
export function namingRefusals(
  { nodes }: Framework,
  catalogue: Catalogue,
  tests: ReadonlySet<string>,
): readonly Refusal[] {
  const refusals: Refusal[] = [];
  const own = ownIds(catalogue);
  const named = new Map<string, number>();
  const name = (key: string, path: readonly PropertyKey[], what: string): void => {
    const times = (named.get(key) ?? 0) + 1;
    named.set(key, times);
    if (times === FRAMEWORK_LIMITS.naming + 1)
      refusals.push({
        path,
        text: `${what} is named by more than ${FRAMEWORK_LIMITS.naming} requirements; name it with fewer.`,
      });
  };
  for (const [index, { id, kind, mappings = [], tests: supporting = [] }] of nodes.entries()) {
    if (kind === 'group' && mappings.length + supporting.length > 0)
      refusals.push({
        path: ['nodes', index],
        text: `${id} is a heading: mappings and tests stand with requirements.`,
      });
    for (const [at, { framework, id: other }] of mappings.entries()) {
      const path = ['nodes', index, 'mappings', at];
      const node = own.has(framework) ? undefined : nodeOf(catalogue.frameworks, framework, other);
      if (node?.kind !== 'requirement')
        refusals.push({
          path,
          text: `${id} is mapped to ${framework} ${other}, which is no requirement of a framework that is brought along.`,
        });
      name(`${framework} ${other}`, path, `${framework} ${other}`);
    }
    if (new Set(mappings.map(({ framework, id: other }) => `${framework} ${other}`)).size < mappings.length)
      refusals.push({
        path: ['nodes', index, 'mappings'],
        text: `${id} is mapped to one requirement twice.`,
      });
    for (const [at, test] of supporting.entries()) {
      const path = ['nodes', index, 'tests', at];
      if (!tests.has(test))
        refusals.push({ path, text: `${id} names the test ${test}, which there is not.` });
      name(test, path, `The test ${test}`);
    }
    if (new Set(supporting).size < supporting.length)
      refusals.push({ path: ['nodes', index, 'tests'], text: `${id} names one test twice.` });
  }
  return refusals;
}

/** Why a framework cannot stand beside those that are here: its id is taken, or its version is not a later one. */
export function standingRefusals(framework: Framework, catalogue: Catalogue): readonly Refusal[] {
  const { id, version } = framework;
  if (catalogue.frameworks.some((known) => known.id === id) && !ownIds(catalogue).has(id))
    return [{ path: ['id'], text: `${id} is the id of a framework that is brought along. Choose another.` }];
  const editions = inUse(catalogue.editions, id);
  const here = new Set(
    catalogue.editions.filter(({ removed }) => removed === null).map((edition) => edition.id),
  );
  if (editions.length === 0)
    return here.size < FRAMEWORK_LIMITS.own
      ? []
      : [
          {
            path: ['id'],
            text: `There are ${FRAMEWORK_LIMITS.own} frameworks of your own already. Remove one that no review uses.`,
          },
        ];
  const sha256 = digestOf(framework);
  const whole = editions.filter((edition) => edition.framework !== null);
  if (whole.some((edition) => edition.sha256 === sha256)) return [];
  const same = whole.find((edition) => compareVersions(edition.version, version) === 0);
  if (same !== undefined)
    return [
      {
        path: ['version'],
        text: `Version ${same.version} of ${id} is here already, with another text. Give the new text a later version.`,
      },
    ];
  // What was damaged may be brought back; only its own text can be.
  const damaged = editions.find((edition) => edition.framework === null && edition.version === version);
  if (damaged?.sha256 === sha256) return [];
  const newest = editions[0];
  if (newest !== undefined && compareVersions(version, newest.version) <= 0)
    return [
      {
        path: ['version'],
        text: `Version ${version} is not later than version ${newest.version}, which is here. Give it a later version.`,
      },
    ];
  return editions.length < FRAMEWORK_LIMITS.editions
    ? []
    : [
        {
          path: ['version'],
          text: `There are ${FRAMEWORK_LIMITS.editions} versions of ${id} already. Remove one that no review uses.`,
        },
      ];
}
