import { type IntegrityReport } from './model.ts';

/** The report as canonical JSON (RFC 8785: sorted members, no white space), UTF-8: equal reports are equal bytes. */
export const renderJson = (report: IntegrityReport): Uint8Array => Buffer.from(canonical(report), 'utf8');

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    // RFC 8785 §3.2.3 sorts by UTF-16 code units, as JavaScript compares strings.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
