import { createHash, X509Certificate } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ReportVerification } from '../../src-shared/reports/types.ts';
import { writeDurably } from '../base/durable-file.ts';
import { codeOf, Fault } from '../base/fault.ts';
import { type Signer } from '../token/ports.ts';
import { signCms } from './cms.ts';
import { anchorsOf, checkCms, digestNamed } from './cms-check.ts';
import { digestFile, type Reading } from './file-digest.ts';
import { verdictOver } from './objection.ts';
import { type TimeStamper, type Trust } from './ports.ts';
import { stampIfPossible, type Stamped } from './time-stamp.ts';

/** Signatures of ours are a few kilobytes; chains and time-stamps of others do not reach this. */
const LARGEST_SIGNATURE = 2_000_000;
const NO_TRUST: Trust = { signers: [], timeStamps: [] };

/**
 * Refuses a certificate that is not valid now, before the token is asked.
 *
 * @throws Fault `certificate-expired`
 */
export function refuseUnusableCertificate(der: Uint8Array, now: Date): void {
  const certificate = new X509Certificate(der);
  if (now >= certificate.validFromDate && now <= certificate.validToDate) return;
  throw new Fault(
    'certificate-expired',
    now > certificate.validToDate
      ? `Your signing certificate expired on ${certificate.validToDate.toISOString().slice(0, 10)}.`
      : `Your signing certificate is not valid before ${certificate.validFromDate.toISOString().slice(0, 10)}.`,
    'Get a new certificate for the token, or correct the clock of this computer, then sign again.',
  );
}

/** The fault for a signature of the token that does not verify. */
export const signatureCheckFailed = (): Fault =>
  new Fault(
    'signature-check-failed',
    'The token returned a signature that does not verify with its certificate; nothing was saved.',
    'Check that the certificate on the token belongs to the key and may be used for signing documents, then try again.',
  );

/**
 * A detached CAdES-B-B signature (ETSI EN 319 122-1 §6) over content of the digest given, verified independently before it is
 * returned; B-T when a time-stamp can be had.
 *
 * @param digest - SHA-256 of the content
 * @throws Fault `certificate-expired`, `certificate-mismatch`, `signature-check-failed`, `cancelled`, and what
 * {@link Signer.sign} throws
 */
export async function signDetached(
  digest: Uint8Array,
  signer: Signer,
  options: {
    readonly now: Date;
    readonly stamper: TimeStamper | null;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Stamped> {
  const { now, stamper, signal } = options;
  refuseUnusableCertificate(signer.identity.certificate, now);
  const cms = await signCms(digest, signer, { signingTime: now, signal });
  // A token can sign twice-hashed data, hold a certificate of another key, or return rubbish.
  const { result } = checkCms(cms, () => digest, 'beside', anchorsOf(NO_TRUST), now);
  if (!result.digestMatches || !result.signatureValid || !result.certificateBound || !result.certificateValid)
    throw signatureCheckFailed();
  return stampIfPossible(cms, stamper, signal);
}

/**
 * Signs a file of any size beside itself.
 *
 * @param out - where the signature goes; nothing that is there is overwritten
 * @throws Fault `file-unreadable`, `file-unwritable`, `disk-full`, and as {@link signDetached}
 */
export async function signFile(
  path: string,
  out: string,
  signer: Signer,
  options: { readonly now: Date; readonly stamper: TimeStamper | null; readonly expected?: string } & Reading,
): Promise<{ readonly sha256: string; readonly bytes: number } & Stamped> {
  await refuseExisting(out);
  refuseUnusableCertificate(signer.identity.certificate, options.now);
  const { digests, bytes } = await digestFile(path, [], options);
  const digest = digests.get('sha256') ?? new Uint8Array();
  if (options.expected !== undefined && Buffer.from(digest).toString('hex') !== options.expected)
    throw new Fault(
      'file-unreadable',
      'The file was changed after you chose it; nothing was signed.',
      'Look at the file, then choose it again.',
    );
  if (bytes <= LARGEST_FORM) refuseOwnForm(await readFile(path), digest);
  const { cms, timeStamp } = await signDetached(digest, signer, options);
  await writeDurably(out, cms, { mode: 0o644 });
  return { sha256: Buffer.from(digest).toString('hex'), bytes, cms, timeStamp };
}

/** Sign-offs and lists of files, which count for more than the text they are. */
const OWN_FORMS: readonly unknown[] = ['attestry/sign-off', 'attestry/report-manifest', 'attestry-bundle/1'];
/** No such form is larger. Bytes. */
const LARGEST_FORM = 2_000_000;

/**
 * Refuses what this application itself signs once somebody has decided it: whoever gets an officer to sign such a file beside
 * itself would have a decision that nobody took.
 */
function refuseOwnForm(content: Uint8Array, digest: Uint8Array): void {
  if (!createHash('sha256').update(content).digest().equals(digest))
    throw new Fault(
      'file-unreadable',
      'The file changed while it was read.',
      'Close the program that writes it, then try again.',
    );
  let form: unknown;
  try {
    form = (JSON.parse(Buffer.from(content).toString('utf8')) as { readonly format?: unknown } | null)
      ?.format;
  } catch {
    return;
  }
  if (!OWN_FORMS.includes(form)) return;
  throw new Fault(
    'file-unreadable',
    'The file has the form of a decision or a list of files that this application signs itself; it was not signed.',
    'Ask whoever gave it to you what it is for. Decide in this application what you want to decide; it asks you to sign then.',
  );
}

async function refuseExisting(out: string): Promise<void> {
  try {
    await (await open(out, 'r')).close();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
  }
  throw new Fault(
    'file-unwritable',
    'There is a signature of this file already; it was left as it is.',
    'Choose another name for the new signature.',
  );
}

/**
 * Reads the file of a detached signature.
 *
 * @throws Fault `file-unreadable`
 */
export async function readSignature(path: string): Promise<Uint8Array> {
  const fault = (error?: unknown): Fault =>
    new Fault(
      'file-unreadable',
      codeOf(error) === 'ENOENT' ? 'There is no signature beside the file.' : 'The signature cannot be read.',
      'Choose the file of the signature, which usually has the same name and ends in .p7s.',
      error,
    );
  const file = await open(path, 'r').catch((error: unknown) => {
    throw fault(error);
  });
  try {
    const { size } = await file.stat();
    if (size === 0 || size > LARGEST_SIGNATURE) throw fault();
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/**
 * Checks a detached signature over a file of any size; writes nothing.
 *
 * @throws Fault `file-unreadable`, `trust-unreadable`, `cancelled`
 */
export async function verifyDetached(
  path: string,
  signature: Uint8Array,
  trust: Trust,
  now: Date,
  reading: Reading = {},
): Promise<ReportVerification> {
  const anchors = anchorsOf(trust);
  const named = digestNamed(signature);
  const { digests } = await digestFile(path, named === null ? [] : [named], reading);
  const { result, objections } = checkCms(
    signature,
    (algorithm) => digests.get(algorithm) ?? new Uint8Array(),
    'beside',
    anchors,
    now,
  );
  return {
    ...verdictOver(objections),
    file: basename(path).slice(0, 500),
    sha256: Buffer.from(digests.get('sha256') ?? new Uint8Array()).toString('hex'),
    signatures: [{ ...result, coversWholeFile: true, revision: 1, laterChanges: 'none' }],
  };
}
