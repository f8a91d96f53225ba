import {
  framework as schema,
  type Framework,
  FRAMEWORK_LIMITS,
  type FrameworkProblem,
} from '../../src-shared/controls/types.ts';
import { readLined, readLinedAs } from '../base/lined-document.ts';
import { structureProblems } from './framework-structure.ts';
import type { FrameworkReader } from './own/ports.ts';
import type { Refusal } from './own/refusals.ts';

/** A framework, or everything that is wrong with its file. */
export type ReadFramework =
  | { readonly framework: Framework; readonly problems: null }
  | { readonly framework: null; readonly problems: readonly FrameworkProblem[] };

/**
 * Reads a framework from YAML or JSON. All problems are told at once, each with its line, in words for whoever wrote the
 * file.
 *
 * @param further - what is wrong with one whose tree is in order
 */
export function readFramework(
  bytes: Uint8Array,
  further: (framework: Framework) => readonly Refusal[] = () => [],
): ReadFramework {
  const { value, problems } = readLinedAs(bytes, FRAMEWORK_LIMITS.bytes, schema, (framework) => {
    const structure = structureProblems(framework);
    return structure.length > 0
      ? structure.map(({ node, text }) => ({ path: ['nodes', node], text }))
      : further(framework);
  });
  return problems === null ? { framework: value, problems: null } : { framework: null, problems };
}

/** The lines of places in a file that was read; null where there is none. */
export function linesIn(
  bytes: Uint8Array,
  paths: readonly (readonly PropertyKey[])[],
): readonly (number | null)[] {
  const read = readLined(bytes, FRAMEWORK_LIMITS.bytes);
  return paths.map((path) => (read.problems === null ? read.lineOf(path) : null));
}

/** {@link FrameworkReader} without a thread of its own. */
export const readsFrameworks: FrameworkReader = {
  read: (bytes) => Promise.resolve(readFramework(bytes)),
  lines: (bytes, paths) => Promise.resolve(linesIn(bytes, paths)),
};
