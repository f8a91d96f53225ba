import { createHash, X509Certificate } from 'node:crypto';
import type { Verdict } from '../../src-shared/audit/types.ts';
import {
  BUNDLE_FILES,
  type BundleManifest,
  bundleManifestSchema,
  type BundleStep,
  type OpenedBundle,
} from '../../src-shared/review/types.ts';
import {
  certificateNoteKey,
  checkCheckpoint,
  type NoteKey,
  parseCheckpoint,
  type SignatureCheck,
} from '../audit/index.ts';
import { hexOf } from '../base/hash.ts';
import { anchorsOf, checkCms, keyTrust, type Trust, verdictOver } from '../signing/index.ts';
import { entriesOf, reportsOf } from './contents.ts';

/** The files of a bundle by name. */
export type BundleFilesRead = ReadonlyMap<string, Uint8Array>;

const step = (id: BundleStep['step'], verdict: Verdict, detail: string): BundleStep => ({
  step: id,
  verdict,
  detail: detail.slice(0, 2000),
});
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/**
 * Looks a bundle over from its files alone, with no database, token or profile. `intact` only when a trusted certificate
 * signed the list of files, each file is the one that is listed and none is missing or added, a trusted key signed the
 * checkpoint, each entry leads to a root that this key signed for the same log and that does not contradict the
 * checkpoint, and each report is intact by itself.
 *
 * @param files - of the archive; may be hostile
 * @param archive - name and SHA-256 of the archive, as shown
 * @param trust - empty lists mean that nobody was named as trusted; then nothing is more than `could-not-tell`
 * @throws Fault `trust-unreadable`
 */
export async function openBundle(
  files: BundleFilesRead,
  archive: { readonly file: string; readonly sha256: string },
  trust: Trust,
  now: Date,
): Promise<OpenedBundle> {
  const manifest = manifestOf(files.get(BUNDLE_FILES.manifest));
  const note = utf8(files.get(BUNDLE_FILES.checkpoint) ?? new Uint8Array());
  const checkpoint = parseCheckpoint(note);
  const key = keyOf(files, note, checkpoint?.body.time ?? null, trust);
  const entries = entriesOf(files, key.key, checkpoint?.body ?? null);
  const reports = await reportsOf(files, trust, now);
  const steps = [
    manifest === null
      ? step(
          'manifest',
          'could-not-tell',
          'The list of what belongs into the bundle is missing or cannot be read.',
        )
      : step('manifest', 'intact', `The bundle lists ${many(manifest.files.length, 'file')}.`),
    signatureStep(files, trust, now),
    ...(manifest === null ? [] : [filesStep(files, manifest)]),
    key.step,
    together('entries', entries, 'entry', 'entries'),
    together(
      'reports',
      reports.map(({ result, reason }) => ({ verdict: result, reason })),
      'report',
      'reports',
    ),
  ].filter((each) => each !== null);
  const worst =
    steps.find(({ verdict }) => verdict === 'tampered') ??
    steps.find(({ verdict }) => verdict === 'could-not-tell');
  return {
    ...{ file: archive.file.slice(0, 500), sha256: archive.sha256 },
    ...{ result: worst?.verdict ?? 'intact', reason: worst?.detail ?? null, steps },
    manifest:
      manifest === null
        ? null
        : {
            ...{ format: manifest.format, madeAt: manifest.madeAt },
            ...{ madeBy: manifest.madeBy, note: manifest.note },
          },
    checkpoint:
      checkpoint === null
        ? null
        : {
            ...{ origin: checkpoint.body.origin.slice(0, 2000), size: checkpoint.body.size },
            ...{ root: hexOf(checkpoint.body.root), signedAt: checkpoint.body.time },
          },
    entries,
    reports,
  };
}

