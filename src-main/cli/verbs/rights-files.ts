import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { Fault } from '../../base/fault.ts';

/** The text of a file. @throws Fault `file-unreadable` */
export const read = (file: string): Promise<string> =>
  readFile(file, 'utf8').catch((error: unknown) => {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  });

/** What a file of JSON holds. @throws Fault `file-unreadable`, `usage` naming the members that are wrong */
export async function jsonFrom<T extends z.ZodType>(file: string, schema: T): Promise<z.infer<T>> {
  const parsed = schema.safeParse(asObject(await read(file)));
  if (!parsed.success) throw notUnderstood(parsed.error, 'The file is not understood');
  return parsed.data;
}

/** A JSON object. @throws Fault `usage` */
export function asObject(json: string): object {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, without what was given: it may name somebody.
  }
  throw new Fault('usage', 'This is no JSON object.', 'See docs/rights.md for what it must hold.');
}

/** Names the members that are wrong, never what stands in them. */
export const notUnderstood = (error: z.ZodError, what: string): Fault =>
  new Fault(
    'usage',
    `${what}: ${[...new Set(error.issues.map(({ path }) => path.map(String).join('.') || 'the whole'))].slice(0, 10).join(', ')}.`,
    'See docs/rights.md for what it must hold.',
  );
