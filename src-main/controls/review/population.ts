import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Counted, SAMPLE_LIMITS } from '../../../src-shared/controls/samples.ts';
import type { TestResult } from '../../../src-shared/controls/tests.ts';
import { Fault } from '../../base/fault.ts';

/** A population with its items in the order of their source. */
export type Population = { readonly counted: Counted; readonly items: readonly string[] };

const MOST_CHARACTERS = 300;
const refused = (message: string, remedy: string): Fault => new Fault('file-unreadable', message, remedy);

/**
 * Items of a text: its lines, without white space around them and without empty ones. Of a CSV the whole line is the item, so
 * that two rows that agree in one column are still two.
 *
 * @throws Fault `file-unreadable` for what cannot be a population
 */
export function itemsOf(text: string): readonly string[] {
  const items = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (items.length === 0) throw refused('There is no item in the file.', 'Give one item a line.');
  if (items.length > SAMPLE_LIMITS.population)
    throw refused(
      `A population has ${SAMPLE_LIMITS.population.toLocaleString('en-US')} items at most.`,
      'Divide it, by month for example.',
    );
  const long = items.findIndex((item) => item.length > MOST_CHARACTERS);
  if (long !== -1)
    throw refused(
      `Item ${long + 1} has more than ${MOST_CHARACTERS} characters.`,
      'Give numbers or pseudonyms, one a line, and no names.',
    );
  if (new Set(items).size !== items.length)
    throw refused('The same item stands there twice.', 'Take away what is double, so that each counts once.');
  return items;
}

/** Count and hash of items, the same in whatever order they come. */
export function countedOf(source: string, items: readonly string[]): Counted {
  const hash = createHash('sha256');
  for (const item of items.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))) hash.update(`${item}\n`, 'utf8');
  return { source, count: items.length, sha256: hash.digest('hex') };
}

/** Reads a population from a text or CSV file. @throws Fault `file-unreadable` */
export async function populationFromFile(path: string): Promise<Population> {
  let bytes: Buffer;
  try {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (!found.isFile() || found.size > SAMPLE_LIMITS.bytes)
        throw refused(
          `This is no text file of ${SAMPLE_LIMITS.bytes / 1024 ** 2} MiB at most.`,
          'Give a text or CSV file, one item a line.',
        );
      bytes = await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check that it is there.', error);
  }
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Fault('file-unreadable', 'The file is no text in UTF-8.', 'Save it as UTF-8.', error);
  }
  const items = itemsOf(text);
  return { counted: countedOf(basename(path).slice(0, 200), items), items };
}

/** The rows that failed in a result as a population. @throws Fault `file-unreadable` when the result does not hold all of them */
export function populationFromResult(result: TestResult): Population {
  const items = result.failed.map(({ key }) => key);
  if (items.length === 0)
    throw refused('No row failed in this result.', 'Take a file as the population instead.');
  if (items.length !== result.failedCount || new Set(items).size !== items.length)
    throw refused(
      'The result does not hold every row that failed, so nobody can draw from all of them.',
      'Take a file as the population instead.',
    );
  return { counted: countedOf(`${result.testId}, ${result.finishedAt}`, items), items };
}
