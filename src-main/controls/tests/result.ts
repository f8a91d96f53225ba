import { createHash } from 'node:crypto';
import type { ResultSummary, TestResult } from '../../../src-shared/controls/tests.ts';
import { canonicalJson } from '../../base/canonical-json.ts';

/** SHA-256 of a text, as 64 hexadecimal digits. */
export const textHash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** Half a character, which a clinic's data may hold, has no form in JSON: it becomes U+FFFD before anything is hashed. */
const wellFormed = (text: string): string => text.toWellFormed();

/** A result with the hash over everything else in it. */
export function frozen(result: Omit<TestResult, 'sha256' | 'queryHash'>): TestResult {
  const whole = {
    ...result,
    reason: wellFormed(result.reason),
    failed: result.failed.map(({ key, fact }) => ({ key: wellFormed(key), fact: wellFormed(fact) })),
    queryHash: textHash(result.queryText),
  };
  return { ...whole, sha256: textHash(canonicalJson(whole)) };
}

/** Whether a result is as it was frozen. */
export function isFrozen({ sha256, ...rest }: TestResult): boolean {
  return textHash(canonicalJson(rest)) === sha256 && textHash(rest.queryText) === rest.queryHash;
}

/** A result without its rows. */
export function summaryOf(result: TestResult): ResultSummary {
  const { id, testId, testVersion, outcome, reason, queryHash, population, tested, failedCount } = result;
  const { sample, source, startedAt, finishedAt, sha256 } = result;
  return {
    ...{ id, testId, testVersion, outcome, reason, queryHash, population, tested, failedCount },
    ...{ sample, source, startedAt, finishedAt, sha256 },
  };
}
