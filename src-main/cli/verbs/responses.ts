import { copyFile, readFile } from 'node:fs/promises';
import type { z } from 'zod';
import {
  type Delivery,
  deliveryOrderSchema,
  responseFormSchema,
} from '../../../src-shared/rights/delivery.ts';
import { letterFactsSchema } from '../../../src-shared/rights/letters.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

export type LetterOptions = {
  readonly out: string;
  readonly language?: string;
  readonly newDate?: string;
  readonly reason?: readonly string[];
  readonly fee?: string;
  readonly own?: readonly string[];
  readonly preview?: boolean;
};
export type RespondOptions = {
  readonly form?: readonly string[];
  readonly own?: readonly string[];
  readonly out?: string;
  readonly showPassword?: boolean;
};
export type DeliverOptions = {
  readonly manner: string;
  readonly to?: string;
  readonly certificate?: string;
  readonly warned?: boolean;
  readonly on?: string;
  readonly proof?: string;
  readonly heeded?: readonly string[];
};
export type SettleOptions = { readonly outcome: string; readonly note: string };

/** Writes a letter. Exit code 2 when something is missing in a preview. */
export async function rightsLetterVerb(
  context: Context,
  caseId: string,
  kind: string,
  options: LetterOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  const { letters, rights } = context.services;
  const language = options.language ?? (await rights.words(caseId)).request.language;
  const facts = understood(letterFactsSchema, {
    ...{ kind, language, newDate: options.newDate ?? null, reasons: options.reason ?? [] },
    ...{ feeCents: options.fee === undefined ? null : Number(options.fee), own: await texts(options.own) },
  });
  const { pdf, problems } = await (options.preview === true
    ? letters.preview(caseId, facts)
    : letters.issue(caseId, facts));
  await writeDurably(options.out, pdf);
  return {
    answer: { json: { caseId, kind, problems }, lines: ['The letter was written.', ...problems] },
    exit: problems.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

/** Writes the address for the envelope. */
export async function rightsLabelVerb(
  context: Context,
  caseId: string,
  { out }: { readonly out: string },
): Promise<Outcome> {
  await mustSignIn(context);
  await writeDurably(out, await context.services.letters.label(caseId));
  return { answer: { json: { caseId }, lines: ['The label was written.'] }, exit: EXIT.fine };
}

/** Prepares the answer. */
export async function rightsRespondVerb(
  context: Context,
  caseId: string,
  options: RespondOptions,
): Promise<Outcome> {
  const forms = understood(responseFormSchema.array(), options.form ?? ['pdf']);
  await mustSignIn(context);
  const { responses } = context.services;
  const made = await responses.prepare(caseId, forms, await texts(options.own), context.work);
  if (options.out !== undefined) await copyFile(responses.fileOf(made), options.out);
  const password = options.showPassword === true ? await responses.passwordOf(made) : null;
  return {
    answer: {
      json: password === null ? made : { ...made, password },
      lines: [
        `Prepared: ${made.items} items, ${made.resources} FHIR resources, ${made.files} files, ${made.bytes} bytes.`,
        `SHA-256 ${made.sha256}`,
        ...(password === null
          ? []
          : [`Password: ${password}`, 'Give it to the person another way than the file.']),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Delivers. */
export async function rightsDeliverVerb(
  context: Context,
  caseId: string,
  options: DeliverOptions,
): Promise<Outcome> {
  const { manner, warned = false, on, proof } = options;
  const to = options.to === undefined ? undefined : (await read(options.to)).toString('utf8').trim();
  const order = understood(deliveryOrderSchema, {
    manner,
    ...(to === undefined ? {} : { to }),
    ...(warned ? { warned, preferred: true } : {}),
    ...(on === undefined ? {} : { deliveredOn: on }),
    ...(proof === undefined ? {} : { proof }),
  });
  const certificate = options.certificate === undefined ? null : await read(options.certificate);
  await mustSignIn(context);
  const { delivery, token } = await context.services.deliveries.deliver(
    ...([caseId, order, certificate, options.heeded] as const),
  );
  return {
    answer: {
      json: { delivery, token },
      lines: [
        ...standing(delivery),
        ...(token === null ? [] : [`Secret of the link, for the person alone: ${token}`]),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Records what was found out. */
export async function rightsSettleVerb(
  context: Context,
  caseId: string,
  deliveryId: string,
  { outcome, note }: SettleOptions,
): Promise<Outcome> {
  if (outcome !== 'sent' && outcome !== 'not-sent')
    throw new Fault('usage', 'There is no such outcome.', 'Give --outcome sent or not-sent.');
  await mustSignIn(context);
  const delivery = await context.services.deliveries.settle(caseId, deliveryId, outcome === 'sent', note);
  return { answer: { json: { delivery }, lines: standing(delivery) }, exit: EXIT.fine };
}

const standing = ({ deliveryId, manner, state, proof }: Delivery): readonly string[] => [
  `Delivery ${deliveryId} (${manner}): ${state}.${proof === '' ? '' : ` ${proof}`}`,
];

function understood<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  // Names what is wrong, never what stands in it.
  const where = [
    ...new Set(parsed.error.issues.map(({ path }) => path.map(String).join('.') || 'the whole')),
  ];
  throw new Fault(
    'usage',
    `The command is not understood: ${where.slice(0, 10).join(', ')}.`,
    'See `attestry rights --help` and docs/rights.md.',
  );
}

const read = (file: string): Promise<Buffer> =>
  readFile(file).catch((error: unknown) => {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  });

const texts = async (files: readonly string[] = []): Promise<string[]> =>
  Promise.all(files.map(async (file) => (await read(file)).toString('utf8').trim()));
