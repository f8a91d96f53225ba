import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ENTRY_LOOKS, type EntryLook, entryLookSchema } from '../../../src-shared/audit/entries.ts';
import { checkProof, KEY_FORMATS, readNoteKey } from '../../audit/index.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table } from '../output.ts';

const WORDS = { intact: 'Intact', tampered: 'Tampered', 'could-not-tell': 'Could not tell' } as const;
/** Where the caller may read what was written. */
const MODE = { mode: 0o644 } as const;

/** The number of an entry as it was typed. @throws Fault `usage` */
export function entryIdFrom(text: string): number {
  const id = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(id)) return id;
  throw new Fault('usage', 'That is not the number of an entry.', 'Give a whole number, such as 1200.');
}

export type ProofCreateOptions = { readonly out: string; readonly withContent?: boolean };

/** Writes proof files of entries: one file, or several into the folder of `--out`. */
export async function proofCreateVerb(
  { services }: Context,
  ids: readonly string[],
  options: ProofCreateOptions,
): Promise<Outcome> {
  const withContent = options.withContent === true;
  const wanted = ids.map(entryIdFrom);
  const made = [];
  for (const entryId of wanted) made.push(await services.proofs.proof(entryId, withContent));
  const files = [];
  for (const { name, text } of made) {
    const file = made.length === 1 ? options.out : join(options.out, name);
    await writeDurably(file, text, MODE);
    files.push(file);
  }
  return {
    answer: {
      json: { files, entries: wanted, content: withContent },
      lines: [
        ...files.map((file) => `Written: ${file}`),
        withContent
          ? 'These files hold the whole entries: patient, address, session and details. Treat them as patient data.'
          : 'These files hold hashes and the signed checkpoint, and nothing of what is in the entries. Whoever checks them needs the entry too (--entry).',
      ],
    },
    exit: EXIT.fine,
  };
}

export type ProofVerifyOptions = { readonly key: string; readonly entry?: string };

/** Verifies a proof file with a key; needs no profile, no database and no token. */
export async function proofVerifyVerb(file: string, options: ProofVerifyOptions): Promise<Outcome> {
  const key = readNoteKey(await read(options.key, 'The key file'));
  if (key === null)
    throw new Fault(
      'trust-unreadable',
      'The key file holds no key that checkpoints are signed with.',
      'Give the file that `key export` wrote: a verifier key, or a public key or certificate in PEM.',
    );
  const text = (await read(file, 'The proof file')).toString('utf8');
  const entry = options.entry === undefined ? null : entryFrom(await read(options.entry, 'The entry file'));
  const check = checkProof(text, key, entry);
  const { says } = check;
  return {
    answer: {
      json: check,
      lines: [
        `${WORDS[check.result]}${check.reason === null ? '.' : `: ${check.reason}`}`,
        ...table(check.steps.map(({ step, verdict, detail }) => [`  ${step}`, `${verdict}: ${detail}`])),
        ...(says === null
          ? []
          : table([
              ['  log', says.origin],
              ['  checkpoint', `${says.size} entries, signed ${says.signedAt} (claimed), by ${says.keyName}`],
              ['  position', String(says.index)],
              ...(says.entry === null
                ? []
                : ([
                    ['  entry', String(says.entry.entryId)],
                    ['  time', says.entry.occurredAt ?? '-'],
                    ['  who', says.entry.actor ?? '-'],
                    ['  event', `${says.entry.eventType ?? '-'} (${says.entry.action ?? '-'})`],
                  ] as const)),
            ])),
      ],
    },
    exit: exitOf(check.result),
  };
}

// The bytes as COPY gives them, or the same in base64.
function entryFrom(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1').replace(/\s/g, '');
  return bytes[0] === 0 ? bytes : Buffer.from(text, 'base64');
}

async function read(file: string, what: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes !== null) return bytes;
  throw new Fault(
    'file-unreadable',
    `${what} cannot be read.`,
    'Check its name, and whether you may read it.',
  );
}

/** Writes the newest checkpoint as a signed note. */
export async function checkpointExportVerb(
  { services }: Context,
  options: { out: string },
): Promise<Outcome> {
  const { text } = await services.proofs.checkpoint();
  await writeDurably(options.out, text, MODE);
  return written(options.out);
}

/** Writes the public key that signed the newest checkpoint. */
export async function keyExportVerb(
  { services }: Context,
  options: { out: string; format: string },
): Promise<Outcome> {
  const format = KEY_FORMATS.find((known) => known === options.format);
  if (format === undefined)
    throw new Fault('usage', 'There is no such form of a key.', `Give one of: ${KEY_FORMATS.join(', ')}.`);
  const { text } = await services.proofs.key(format);
  await writeDurably(options.out, text, MODE);
  return written(options.out);
}

const written = (file: string): Outcome => ({
  answer: { json: { file, folder: dirname(file) }, lines: [`Written: ${file}`] },
  exit: EXIT.fine,
});

/** Looks at one entry. */
export async function entryVerb(
  { services }: Context,
  id: string,
  options: { level: string },
): Promise<Outcome> {
  const look = entryLookSchema.safeParse(options.level);
  if (!look.success)
    throw new Fault('usage', 'There is no level of that name.', `Give one of: ${ENTRY_LOOKS.join(', ')}.`);
  const view = await services.viewEntry(entryIdFrom(id), look.data);
  const { result, witnessed, now, checkpoint, proof, block } = view;
  const header = now?.header ?? witnessed?.header;
  return {
    answer: {
      json: view,
      lines: [
        `${result === null ? 'Not checked' : WORDS[result]}: ${view.detail}`,
        ...(view.problem === null ? [] : [view.problem]),
        ...table([
          ['  entry', String(view.entryId)],
          ['  position', view.position === null ? 'never sealed' : String(view.position)],
          ...(block === null
            ? []
            : ([['  block', `${block.number}, sealed ${block.sealedAt ?? '-'}`]] as const)),
          ['  time', header?.occurredAt ?? '-'],
          ['  who', header?.actor ?? '-'],
          ['  event', `${header?.eventType ?? '-'} (${header?.action ?? '-'})`],
          ['  leaf', now?.leaf ?? witnessed?.leaf ?? '-'],
          [
            '  witnessed',
            witnessed === null ? 'no' : `yes, at the latest ${witnessed.before ?? 'since it was sealed'}`,
          ],
          [
            '  checkpoint',
            checkpoint === null
              ? 'none covers it'
              : `${checkpoint.size} entries, signed ${checkpoint.signedAt}`,
          ],
          ['  proof', proof === null ? 'none' : `${proof.path.length} hashes to ${proof.root}`],
          ['  took', `${view.elapsedMs.toFixed(1)} ms (${lookWords[view.look]})`],
        ]),
      ],
    },
    exit: result === null ? EXIT.unknown : exitOf(result),
  };
}

const lookWords: Readonly<Record<EntryLook, string>> = {
  record: 'own record only',
  basic: 'row against seal',
  full: 'row against seal, proof and signature',
};
