import type { Coverage, CoveredNode } from '../../src-shared/controls/frameworks.ts';
import type { FrameworkNode } from '../../src-shared/controls/types.ts';

/** A node of a tree as a row, with how deep it stands. */
export interface TreeRow<Node = CoveredNode> {
  readonly node: Node;
  readonly depth: number;
}

/** Nodes that are kept, each under its heading: headings stay where something below them does. */
export function treeOf<Node extends Pick<FrameworkNode, 'id' | 'parent'>>(
  nodes: readonly Node[],
  isKept: (node: Node) => boolean,
): readonly TreeRow<Node>[] {
  const below = Map.groupBy(nodes, ({ parent }) => parent);
  const rowsOf = (node: Node, depth: number): readonly TreeRow<Node>[] => {
    const inner = (below.get(node.id) ?? []).flatMap((each) => rowsOf(each, depth + 1));
    return inner.length > 0 || isKept(node) ? [{ node, depth }, ...inner] : [];
  };
  return (below.get(undefined) ?? []).flatMap((node) => rowsOf(node, 0));
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
  return treeOf(nodes, fits);
}
