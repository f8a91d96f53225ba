import type { z } from 'zod';
import { isAlias, isMap, isScalar, isSeq, Lexer, LineCounter, type Node, parseDocument, visit } from 'yaml';

/** Something wrong with a file that a person wrote; `line` is null when it concerns the whole. */
export type LinedProblem = { readonly line: number | null; readonly text: string };

/** A document that was read, with the way from a place in it back to its line; or what is wrong with its form. */
export type LinedDocument =
  | {
      readonly value: unknown;
      /** The line of a member, or of the nearest one around it. */
      readonly lineOf: (path: readonly PropertyKey[]) => number | null;
      readonly problems: null;
    }
  | { readonly problems: readonly LinedProblem[] };

/** Words, signs and line ends of a file, and brackets within brackets: what a person writes stays far below. */
const MOST = { parts: 800_000, nested: 100 } as const;

/**
 * What makes a file too much to take apart; null when nothing does. A few megabytes of brackets cost the parser gigabytes, so
 * it is asked before.
 */
function excess(text: string): string | null {
  let parts = 0;
  let nested = 0;
  let isScalarNext = false;
  for (const token of new Lexer().lex(text)) {
    if (++parts > MOST.parts) return 'The file has too many parts to be read.';
    if (!isScalarNext && (token === '[' || token === '{')) nested++;
    if (!isScalarNext && (token === ']' || token === '}')) nested--;
    if (nested > MOST.nested) return `Brackets stand within brackets more than ${MOST.nested} times.`;
    // The lexer's sign for a scalar (yaml, parse/cst.ts).
    isScalarNext = token === '\u001f';
  }
  return null;
}

/**
 * Reads YAML or JSON that somebody wrote by hand. Aliases are refused: a few lines of them unfold to gigabytes.
 *
 * @param most - bytes that are read at most
 */
export function readLined(bytes: Uint8Array, most: number): LinedDocument {
  const whole = (text: string): LinedDocument => ({ problems: [{ line: null, text }] });
  if (bytes.length > most) return whole(`The file is larger than ${most / 1024 / 1024} MB.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return whole('The file is not text in UTF-8.');
  }
  const tooMuch = excess(text);
  if (tooMuch !== null) return whole(tooMuch);
  const lines = new LineCounter();
  // Names that stand twice are found below: the parser compares each with every other one.
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ pos, code }) => ({
        line: lineAt(pos[0]),
        text: YAML_WORDS[code] ?? NOT_YAML,
      })),
    };
  const refused: LinedProblem[] = [];
  visit(document, {
    Alias: (_, node) => {
      refused.push({
        line: lineAt(node.range?.[0]),
        text: 'Aliases (*name) are not read; write it out.',
      });
    },
    Map: (_, { items }) => {
      const names = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (names.has(key.value)) refused.push({ line: lineAt(key.range?.[0]), text: TWICE });
        names.add(key.value);
      }
    },
  });
  if (refused.length > 0) return { problems: refused };
  const value: unknown = document.toJS();
  return {
    value,
    lineOf: (path) => {
      for (let depth = path.length; depth >= 0; depth--) {
        const node = nodeAt(document.contents, path.slice(0, depth));
        if (node?.range) return lineAt(node.range[0]);
      }
      return null;
    },
    problems: null,
  };
}

/** Names the place of a problem as a person reads it: `sources[3].table`. */
export const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'The file'
    : path
        .map((part, at) =>
          typeof part === 'number' ? `[${part + 1}]` : `${at > 0 ? '.' : ''}${String(part)}`,
        )
        .join('');

const NOT_YAML = 'This is neither YAML nor JSON here.';
const TWICE = 'The same name stands twice in one block.';
const YAML_WORDS: Readonly<Record<string, string>> = {
  BAD_INDENT: 'The line is indented differently from its neighbours.',
  TAB_AS_INDENT: 'The line begins with a tab; use spaces.',
  MISSING_CHAR: 'A bracket, a quote or a colon is missing.',
  MULTIPLE_DOCS: 'There is more than one document in the file.',
};

function nodeAt(root: unknown, path: readonly PropertyKey[]): Node | undefined {
  let node: unknown = root;
  for (const part of path) {
    if (isMap(node)) node = node.get(part, true);
    else if (isSeq(node)) node = node.get(part, true);
    else return undefined;
  }
  return isMap(node) || isSeq(node) || isScalar(node) || isAlias(node) ? node : undefined;
}

/** Most problems that are told; the rest comes when these are mended. */
export const MOST_TOLD = 50;

/** A value that fits its schema, or what is wrong with its file, the first fifty of it. */
export type LinedValue<T> =
  | { readonly value: T; readonly problems: null }
  | { readonly value: null; readonly problems: readonly LinedProblem[] };

/**
 * Reads YAML or JSON that somebody wrote by hand, by a schema and by what no schema sees. All problems of a kind are told at
 * once, each with its line.
 *
 * @param most - bytes that are read at most
 * @param further - what is wrong though it fits the schema, each with its place
 */
export function readLinedAs<T>(
  bytes: Uint8Array,
  most: number,
  schema: z.ZodType<T>,
  further: (
    value: T,
  ) => readonly { readonly path: readonly PropertyKey[]; readonly text: string }[] = () => [],
): LinedValue<T> {
  const refused = (problems: readonly LinedProblem[]): LinedValue<T> => ({
    value: null,
    problems: problems.slice(0, MOST_TOLD),
  });
  const read = readLined(bytes, most);
  if (read.problems !== null) return refused(read.problems);
  const { lineOf } = read;
  const parsed = schema.safeParse(read.value);
  if (!parsed.success)
    return refused(
      parsed.error.issues.map(({ path, message }) => ({
        line: lineOf(path),
        text: `${placeOf(path)}: ${message}`.slice(0, 500),
      })),
    );
  const more = further(parsed.data);
  if (more.length > 0) return refused(more.map(({ path, text }) => ({ line: lineOf(path), text })));
  return { value: parsed.data, problems: null };
}
