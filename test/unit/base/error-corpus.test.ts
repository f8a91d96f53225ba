import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src-main/base/fault.ts';
import { LONGEST_SENTENCE, redacted, sanitizeError } from '../../../src-main/base/redaction.ts';
import { errorCorpus } from '../../fixtures/error-corpus.ts';

const YEAR = 2026;
const corpus = errorCorpus();
const REMOVED = /\[[a-zA-Z -]+ removed\]/gu;

test('the corpus is large enough to say something', () => {
  expect(corpus.length).toBeGreaterThan(400);
  expect(corpus.filter(({ secrets }) => secrets.length === 0).length).toBeGreaterThan(100);
});

test('recall 1, precision 1: no identifier stays, and nothing else goes', () => {
  const stayed = corpus.filter(({ text, secrets }) => {
    const clean = redacted(text, YEAR);
    return secrets.some((secret) => clean.includes(secret));
  });
  const wrong = corpus.filter(
    ({ text, secrets }) => (redacted(text, YEAR).match(REMOVED) ?? []).length > secrets.length,
  );
  expect(stayed.map(({ text }) => text)).toEqual([]);
  expect(wrong.map(({ text }) => text)).toEqual([]);
});

describe('200 characters', () => {
  test('a long text is cut behind a word, whatever it holds', () => {
    for (const { text } of corpus) {
      const long = `${text} `.repeat(30);
      const cut = sanitizeError(long, YEAR);
      expect(cut.length).toBeLessThanOrEqual(LONGEST_SENTENCE);
      expect(cut.endsWith('…')).toBe(redacted(long, YEAR).length > LONGEST_SENTENCE);
      expect(cut.isWellFormed()).toBe(true);
    }
    expect(sanitizeError('x'.repeat(500))).toBe(`${'x'.repeat(LONGEST_SENTENCE - 1)}…`);
    expect(sanitizeError('😀'.repeat(150)).isWellFormed()).toBe(true);
  });
  test('what a fault says is cut, what to do about it is not', () => {
    const { message, remedy } = new Fault('internal', 'word '.repeat(100), 'step '.repeat(100));
    expect(message.length).toBeLessThanOrEqual(LONGEST_SENTENCE);
    expect(remedy).toHaveLength(500);
  });
  test('none of our own sentences is cut', () => {
    const root = resolve(import.meta.dirname, '../../../src-main');
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const sentences = files.flatMap((name) =>
      [
        ...readFileSync(join(root, name), 'utf8').matchAll(
          /new Fault\(\s*'[a-z-]+',\s*(`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*')/gu,
        ),
      ].map((found) => found[1] ?? ''),
    );
    expect(sentences.length).toBeGreaterThan(300);
    expect(sentences.filter((sentence) => sentence.length > LONGEST_SENTENCE)).toEqual([]);
  });
});
