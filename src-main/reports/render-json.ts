import { canonicalJson } from '../base/canonical-json.ts';
import { type IntegrityReport } from './model.ts';

/** The report as canonical JSON (RFC 8785), UTF-8: equal reports are equal bytes. */
export const renderJson = (report: IntegrityReport): Uint8Array =>
  Buffer.from(canonicalJson(wellFormed(report)), 'utf8');

// Text from the log can hold what is no Unicode; a report of it is needed all the same.
function wellFormed(report: IntegrityReport): Parameters<typeof canonicalJson>[0] {
  return JSON.parse(
    JSON.stringify(report, (_name, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed() : value,
    ),
  ) as Parameters<typeof canonicalJson>[0];
}
