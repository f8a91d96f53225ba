import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { fine } from './keys.ts';

export type SubjectOptions = {
  readonly cn: string;
  readonly org?: string;
  readonly country?: string;
  readonly out?: string;
  readonly years?: string;
};

const subjectOf = ({ cn, org, country }: SubjectOptions) => ({
  commonName: cn,
  organisation: org ?? null,
  country: country ?? null,
});

async function written(text: string, out: string | undefined): Promise<Outcome> {
  const file = out === undefined ? null : resolve(out);
  if (file !== null) await writeDurably(file, text, { mode: 0o644 });
  return fine({ file, pem: text }, file === null ? [text.trimEnd()] : [`Written: ${file}`]);
}

export async function keysRequestVerb(
  context: Context,
  name: string,
  options: SubjectOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  return written(await context.services.keys.request(name, subjectOf(options)), options.out);
}

export async function keysSelfSignVerb(
  context: Context,
  name: string,
  options: SubjectOptions,
): Promise<Outcome> {
  const years = Number(options.years ?? '3');
  if (!Number.isInteger(years) || years < 1 || years > 10)
    throw new Fault('usage', 'The number of years is not understood.', 'Give --years a number from 1 to 10.');
  await mustSignIn(context);
  return written(await context.services.keys.selfSign(name, subjectOf(options), years), options.out);
}

export async function keysImportVerb(
  context: Context,
  name: string,
  files: readonly string[],
): Promise<Outcome> {
  await mustSignIn(context);
  const certificates: Uint8Array[] = [];
  for (const file of files) certificates.push(...anchorsFrom(await bytesOf(file)));
  const version = await context.services.keys.importCertificates(name, certificates);
  const key = await context.services.keys.key(name);
  return fine({ key, version }, [
    `The certificate is on the token; version ${version} of ${key.name} is in use.`,
  ]);
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(resolve(file));
  } catch (error) {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  }
}
