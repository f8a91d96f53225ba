import { createHash } from 'node:crypto';
import {
  BUNDLE_FILES,
  BUNDLE_LIMITS,
  BUNDLE_NAME,
  type BundleManifest,
  type OpenedBundle,
} from '../../src-shared/review/types.ts';
import type { Proofs, Work } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { type ArchiveLimits, unzipped, zipped } from '../base/zip.ts';
import type { ReportStore } from '../reports/ports.ts';
import { signDetached, signerName, type TimeStamper, type Trust } from '../signing/index.ts';
import type { Signer } from '../token/ports.ts';
import { openBundle } from './open.ts';
import { readMeText } from './read-me.ts';

/** What goes into a bundle. */
export type BundleWish = {
  /** Numbers of entries; each goes in whole, patient and details included. */
  readonly entries: readonly number[];
  /** Ids of signed reports. */
  readonly reports: readonly string[];
  /** Why it is made, in one sentence without names of patients. */
  readonly note: string;
  /** Encrypts the archive; must be there when entries are. */
  readonly password: string | null;
};

/** Bundles for auditors: made here, and looked over anywhere. */
export interface Bundles {
  /**
   * Makes a bundle, signed with the token of whoever is signed in, and looks it over before it is handed out.
   *
   * @returns the bytes of the archive
   * @throws Fault `not-signed-in`, `bundle-refused`, `entry-unknown`, `proof-impossible`, `report-unknown`, `database-…`,
   * `cancelled`, those of the token
   */
  create(wish: BundleWish, work: Work): Promise<Uint8Array>;
  /**
   * Looks a bundle over. Needs no database and no token.
   *
   * @param trust - null for whom the profile trusts
   * @throws Fault `archive-unreadable`, `archive-password`, `trust-unreadable`
   */
  open(
    bytes: Uint8Array<ArrayBuffer>,
    file: string,
    password: string | null,
    trust: Trust | null,
  ): Promise<OpenedBundle>;
  /** One file of a bundle, as it is there. @throws Fault `archive-unreadable`, `archive-password` */
  fileOf(bytes: Uint8Array<ArrayBuffer>, password: string | null, name: string): Promise<Uint8Array>;
}

const LIMITS: ArchiveLimits = {
  files: BUNDLE_LIMITS.files,
  bytes: BUNDLE_LIMITS.bytes,
  name: BUNDLE_NAME,
};

/** See {@link Bundles}. */
export function bundles(parts: {
  readonly proofs: Proofs;
  readonly reports: Pick<ReportStore, 'read'>;
  readonly signer: () => Signer | null;
  readonly stamper: () => Promise<TimeStamper | null>;
  readonly trust: () => Promise<Trust>;
  readonly clock: Clock;
}): Bundles {
  return {
    create: async (wish, work) => {
      const signer = parts.signer();
      if (signer === null)
        throw new Fault(
          'not-signed-in',
          'Nobody is signed in to the token.',
          'Sign in; the bundle is signed with the token.',
        );
      refuse(wish);
      const files = await gathered(parts, wish, work);
      const manifest: BundleManifest = {
        format: 'attestry-bundle/1',
        madeAt: instantOf(parts.clock),
        madeBy: signerName(signer.identity.certificate),
        note: wish.note,
        files: [...files].map(([name, bytes]) => ({
          ...{ name, bytes: bytes.length },
          sha256: createHash('sha256').update(bytes).digest('hex'),
        })),
      };
      const listed = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
      const { cms } = await signDetached(createHash('sha256').update(listed).digest(), signer, {
        now: new Date(parts.clock.now()),
        stamper: await parts.stamper(),
        signal: work.signal,
      });
      files.set(BUNDLE_FILES.manifest, listed).set(BUNDLE_FILES.signature, cms);
      await mustHold(files, await parts.trust(), new Date(parts.clock.now()));
      throwIfCancelled(work.signal);
      return packed(files, wish.password, new Date(parts.clock.now()));
    },
    open: (bytes, file, password, trust) =>
      openArchive(bytes, file, password, trust ?? parts.trust, parts.clock),
    fileOf: async (bytes, password, name) => {
      const content = (await unzipped(bytes, password, LIMITS)).get(name);
      if (content === undefined)
        throw new Fault(
          'archive-unreadable',
          'There is no such file in the bundle.',
          'Open the bundle again.',
        );
      return content;
    },
  };
}

