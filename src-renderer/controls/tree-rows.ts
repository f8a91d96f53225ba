import type { Coverage, CoveredNode } from '../../src-shared/controls/frameworks.ts';

/** A node of a tree as a row, with how deep it stands. */
export interface TreeRow {
  readonly node: CoveredNode;
  readonly depth: number;
}

/**
 * The nodes that a filter lets through, each under its heading: headings stay where something below them does. Order and
 * depth are the tree's, whatever the order of the nodes.
 */
export function treeRows(
  nodes: readonly CoveredNode[],
  words: string,
  coverage: Coverage | null,
): readonly TreeRow[] {
  const wanted = words.trim().toLowerCase();
  const fits = (node: CoveredNode): boolean =>
    (coverage === null || node.coverage === coverage) &&
    (wanted === '' || `${node.id} ${node.title}`.toLowerCase().includes(wanted));
  const below = Map.groupBy(nodes, ({ parent }) => parent);
  const rowsOf = (node: CoveredNode, depth: number): readonly TreeRow[] => {
    const inner = (below.get(node.id) ?? []).flatMap((each) => rowsOf(each, depth + 1));
    return inner.length > 0 || fits(node) ? [{ node, depth }, ...inner] : [];
  };
  return (below.get(undefined) ?? []).flatMap((node) => rowsOf(node, 0));
}
