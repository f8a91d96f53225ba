import { FHIR_FORMATS, FINDINGS_FORMATS, type FhirTally, findingsFile } from '../../audit/index.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

export type FindingsOptions = { readonly format: string; readonly out: string };

/** Writes the findings of a run as CSV or JSON. */
export async function findingsVerb(
  { services, work }: Context,
  runId: string,
  options: FindingsOptions,
): Promise<Outcome> {
  const format = oneOf(FINDINGS_FORMATS, options.format);
  const { runs } = services.audit;
  const { found } = await runs.run(runId);
  await writeDurably(options.out, findingsFile(runs, runId, format, work), { mode: 0o644 });
  return {
    answer: {
      json: { file: options.out, format, findings: found },
      lines: [`${found} findings written: ${options.out}`],
    },
    exit: EXIT.fine,
  };
}

export type FhirOptions = {
  readonly format: string;
  readonly out: string;
  readonly from?: string;
  readonly to?: string;
};

/** Writes sealed entries as FHIR R4 AuditEvents. */
export async function fhirVerb({ services, work }: Context, options: FhirOptions): Promise<Outcome> {
  const format = oneOf(FHIR_FORMATS, options.format);
  const tally: FhirTally = { written: 0, missing: 0, differing: 0 };
  const choice = { from: momentOf(options.from), to: momentOf(options.to) };
  await writeDurably(options.out, await services.auditEvents(format, choice, work, tally), { mode: 0o644 });
  return {
    answer: {
      json: { file: options.out, format, ...tally },
      lines: [
        `${tally.written} entries written as AuditEvents: ${options.out}`,
        'They hold who, when, what and the reference of the patient. They prove nothing by themselves: proofs do.',
        ...(tally.missing === 0
          ? []
          : [`${tally.missing} sealed entries are gone and were left out: verify the log.`]),
        ...(tally.differing === 0
          ? []
          : [`${tally.differing} of them are not what their seals record: verify the log.`]),
      ],
    },
    exit: EXIT.fine,
  };
}

function oneOf<T extends string>(known: readonly T[], given: string): T {
  const format = known.find((each) => each === given);
  if (format !== undefined) return format;
  throw new Fault('usage', 'There is no such format.', `Give one of: ${known.join(', ')}.`);
}

function momentOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = new Date(text);
  if (!Number.isNaN(at.getTime()) && /^\d{4}-\d\d-\d\d/.test(text)) return at.toISOString();
  throw new Fault(
    'usage',
    'The begin or the end of the period is not understood.',
    'Give a date such as 2026-05-01, or a moment such as 2026-05-01T08:00:00Z.',
  );
}
