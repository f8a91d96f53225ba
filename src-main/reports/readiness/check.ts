import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Verdict } from '../../../src-shared/audit/types.ts';
import { instant, opaqueId, text } from '../../../src-shared/base/schemas.ts';
import {
  type ReadinessCheck,
  type ReadinessInfo,
  type ReportFileInfo,
  reportFileSchema,
} from '../../../src-shared/reports/readiness-list.ts';
import { readinessKindSchema } from '../../../src-shared/reports/readiness.ts';
import type { ReportVerification } from '../../../src-shared/reports/types.ts';
import { anchorsOf, checkCms, type Trust, verdictOver } from '../../signing/index.ts';
import { readFolder } from './folder.ts';
import { MANIFEST, MANIFEST_SIGNATURE } from './manifest.ts';

const manifestSchema = z.strictObject({
  format: z.literal('attestry/report-manifest'),
  version: z.literal(1),
  reportId: opaqueId,
  kind: readinessKindSchema,
  title: text,
  createdAt: instant,
  files: z.array(reportFileSchema).min(1).max(60),
});
type Manifest = z.infer<typeof manifestSchema>;
type FileState = ReadinessCheck['files'][number];
type Said = { readonly result: Verdict; readonly reason: string | null };

/**
 * Looks at the files of a report. `intact` only when a trusted signature holds over the list of files, each file is the
 * one that is listed and none is missing or added, and the signatures of the PDF hold and are trusted. What this computer
 * keeps of the report can only object, never vouch: whoever can change a file here can change that, too.
 *
 * @param present - the files that are there; may be hostile
 * @param known - what this computer keeps of it; null for a folder that came from elsewhere
 * @param trust - empty lists mean that nobody was named as trusted; then nothing is more than `could-not-tell`
 */
export async function checkFiles(
  present: ReadonlyMap<string, Uint8Array>,
  known: ReadinessInfo | null,
  trust: Trust,
  verify: (pdf: Uint8Array, name: string) => Promise<ReportVerification>,
  now: Date,
): Promise<ReadinessCheck> {
  const manifest = manifestIn(present);
  const list = signatureOver(present, trust, now);
  const signed = present.has(MANIFEST_SIGNATURE) || (known !== null && known.signer !== null);
  const bytes = present.get('report.pdf');
  const pdf =
    bytes === undefined || !signed ? null : await verify(bytes, 'report.pdf').catch((): null => null);
  const files = statesOf(present, manifest, known);
  return {
    ...{ reportId: manifest?.reportId ?? known?.reportId ?? 'unknown', at: now.toISOString() },
    ...worst([
      ...objections(files),
      ...(known !== null && manifest !== null && manifest.reportId !== known.reportId
        ? [tampered('The list of files is that of another report.')]
        : []),
      ...(manifest === null ? [unclear('The list of files is missing or cannot be read.')] : []),
      ...(signed ? [list.said] : [unclear('The files are as they are listed, but nobody signed the list.')]),
      ...(bytes !== undefined && signed
        ? [pdf ?? unclear('The signature of the PDF could not be read.')]
        : []),
    ]),
    files,
    signatures: [...(pdf?.signatures ?? []), ...list.signatures].slice(0, 100),
  };
}

/** Looks at a folder, see {@link checkFiles}. Needs no profile. @throws Fault `file-unreadable`, `trust-unreadable` */
export const checkFolder = async (
  folder: string,
  trust: Trust,
  verify: (pdf: Uint8Array, name: string, trust: Trust) => Promise<ReportVerification>,
  now: Date,
): Promise<ReadinessCheck> =>
  checkFiles(await readFolder(folder), null, trust, (pdf, name) => verify(pdf, name, trust), now);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const tampered = (reason: string): Said => ({ result: 'tampered', reason });
const unclear = (reason: string): Said => ({ result: 'could-not-tell', reason });

const worst = (all: readonly Said[]): Said => {
  const { result, reason } = all.find((said) => said.result === 'tampered') ??
    all.find((said) => said.result === 'could-not-tell') ?? { result: 'intact', reason: null };
  return { result, reason };
};

function manifestIn(present: ReadonlyMap<string, Uint8Array>): Manifest | null {
  const bytes = present.get(MANIFEST);
  if (bytes === undefined) return null;
  try {
    const read = manifestSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

function signatureOver(
  present: ReadonlyMap<string, Uint8Array>,
  trust: Trust,
  now: Date,
): { readonly said: Said; readonly signatures: ReadinessCheck['signatures'] } {
  const [manifest, signature] = [present.get(MANIFEST), present.get(MANIFEST_SIGNATURE)];
  if (manifest === undefined || signature === undefined)
    return { said: unclear('The list of files, or its signature, is gone.'), signatures: [] };
  const { result, objections: against } = checkCms(
    signature,
    (algorithm) => createHash(algorithm).update(manifest).digest(),
    'beside',
    anchorsOf(trust),
    now,
  );
  return {
    said: verdictOver(against),
    signatures: [{ ...result, coversWholeFile: true, revision: 1, laterChanges: 'none' }],
  };
}

/** Each file by the list, and by what this computer keeps: the first that objects counts. */
function statesOf(
  present: ReadonlyMap<string, Uint8Array>,
  manifest: Manifest | null,
  known: ReadinessInfo | null,
): FileState[] {
  const listed = new Map<string, ReportFileInfo[]>();
  for (const file of [...(manifest?.files ?? []), ...(known?.files ?? [])])
    listed.set(file.name, [...(listed.get(file.name) ?? []), file]);
  const states = [...listed].map(([name, wanted]): FileState => {
    const bytes = present.get(name);
    if (bytes === undefined) return { name, state: 'missing' };
    const hash = sha256(bytes);
    return { name, state: wanted.every((file) => file.sha256 === hash) ? 'as-made' : 'changed' };
  });
  const own = new Set([MANIFEST, MANIFEST_SIGNATURE]);
  const added = [...present.keys()]
    .filter((name) => !listed.has(name) && !own.has(name))
    .map((name): FileState => ({ name: name.slice(0, 200), state: 'added' }));
  return [...states, ...added].slice(0, 100);
}

function objections(files: readonly FileState[]): readonly Said[] {
  const named = (state: FileState['state']): string =>
    files
      .filter((file) => file.state === state)
      .map(({ name }) => name)
      .join(', ')
      .slice(0, 500);
  const [changed, added, missing] = [named('changed'), named('added'), named('missing')];
  return [
    ...(changed === '' ? [] : [tampered(`Not the file that was made: ${changed}.`)]),
    ...(added === '' ? [] : [tampered(`Nobody signed for it: ${added}.`)]),
    ...(missing === '' ? [] : [unclear(`Gone: ${missing}.`)]),
  ];
}
