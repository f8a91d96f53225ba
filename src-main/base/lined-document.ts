import type { z } from 'zod';
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';

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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const lineAt = (offset: number | undefined): number | null =>
    offset === undefined ? null : Math.max(1, lines.linePos(offset).line);
  if (document.errors.length > 0)
    return {
      problems: document.errors.map(({ pos, code }) => ({
        line: lineAt(pos[0]),
        text: YAML_WORDS[code] ?? NOT_YAML,
      })),
    };
  const aliases: (number | null)[] = [];
  visit(document, {
    Alias: (_, node) => {
      aliases.push(lineAt(node.range?.[0]));
    },
  });
  if (aliases.length > 0)
    return {
      problems: aliases.map((line) => ({ line, text: 'Aliases (*name) are not read; write it out.' })),
    };
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
const YAML_WORDS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'The same name stands twice in one block.',
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
const SHOWN = 50;

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
    problems: problems.slice(0, SHOWN),
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