/** Looks an archive over; see {@link Bundles.open}. Needs no profile. */
export async function openArchive(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
  password: string | null,
  trust: Trust | (() => Promise<Trust>),
  clock: Clock,
): Promise<OpenedBundle> {
  const files = await unzipped(bytes, password, LIMITS);
  return openBundle(
    files,
    { file, sha256: createHash('sha256').update(bytes).digest('hex') },
    typeof trust === 'function' ? await trust() : trust,
    new Date(clock.now()),
  );
}

function refuse({ entries, reports, password }: BundleWish): void {
  if (entries.length + reports.length === 0)
    throw refused('Nothing was chosen for the bundle.', 'Give entries, reports or both.');
  if (entries.length > BUNDLE_LIMITS.entries || reports.length > BUNDLE_LIMITS.reports)
    throw refused(
      `A bundle holds at most ${BUNDLE_LIMITS.entries.toLocaleString('en-US')} entries and ${BUNDLE_LIMITS.reports} reports.`,
      'Choose fewer, or make several bundles.',
    );
  if (entries.length > 0 && password === null)
    throw refused(
      'Entries are patient data: a bundle that holds some is encrypted, and no password was given.',
      'Choose a password, and give it to the auditor by another way than the file.',
    );
  const { least, most } = BUNDLE_LIMITS.password;
  if (password !== null && (password.length < least || password.length > most))
    throw refused(`The password must have ${least} to ${most} characters.`, 'Choose another one.');
}

async function gathered(
  { proofs, reports }: { readonly proofs: Proofs; readonly reports: Pick<ReportStore, 'read'> },
  wish: BundleWish,
  work: Work,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const entries = [...new Set(wish.entries)];
  const add = (name: string, text: string): void => void files.set(name, Buffer.from(text));
  if (entries.length > 0) {
    add(BUNDLE_FILES.checkpoint, (await proofs.checkpoint()).text);
    add(BUNDLE_FILES.key, (await proofs.key('vkey')).text);
    add(BUNDLE_FILES.certificate, (await proofs.key('certificate')).text);
  }
  for (const [index, entryId] of entries.entries()) {
    throwIfCancelled(work.signal);
    work.progress({ phase: 'Proving entries', done: index, total: entries.length, unit: 'entries' });
    const { name, text } = await proofs.proof(entryId, true);
    add(`entries/${name}`, text);
  }
  for (const reportId of new Set(wish.reports))
    files.set(`reports/report-${reportId}.pdf`, await reports.read(reportId, 'pdf'));
  add(BUNDLE_FILES.readMe, readMeText(entries.length > 0, wish.reports.length > 0));
  return files;
}

/** Nobody is handed what does not hold. That nobody is named as trusted here is no fault of the bundle. */
async function mustHold(files: Map<string, Uint8Array>, trust: Trust, now: Date): Promise<void> {
  const { steps } = await openBundle(files, { file: '', sha256: '' }, trust, now);
  const bad = steps.find(({ verdict }) => verdict === 'tampered');
  if (bad !== undefined)
    throw refused(
      `The bundle does not hold: ${bad.detail}`,
      'Verify the log and the reports; they tell what is wrong. Then make the bundle again.',
    );
}

async function packed(
  files: ReadonlyMap<string, Uint8Array>,
  password: string | null,
  madeAt: Date,
): Promise<Uint8Array> {
  const entries = [...files].map(([name, bytes]) => ({
    name,
    bytes: (async function* () {
      yield await Promise.resolve(bytes);
    })(),
  }));
  const parts: Uint8Array[] = [];
  for await (const part of zipped(entries, password, madeAt, () => undefined)) parts.push(part.slice());
  return Buffer.concat(parts);
}

const refused = (message: string, remedy: string): Fault => new Fault('bundle-refused', message, remedy);
