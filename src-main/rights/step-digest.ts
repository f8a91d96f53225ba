import { createHash } from 'node:crypto';
import { canonicalJson, type Json } from '../base/canonical-json.ts';
import type { TakenStep } from './case.ts';

/** A value as JSON says it: what is undefined is left out. */
export const asJson = (value: object): Json => JSON.parse(JSON.stringify(value)) as Json;

/** What the activity log says about a step: SHA-256 of its canonical JSON (RFC 8785), whatever the order of its members. */
export const digestOfStep = (taken: TakenStep): string =>
  createHash('sha256')
    .update(canonicalJson(asJson(taken)), 'utf8')
    .digest('hex');