function manifestOf(bytes: Uint8Array | undefined): BundleManifest | null {
  if (bytes === undefined) return null;
  try {
    const read = bundleManifestSchema.safeParse(JSON.parse(utf8(bytes)));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function signatureStep(files: BundleFilesRead, trust: Trust, now: Date): BundleStep {
  const [manifest, signature] = [files.get(BUNDLE_FILES.manifest), files.get(BUNDLE_FILES.signature)];
  if (manifest === undefined || signature === undefined)
    return step(
      'signature',
      'could-not-tell',
      'The list of files is not signed: anybody could have made it.',
    );
  const { result, objections } = checkCms(
    signature,
    (algorithm) => createHash(algorithm).update(manifest).digest(),
    'beside',
    anchorsOf(trust),
    now,
  );
  const { result: verdict, reason } = verdictOver(objections);
  return step('signature', verdict, reason ?? `The list of files is signed by ${result.signer}.`);
}

/** The list against what is there: a file that nobody signed for is as wrong as one that was changed. */
function filesStep(files: BundleFilesRead, manifest: BundleManifest): BundleStep {
  const unlisted = new Set(files.keys());
  for (const own of [BUNDLE_FILES.manifest, BUNDLE_FILES.signature]) unlisted.delete(own);
  const wrong: string[] = [];
  for (const { name, bytes, sha256: hash } of manifest.files) {
    const there = files.get(name);
    if (there?.length !== bytes || sha256(there) !== hash) wrong.push(name);
    unlisted.delete(name);
  }
  const names = [...wrong, ...unlisted];
  return names.length === 0
    ? step('files', 'intact', 'Each file is the one that is listed; none is missing and none was added.')
    : step(
        'files',
        'tampered',
        `${many(names.length, 'file')} changed, missing or added: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`,
      );
}

function keyOf(
  files: BundleFilesRead,
  note: string,
  signedAt: string | null,
  trust: Trust,
): { readonly key: NoteKey | null; readonly step: BundleStep | null } {
  const certificate = files.get(BUNDLE_FILES.certificate);
  if (certificate === undefined && files.get(BUNDLE_FILES.checkpoint) === undefined)
    return { key: null, step: null };
  const unclear = (detail: string) => ({ key: null, step: step('key', 'could-not-tell', detail) });
  if (certificate === undefined || signedAt === null)
    return unclear(
      'The checkpoint, or the certificate of the key that signed it, is missing or cannot be read.',
    );
  const der = derOf(certificate);
  const key = der === null ? null : certificateNoteKey(der);
  const known = der === null ? null : keyTrust(der, trust, new Date(signedAt));
  if (key === null || der === null || known === null)
    return unclear('The certificate of the key cannot be read.');
  if (known.trusted !== 'trusted')
    return {
      key,
      step: step(
        'key',
        'could-not-tell',
        known.trusted === 'no-anchor'
          ? 'Nobody was named as trusted, so nobody vouches for the key that signed the checkpoint.'
          : `No authority that is trusted vouches for the key of ${known.holder}.`,
      ),
    };
  const signed = SIGNED[checkCheckpoint(note, der)];
  return {
    key,
    step:
      signed !== null
        ? step('key', ...signed)
        : known.validThen
          ? step(
              'key',
              'intact',
              `The key that signed the checkpoint is ${known.holder}’s, certified by ${known.issuer}.`,
            )
          : step('key', ...OUTSIDE),
  };
}

const OUTSIDE: readonly [Verdict, string] = [
  'could-not-tell',
  'The checkpoint states a time at which the certificate was not valid.',
];
/** What the checkpoint's own signature comes to; null where it holds. */
const SIGNED: Readonly<Record<SignatureCheck, readonly [Verdict, string] | null>> = {
  ok: null,
  malformed: ['could-not-tell', 'The checkpoint cannot be read.'],
  'no-such-key': ['tampered', 'The checkpoint is not signed by the key that came with it.'],
  'does-not-verify': ['tampered', 'The checkpoint is not what the key that came with it signed.'],
  'outside-validity': OUTSIDE,
};

function derOf(certificate: Uint8Array): Uint8Array | null {
  try {
    return new X509Certificate(certificate).raw;
  } catch {
    return null;
  }
}

/** One step over many things, by the worst of them. Null where there are none. */
function together(
  id: 'entries' | 'reports',
  things: readonly { readonly verdict: Verdict; readonly reason: string | null }[],
  one: string,
  more: string,
): BundleStep | null {
  if (things.length === 0) return null;
  const bad =
    things.find(({ verdict }) => verdict === 'tampered') ??
    things.find(({ verdict }) => verdict === 'could-not-tell');
  const intact = things.filter(({ verdict }) => verdict === 'intact').length;
  return bad === undefined
    ? step(
        id,
        'intact',
        things.length === 1 ? `The ${one} is intact.` : `All ${things.length} ${more} are intact.`,
      )
    : step(
        id,
        bad.verdict,
        `${intact} of ${many(things.length, one, more)} intact. ${bad.reason ?? ''}`.trim(),
      );
}

const many = (count: number, one: string, more = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : more}`;
