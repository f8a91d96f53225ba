import { resolve } from 'node:path';
import {
  customOf,
  KIND_FRAMEWORK,
  kindOfFramework,
  READINESS_KINDS,
  REVIEW_KINDS,
} from '../../../src-shared/reports/readiness.ts';
import {
  REPORT_FORMATS,
  type ReportFormat,
  type ReportOrder,
} from '../../../src-shared/reports/readiness-list.ts';
import { OPTIONAL_PARTS, type OptionalPart } from '../../../src-shared/reports/optional-parts.ts';
import { Fault } from '../../base/fault.ts';
import { refuseFull, writeInto } from '../../reports/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

export type ReadinessOptions = {
  readonly out?: string;
  readonly sign?: boolean;
  readonly framework?: string;
  readonly kind?: string;
  readonly cycle?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
  readonly without?: string;
};

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
/** Length of a period when nothing is said. */
const DAYS = 90;

/** Makes a readiness report, keeps it, and writes its files into a folder. */
export async function readinessVerb(context: Context, options: ReadinessOptions): Promise<Outcome> {
  const { services, work } = context;
  if (options.out === undefined)
    throw new Fault('usage', 'Where to write the report is missing.', 'Give --out FOLDER.');
  const out = resolve(options.out);
  const formats = formatsFrom(options.format);
  await refuseFull(out);
  // The PIN first: a wrong one should not cost the collecting.
  if (options.sign === true) await mustSignIn(context);
  const leaveOut = partsFrom(options.without);
  const order = { ...(await orderFrom(context, options)), ...(leaveOut.length === 0 ? {} : { leaveOut }) };
  const reportId = await services.readiness.create(order, formats, options.sign === true, work);
  const files = await services.readiness.files(reportId);
  await writeInto(out, files);
  const info = (await services.readiness.list()).find((report) => report.reportId === reportId);
  const signer = info?.signer ?? null;
  return {
    answer: {
      json: { ...info, folder: out },
      lines: [
        `Report written: ${out}, ${files.length} files${signer === null ? ', not signed' : `, signed by ${signer}`}.`,
        ...files.map(({ name }) => `  ${name}`),
      ],
    },
    exit: EXIT.fine,
  };
}

function formatsFrom(text: string): readonly ReportFormat[] {
  const asked = text.split(',').map((each) => each.trim());
  return asked.map((each) => {
    const known = REPORT_FORMATS.find((format) => format === each);
    if (known !== undefined) return known;
    throw new Fault('usage', `There is no format “${each}”.`, `Give any of ${REPORT_FORMATS.join(',')}.`);
  });
}

function partsFrom(text: string | undefined): OptionalPart[] {
  if (text === undefined) return [];
  return text.split(',').map((each) => {
    const known = OPTIONAL_PARTS.find((part) => part === each.trim());
    if (known !== undefined) return known;
    throw new Fault(
      'usage',
      `A report cannot go without “${each}”.`,
      `Give any of ${OPTIONAL_PARTS.join(',')}.`,
    );
  });
}

async function orderFrom({ services }: Context, options: ReadinessOptions): Promise<ReportOrder> {
  const { framework, kind: asked } = options;
  const kind = READINESS_KINDS.find(
    (each) => each === (asked ?? (framework === undefined ? '' : kindOfFramework(framework))),
  );
  if (kind === undefined)
    throw new Fault(
      'usage',
      `There is no kind of report “${asked ?? ''}”.`,
      `Give any of ${READINESS_KINDS.join(', ')}.`,
    );
  for (const day of [options.from, options.to])
    if (day !== undefined && (!DAY.test(day) || Number.isNaN(Date.parse(day))))
      throw new Fault('usage', `“${day}” is no day.`, 'Write days as 2026-09-30.');
  const aboutReview = REVIEW_KINDS.some((each) => each === kind) || kind === 'risk-analysis';
  const wanted = KIND_FRAMEWORK[kind] ?? framework ?? null;
  if (!aboutReview) {
    const to = options.to ?? (await services.rights.today());
    return { kind, cycleId: null, framework: null, from: options.from ?? daysBefore(to), to };
  }
  const cycles = (await services.controlReviews.cycles()).map(({ cycle }) => cycle);
  const fits = cycles.find(
    (cycle) =>
      (options.cycle === undefined || cycle.id === options.cycle) &&
      (wanted === null ? customOf(cycle.frameworks) !== null : cycle.frameworks.includes(wanted)) &&
      (options.from === undefined || cycle.to >= options.from) &&
      (options.to === undefined || cycle.from <= options.to),
  );
  if (fits === undefined)
    throw new Fault(
      'usage',
      'There is no review of this framework in this period.',
      'Open one first, in the window under Controls.',
    );
  return {
    ...{ kind, cycleId: fits.id, framework: wanted ?? customOf(fits.frameworks) },
    ...{ from: options.from ?? fits.from, to: options.to ?? fits.to },
  };
}

const daysBefore = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) - DAYS * 86_400_000).toISOString().slice(0, 10);
