import {
  framework as schema,
  type Framework,
  FRAMEWORK_LIMITS,
  type FrameworkProblem,
} from '../../src-shared/controls/types.ts';
import { placeOf, readLined } from '../base/lined-document.ts';
import { structureProblems } from './framework-structure.ts';

/** A framework, or everything that is wrong with its file. */
export type ReadFramework =
  | { readonly framework: Framework; readonly problems: null }
  | { readonly framework: null; readonly problems: readonly FrameworkProblem[] };

/** Most problems that are told; the rest comes when these are mended. */
const SHOWN = 50;

/**
 * Reads a framework from YAML or JSON. All problems are told at once, each with its line, in words for whoever wrote the
 * file.
 */
export function readFramework(bytes: Uint8Array): ReadFramework {
  const refused = (problems: readonly FrameworkProblem[]): ReadFramework => ({
    framework: null,
    problems: problems.slice(0, SHOWN),
  });
  const read = readLined(bytes, FRAMEWORK_LIMITS.bytes);
  if (read.problems !== null) return refused(read.problems);
  const parsed = schema.safeParse(read.value);
  if (!parsed.success)
    return refused(
      parsed.error.issues.map(({ path, message }) => ({
        line: read.lineOf(path),
        text: `${placeOf(path)}: ${message}`.slice(0, 500),
      })),
    );
  const problems = structureProblems(parsed.data);
  if (problems.length > 0)
    return refused(problems.map(({ node, text }) => ({ line: read.lineOf(['nodes', node]), text })));
  return { framework: parsed.data, problems: null };
}
