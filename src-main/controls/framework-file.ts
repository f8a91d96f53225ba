import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import {
  framework as schema,
  type Framework,
  FRAMEWORK_LIMITS,
  type FrameworkProblem,
} from '../../src-shared/controls/types.ts';
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
  const whole = (text: string): ReadFramework => refused([{ line: null, text }]);
  if (bytes.length > FRAMEWORK_LIMITS.bytes)
    return whole(`The file is larger than ${FRAMEWORK_LIMITS.bytes / 1024 / 1024} MB.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return whole('The file is not text in UTF-8.');
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const lineOf = (offset: number | undefined): number | null =>
    offset === undefined ? null : Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0)
    return refused(
      document.errors.map(({ pos, code }) => ({ line: lineOf(pos[0]), text: YAML_WORDS[code] ?? NOT_YAML })),
    );
  const aliases: (number | null)[] = [];
  visit(document, {
    Alias: (_, node) => {
      aliases.push(lineOf(node.range?.[0]));
    },
  });
  // A few lines of them unfold to gigabytes.
  if (aliases.length > 0)
    return refused(aliases.map((line) => ({ line, text: 'Aliases (*name) are not read; write it out.' })));
  const parsed = schema.safeParse(document.toJS());
  const at = (path: readonly PropertyKey[]): number | null => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = nodeAt(document.contents, path.slice(0, depth));
      if (node?.range) return lineOf(node.range[0]);
    }
    return null;
  };
  if (!parsed.success)
    return refused(
      parsed.error.issues.map(({ path, message }) => ({
        line: at(path),
        text: `${placeOf(path)}: ${message}`.slice(0, 500),
      })),
    );
  const problems = structureProblems(parsed.data);
  if (problems.length > 0)
    return refused(problems.map(({ node, text: said }) => ({ line: at(['nodes', node]), text: said })));
  return { framework: parsed.data, problems: null };
}

const NOT_YAML = 'This is neither YAML nor JSON here.';
const YAML_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'The same name stands twice in one block.',
  BAD_INDENT: 'The line is indented differently from its neighbours.',
  TAB_AS_INDENT: 'The line begins with a tab; use spaces.',
  MISSING_CHAR: 'A bracket, a quote or a colon is missing.',
  MULTIPLE_DOCS: 'There is more than one document in the file.',
};

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'The file'
    : path
        .map((part, at) =>
          typeof part === 'number' ? `[${part + 1}]` : `${at > 0 ? '.' : ''}${String(part)}`,
        )
        .join('');

function nodeAt(root: unknown, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = root;
  for (const part of path) {
    if (isMap(node)) node = node.get(part, true);
    else if (isSeq(node)) node = node.get(part, true);
    else return undefined;
  }
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node : undefined;
}
