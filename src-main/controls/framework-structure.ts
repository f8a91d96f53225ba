import { type Framework, FRAMEWORK_LIMITS } from '../../src-shared/controls/types.ts';

/** Something wrong with the tree of a framework; `node` is an index of its nodes. */
export type StructureProblem = { readonly node: number; readonly text: string };

/**
 * What no schema sees: identifiers that stand twice, parents that do not exist, circles, headings without anything below
 * them, and a time that ends before it begins.
 */
export function structureProblems({ nodes, effective }: Framework): readonly StructureProblem[] {
  const problems: StructureProblem[] = [];
  const places = new Map<string, number>();
  for (const [index, { id }] of nodes.entries()) {
    const first = places.get(id);
    if (first === undefined) places.set(id, index);
    else problems.push({ node: index, text: `${id} stands twice; the first is number ${first + 1}.` });
  }
  for (const [index, { id, parent }] of nodes.entries())
    if (parent !== undefined && !places.has(parent))
      problems.push({ node: index, text: `${id} stands under ${parent}, which is not in the file.` });
  if (problems.length > 0) return problems;

  const parentOf = (index: number): number | undefined => {
    const parent = nodes[index]?.parent;
    return parent === undefined ? undefined : places.get(parent);
  };
  /** Depth below the roots; the walk from a node ends at one that is known, so each is walked once. */
  const depths = new Map<number, number>();
  for (const [index, { id }] of nodes.entries()) {
    const path: number[] = [];
    let at: number | undefined = index;
    while (at !== undefined && !depths.has(at) && !path.includes(at)) {
      path.push(at);
      at = path.length > FRAMEWORK_LIMITS.depth ? undefined : parentOf(at);
    }
    if (at !== undefined && path.includes(at)) {
      problems.push({ node: index, text: `${id} stands under itself.` });
      return problems;
    }
    const below = at === undefined ? 0 : (depths.get(at) ?? 0);
    if (below + path.length > FRAMEWORK_LIMITS.depth) {
      problems.push({ node: index, text: `${id} stands more than ${FRAMEWORK_LIMITS.depth} levels deep.` });
      return problems;
    }
    for (const [step, each] of path.entries()) depths.set(each, below + path.length - step);
  }
  const parents = new Set(nodes.map(({ parent }) => parent));
  for (const [index, { id, kind }] of nodes.entries())
    if (kind === 'group' && !parents.has(id))
      problems.push({ node: index, text: `${id} is a heading with nothing below it.` });
  if (!nodes.some(({ kind }) => kind === 'requirement'))
    problems.push({ node: 0, text: 'There is no requirement in the file, only headings.' });
  if (effective.to !== undefined && effective.to < effective.from)
    problems.push({ node: 0, text: 'The time in which it holds ends before it begins.' });
  return problems;
}
