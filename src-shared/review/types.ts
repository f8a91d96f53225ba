import { z } from 'zod';
import { entryHeaderSchema, verdictSchema } from '../audit/types.ts';
import { count, instant, sha256Hex, text } from '../base/schemas.ts';
import { reportVerificationSchema } from '../reports/types.ts';

/** What a bundle holds at the most: it is for a case that somebody looks into, not for the whole log. */
export const BUNDLE_LIMITS = {
  entries: 2000,
  reports: 50,
  /** Files of the archive. */
  files: 2100,
  /** Bytes of all of them, unpacked. */
  bytes: 512 * 1024 * 1024,
  note: 500,
  password: { least: 12, most: 200 },
} as const;

/** Names of the files that a bundle always has. */
export const BUNDLE_FILES = {
  manifest: 'manifest.json',
  signature: 'manifest.json.p7s',
  checkpoint: 'checkpoint.txt',
  certificate: 'certificate.pem',
  key: 'key.vkey',
  readMe: 'README.txt',
} as const;

/** Every name that can be in a bundle. */
export const BUNDLE_NAME =
  /^(?:manifest\.json(?:\.p7s)?|checkpoint\.txt|certificate\.pem|key\.vkey|README\.txt|entries\/entry--?[0-9]{1,16}\.tlog-proof|reports\/report-[A-Za-z0-9_-]{1,40}\.pdf)$/;

/** What a bundle says of itself; signed. */
export const bundleManifestSchema = z.strictObject({
  format: z.literal('attestry-bundle/1'),
  madeAt: instant,
  /** Name in the certificate that signs. */
  madeBy: text,
  /** Why it was made, in the officer's words. */
  note: z.string().max(BUNDLE_LIMITS.note),
  files: z
    .array(
      z.strictObject({
        name: z.string().regex(BUNDLE_NAME),
        bytes: count,
        sha256: sha256Hex,
      }),
    )
    .max(BUNDLE_LIMITS.files),
});
export type BundleManifest = z.infer<typeof bundleManifestSchema>;

/** The named steps of looking a bundle over. */
export const BUNDLE_STEPS = ['manifest', 'signature', 'files', 'key', 'entries', 'reports'] as const;
export const bundleStepSchema = z.strictObject({
  step: z.enum(BUNDLE_STEPS),
  verdict: verdictSchema,
  /** What was done and seen, in one sentence. */
  detail: text,
});
export type BundleStep = z.infer<typeof bundleStepSchema>;

/** One entry of a bundle. */
export const bundleEntrySchema = z.strictObject({
  name: text,
  verdict: verdictSchema,
  reason: text.nullable(),
  /** Its place in the log; null when the proof cannot be read. */
  index: count.nullable(),
  /** What it says. Counts only when the verdict is intact. */
  header: entryHeaderSchema.nullable(),
});
export type BundleEntry = z.infer<typeof bundleEntrySchema>;

/** A bundle as it was looked over: from the file alone, with no database and no token. */
export const openedBundleSchema = z.strictObject({
  file: text,
  sha256: sha256Hex,
  result: verdictSchema,
  reason: text.nullable(),
  steps: z.array(bundleStepSchema).max(BUNDLE_STEPS.length),
  /** Null when it cannot be read. */
  manifest: bundleManifestSchema.omit({ files: true }).nullable(),
  checkpoint: z.strictObject({ origin: text, size: count, root: sha256Hex, signedAt: instant }).nullable(),
  entries: z.array(bundleEntrySchema).max(BUNDLE_LIMITS.entries),
  reports: z.array(reportVerificationSchema).max(BUNDLE_LIMITS.reports),
});
export type OpenedBundle = z.infer<typeof openedBundleSchema>;
