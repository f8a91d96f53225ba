import {
  framework as schema,
  type Framework,
  FRAMEWORK_LIMITS,
  type FrameworkProblem,
} from '../../src-shared/controls/types.ts';
import { readLinedAs } from '../base/lined-document.ts';
import { structureProblems } from './framework-structure.ts';

/** A framework, or everything that is wrong with its file. */
export type ReadFramework =
  | { readonly framework: Framework; readonly problems: null }
  | { readonly framework: null; readonly problems: readonly FrameworkProblem[] };

/**
 * Reads a framework from YAML or JSON. All problems are told at once, each with its line, in words for whoever wrote the
 * file.
 */
export function readFramework(bytes: Uint8Array): ReadFramework {
  const { value, problems } = readLinedAs(bytes, FRAMEWORK_LIMITS.bytes, schema, (framework) =>
    structureProblems(framework).map(({ node, text }) => ({ path: ['nodes', node], text })),
  );
  return problems === null ? { framework: value, problems: null } : { framework: null, problems };
}
