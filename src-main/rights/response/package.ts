import type { FhirChecks } from '../../fhir/index.ts';
import type { PageMaker } from '../../reports/index.ts';
import { type ArchiveEntry, type WrittenEntry, zipped } from '../../base/zip.ts';
import { bundleText, type Tally } from './fhir-bundle.ts';
import { filesOf } from './fhir-documents.ts';
import type { FhirMap } from './fhir-map.ts';
import { attachmentName, type PackageFacts, resourcesOf } from './fhir-resources.ts';
import { type LeftOut, type Manifest, manifestOf } from './manifest.ts';
import { type CopyFacts, personCopies } from './person-copy.ts';
import type { ReleasedItems } from './released.ts';

/** What a package is made of. */
export type PackageOrder = {
  readonly facts: PackageFacts;
  readonly copy: CopyFacts;
  /** Null when the whole request was denied: then there is nothing but letters. */
  readonly items: ReleasedItems | null;
  readonly map: FhirMap;
  readonly forms: readonly ('pdf' | 'fhir-json' | 'fhir-xml')[];
  /** Letters that go with it. */
  readonly letters: readonly { readonly name: string; readonly pdf: Uint8Array }[];
  readonly leftOut: readonly LeftOut[];
  readonly password: string;
};

/** How far it is. */
export type PackageProgress = (phase: string, done: number) => void;

/**
 * The answer to a request as one encrypted ZIP, made while it is read: letters, the copy that a person reads, FHIR R4,
 * attachments, and the manifest at the end.
 *
 * @param made - told what it came to, before the last piece
 * @throws Fault `response-invalid`, `report-failed`, `cancelled`, what reading the items throws
 */
export async function* packageBytes(
  order: PackageOrder,
  parts: { readonly checks: Pick<FhirChecks, 'write'>; readonly pages: Pick<PageMaker, 'copy'> },
  made: (manifest: Manifest) => void,
  progress: PackageProgress,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const files: WrittenEntry[] = [];
  const tally: Tally = { resources: {}, sources: {} };
  async function* entries(): AsyncGenerator<ArchiveEntry> {
    for (const { name, pdf } of order.letters) yield { name, bytes: only(pdf) };
    if (order.items !== null) yield* recordEntries(order, order.items, parts, tally, progress, signal);
    const manifest = manifestOf(order.facts, tally, files, order.leftOut);
    made(manifest);
    yield { name: 'manifest.json', bytes: only(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)) };
  }
  yield* zipped(entries(), order.password, new Date(order.facts.madeAt), (entry) => files.push(entry));
}

async function* recordEntries(
  { facts, copy, map, forms }: PackageOrder,
  items: ReleasedItems,
  { checks, pages }: Parameters<typeof packageBytes>[1],
  tally: Tally,
  progress: PackageProgress,
  signal?: AbortSignal,
): AsyncGenerator<ArchiveEntry> {
  const fhir = (['json', 'xml'] as const).filter((form) => forms.includes(`fhir-${form}`));
  for (const form of fhir) {
    // Both say the same: what was counted first is compared with what came out the second time.
    const counted: Tally = { resources: {}, sources: {} };
    yield {
      name: `record.fhir.${form}`,
      bytes: utf8(bundleText(resourcesOf(items, map, facts), form, facts, checks, counted), (done) => {
        progress(`Writing FHIR ${form.toUpperCase()}`, done);
      }),
    };
    Object.assign(tally.resources, counted.resources);
    Object.assign(tally.sources, counted.sources);
  }
  if (forms.includes('pdf'))
    for await (const { name, pdf } of personCopies(items, copy, pages, signal)) {
      progress('Laying out the pages', 0);
      yield { name, bytes: only(pdf) };
    }
  const counts: Record<string, number> = {};
  for await (const item of items()) {
    counts[item.title] = (counts[item.title] ?? 0) + 1;
    for (const field of filesOf(item))
      yield {
        name: attachmentName(item, field.field),
        bytes: only((await field.content?.read()) ?? new Uint8Array()),
      };
  }
  Object.assign(tally.sources, counts);
}

const only = (bytes: Uint8Array): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => {
    let given = false;
    return {
      next: () => {
        const result = given ? { done: true as const, value: undefined } : { done: false, value: bytes };
        given = true;
        return Promise.resolve(result);
      },
    };
  },
});

/** Large pieces, because each is compressed and encrypted on its own. */
const PIECE = 256 * 1024;

async function* utf8(text: AsyncIterable<string>, told: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  let [held, size, total]: [string[], number, number] = [[], 0, 0];
  for await (const piece of text) {
    held.push(piece);
    size += piece.length;
    if (size < PIECE) continue;
    const bytes = Buffer.from(held.join(''), 'utf8');
    [held, size, total] = [[], 0, total + bytes.length];
    told(total);
    yield bytes;
  }
  yield Buffer.from(held.join(''), 'utf8');
}
