import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Colleague } from '../../../src-shared/controls/colleagues.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome, signIn } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { fine } from './keys.ts';

const STATE_LINES: Readonly<Record<Colleague['state'], string>> = {
  'in-use': 'evidence of the token in use is opened up to them',
  'of-another': 'for the evidence of whoever named them',
  doubtful: 'NOT USED: the signature under it does not hold',
};

/** Whom evidence is opened up to; with a token, how many pieces wait. */
export async function colleaguesVerb(context: Context): Promise<Outcome> {
  await signIn(context);
  const { sharing } = context.services.evidence;
  const [colleagues, waiting] = [await sharing.list(), await sharing.waiting()];
  return fine({ colleagues, waiting }, [
    ...(colleagues.length === 0
      ? ['Nobody was named: encrypted evidence opens with its own token alone.']
      : table(
          colleagues.map((one) => [
            one.subject,
            `${STATE_LINES[one.state]}; named by ${one.namedBy} on ${one.namedAt.slice(0, 10)}; ${one.key}, public key ${one.publicKeySha256}`,
          ]),
        )),
    ...(waiting === 0 ? [] : [`${waiting} wait: \`evidence share\`.`]),
  ]);
}

/** Names a colleague by their certificate; `fingerprint` is what they said it is. */
export async function colleagueAddVerb(
  context: Context,
  file: string,
  { fingerprint }: { readonly fingerprint: string },
): Promise<Outcome> {
  const [certificate, ...more] = anchorsFrom(await contentOf(file));
  if (certificate === undefined || more.length > 0)
    throw new Fault(
      'colleague-refused',
      'The file does not hold one certificate.',
      'Give the file with the certificate of the colleague alone.',
    );
  await mustSignIn(context);
  await context.services.evidence.sharing.name(certificate, hashOf(fingerprint));
  return fine({}, [
    'Named. New evidence is opened up to them; `evidence share` opens what is there already.',
  ]);
}

export async function colleagueRemoveVerb(context: Context, fingerprint: string): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.evidence.sharing.drop(hashOf(fingerprint));
  return fine({}, ['Taken out. What they made a copy of before, they can still open.']);
}

/** Opens encrypted evidence up to colleagues. Exit code 2 when a copy is gone or damaged. */
export async function evidenceShareVerb(context: Context): Promise<Outcome> {
  await mustSignIn(context);
  const { done, ofOthers, left } = await context.services.evidence.sharing.share(context.work);
  return {
    answer: {
      json: { opened: done, ofOthers, left },
      lines: [
        `${done} opened up.`,
        ...(ofOthers === 0 ? [] : [`${ofOthers} under keys of other tokens: their owners open them up.`]),
        ...(left === 0 ? [] : [`${left} gone or damaged: restore the profile from a backup.`]),
      ],
    },
    exit: left === 0 ? EXIT.fine : EXIT.tampered,
  };
}

/** Writes the certificate by which colleagues name whoever is signed in. */
export async function evidenceCertificateVerb(
  context: Context,
  { out }: { readonly out: string },
): Promise<Outcome> {
  await mustSignIn(context);
  const { pem, publicKeySha256 } = await context.services.evidence.sharing.certificate();
  await writeDurably(resolve(out), pem, { mode: 0o644 });
  return fine({ publicKeySha256 }, [`Written. Tell your colleague the fingerprint: ${publicKeySha256}`]);
}

const hashOf = (typed: string): string => typed.replaceAll(/[\s:]/g, '').toLowerCase();

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(file));
  } catch (error) {
    throw new Fault(
      'file-unreadable',
      'The certificate cannot be read.',
      'Check that the file is there and that you may read it.',
      error,
    );
  }
}
