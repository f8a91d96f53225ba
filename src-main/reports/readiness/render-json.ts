import type { ReadinessReport } from '../../../src-shared/reports/readiness.ts';
import { canonicalJson, type Json } from '../../base/canonical-json.ts';

/** A value as canonical JSON (RFC 8785), UTF-8: equal values are equal bytes. Text that is no Unicode is mended. */
export function jsonBytes(value: unknown): Uint8Array {
  const mended = JSON.parse(
    JSON.stringify(value, (_name, member: unknown) =>
      typeof member === 'string' ? member.toWellFormed() : member,
    ),
  ) as Json;
  return Buffer.from(canonicalJson(mended), 'utf8');
}

/** The report with everything in it; the schema is resources/schemas/readiness-report.schema.json. */
export const renderReadinessJson = (report: ReadinessReport): Uint8Array => jsonBytes(report);
