import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Fhir } from 'fhir';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadDefinitions } from '../../../src-main/fhir/definitions.ts';
import { judgeInput } from '../../../src-main/fhir/verdict.ts';
import { writeResources } from '../../../src-main/fhir/writing.ts';
import { readMap } from '../../../src-main/rights/dossier/map-file.ts';
import { renderCopy } from '../../../src-main/reports/render-copy.ts';
import { bundleText, type Tally } from '../../../src-main/rights/response/fhir-bundle.ts';
import { type PackageFacts, resourcesOf } from '../../../src-main/rights/response/fhir-resources.ts';
import { dateOf, decimalOf, instantOf, textOf } from '../../../src-main/rights/response/fhir-values.ts';
import type { Manifest } from '../../../src-main/rights/response/manifest.ts';
import { packageBytes, type PackageOrder } from '../../../src-main/rights/response/package.ts';
import type { ReleasedItem } from '../../../src-main/rights/response/released.ts';
import { itemOf, observationOf, oneOfEach, released, sampleFhirMap } from '../../fixtures/released-items.ts';
import { readAesZip } from '../../independent/aes-zip.ts';

const TODAY = '2026-11-22';
const facts: PackageFacts = {
  ...{ caseId: 'R-2026-0001', madeAt: '2026-03-02T15:00:00Z' },
  entity: { name: 'Example Clinic', address: '1 Main Street', phone: '555 0100' },
  person: { familyName: 'Quillfeather', givenNames: 'Zofia', birthDate: '1961-04-09' },
};
const checks = {
  write: (resources: Parameters<typeof writeResources>[0], form: 'json' | 'xml') =>
    Promise.resolve(writeResources(resources, TODAY, form)),
};
beforeAll(() => {
  loadDefinitions(resolve(import.meta.dirname, '../../../resources/fhir/r4-definitions.json.gz'));
});

async function bundle(
  items: readonly ReleasedItem[],
  form: 'json' | 'xml',
): Promise<{ text: string; tally: Tally }> {
  const tally: Tally = { resources: {}, sources: {} };
  const pieces: string[] = [];
  const resources = resourcesOf(released(items), sampleFhirMap, facts);
  for await (const piece of bundleText(resources, form, facts, checks, tally)) pieces.push(piece);
  return { text: pieces.join(''), tally };
}
type Entry = { readonly fullUrl: string; readonly resource: Readonly<Record<string, unknown>> };
const entriesOf = (text: string): Entry[] => (JSON.parse(text) as { entry: Entry[] }).entry;

describe('FHIR R4 of a record', () => {
  it('is valid as a whole, holds what it refers to, and counts what it holds', async () => {
    const { text, tally } = await bundle(oneOfEach(), 'json');
    expect(
      judgeInput(
        Buffer.from(
          text.replaceAll(
            /"reference":"urn:uuid:([^"]+)","type":"(\w+)"/g,
            '"reference":"$2/$1","type":"$2"',
          ),
        ),
        TODAY,
      ),
    ).toMatchObject({ valid: true, issues: [] });
    const entries = entriesOf(text);
    const counts: Record<string, number> = {};
    for (const { resource } of entries)
      counts[String(resource.resourceType)] = (counts[String(resource.resourceType)] ?? 0) + 1;
    expect(tally.resources).toEqual(counts);
    expect(Object.values(tally.sources).reduce((sum, count) => sum + count)).toBe(oneOfEach().length);
    const urls = new Set(entries.map(({ fullUrl }) => fullUrl));
    expect(urls.size).toBe(entries.length);
    for (const [, reference] of text.matchAll(/"reference":"([^"]+)"/g)) expect(urls).toContain(reference);
  });

  it('says the same in XML, decimals as they were written', async () => {
    const [json, xml] = [await bundle(oneOfEach(), 'json'), await bundle(oneOfEach(), 'xml')];
    expect(json.text).toContain('"value":72.50,');
    expect(xml.text).toContain('<value value="72.50"/>');
    const back = new Fhir().xmlToObj(xml.text) as unknown as { entry: Entry[] };
    expect(back.entry.map(({ fullUrl }) => fullUrl)).toEqual(
      entriesOf(json.text).map(({ fullUrl }) => fullUrl),
    );
    expect(xml.tally).toEqual(json.tally);
  });

  it('does not point at a visit that the person does not get, and does not say that there is one', async () => {
    const { text } = await bundle(
      oneOfEach().filter(({ source }) => source !== 'encounters'),
      'json',
    );
    expect(text).not.toContain('"encounter":');
    expect(entriesOf(text).length).toBeGreaterThan(10);
  });

  it('loses no field: what has no place of its own stands in an extension, what was redacted is marked', async () => {
    const item = observationOf(1);
    const fields = item.fields.map((field) =>
      field.field === 'value' ? { ...field, value: null, redacted: true } : field,
    );
    const { text } = await bundle(
      [{ ...item, fields }, itemOf('billing', 'b', { payer: 'Sample Mutual', amount: '1.10' })],
      'json',
    );
    expect(text).toContain('"code":"masked"');
    expect(text).toContain('"valueCode":"masked"');
    expect(text).toContain('Sample Mutual');
    expect(text).not.toContain('72.50');
  });

  it('refuses to be made when a resource would not be valid, without repeating its values', async () => {
    const broken = {
      write: (resources: Parameters<typeof writeResources>[0], form: 'json' | 'xml') =>
        checks.write(
          resources.map((each) => ({ ...each, resource: { ...each.resource, status: 'Quillfeather' } })),
          form,
        ),
    };
    const made = bundleText(resourcesOf(released(oneOfEach()), sampleFhirMap, facts), 'json', facts, broken, {
      resources: {},
      sources: {},
    });
    const read = (async () => {
      for await (const piece of made) expect(piece).not.toContain('Quillfeather"}');
    })();
    await expect(read).rejects.toMatchObject({ code: 'response-invalid' });
    await read.catch((error: unknown) => {
      expect((error as Error).message).not.toContain('Quillfeather');
    });
  });

  it('is an empty record with a person and a place when nothing was found', async () => {
    const { tally } = await bundle([], 'json');
    expect(tally.resources).toEqual({ Organization: 1, Patient: 1, Provenance: 1 });
  });
});

describe('values', () => {
  it.each([
    ['2026-01-05 08:30:00.5+00', '2026-01-05T08:30:00.5+00:00'],
    ['2026-01-05T08:30:00Z', '2026-01-05T08:30:00Z'],
    ['2026-01-05 08:30:00-05:30', '2026-01-05T08:30:00-05:30'],
    ['infinity', undefined],
    ['2026-02-30 08:30:00+00', undefined],
    [null, undefined],
  ])('the instant %s', (value, expected) => {
    expect(instantOf(value)).toBe(expected);
  });
  it('days, decimals and texts', () => {
    expect(dateOf('2028-02-29')).toBe('2028-02-29');
    expect(dateOf('2027-02-29')).toBeUndefined();
    expect(decimalOf('-0.50')).toBe('-0.50');
    expect(decimalOf('NaN')).toBeUndefined();
    expect(textOf('a\u0007b\ud800\ufffe')).toBe('ab\ufffd');
    expect(textOf('\u0007 ')).toBeUndefined();
  });
});

describe('the package', () => {
  const order = (items: readonly ReleasedItem[] | null): PackageOrder => ({
    facts,
    copy: {
      ...{
        language: 'es',
        from: ['Example Clinic'],
        caseId: facts.caseId,
        madeOn: '2026-03-02',
        madeAt: facts.madeAt,
      },
      ...{ part2: false, leftOut: [{ words: 'Words of the law.', basis: '45 CFR 164.524(a)(1)(i)' }] },
      person: { name: 'زوفيا Quillfeather', birthDate: '1961-04-09', recordNumber: 'MRN-0001' },
    },
    ...{ items: items === null ? null : released(items), map: sampleFhirMap, password: 'WORD-WORD' },
    forms: ['pdf', 'fhir-json', 'fhir-xml'],
    letters: [{ name: 'letter.pdf', pdf: Buffer.from('%PDF letter') }],
    leftOut: [{ words: 'Words of the law.', basis: '45 CFR 164.524(a)(1)(i)' }],
  });
  async function made(items: readonly ReleasedItem[] | null): Promise<{ zip: Buffer; manifest: Manifest }> {
    const pieces: Uint8Array[] = [];
    let manifest: Manifest | undefined;
    const bytes = packageBytes(
      order(items),
      { checks, pages: { copy: renderCopy } },
      (told) => (manifest = told),
      () => undefined,
    );
    for await (const piece of bytes) pieces.push(piece);
    return { zip: Buffer.concat(pieces), manifest: manifest! };
  }

  it('is encrypted throughout and opens with its word; the manifest has the hash of every file', async () => {
    const { zip, manifest } = await made(oneOfEach());
    expect(zip.includes('Quillfeather')).toBe(false);
    expect(() => readAesZip(zip, 'WRONG')).toThrow('wrong password');
    const files = readAesZip(zip, 'WORD-WORD');
    expect(files.every(({ strength }) => strength === 3)).toBe(true);
    expect(files.map(({ name }) => name)).toEqual([
      ...['letter.pdf', 'record.fhir.json', 'record.fhir.xml', 'record.pdf', 'attachments/000011-content'],
      'manifest.json',
    ]);
    expect(manifest.files).toEqual(
      files.slice(0, -1).map(({ name, bytes }) => ({
        ...{ name, bytes: bytes.length },
        sha256: createHash('sha256').update(bytes).digest('hex'),
      })),
    );
    expect(JSON.parse(Buffer.from(files.at(-1)!.bytes).toString('utf8'))).toEqual(manifest);
    expect(manifest.items).toMatchObject({ observations: 2, documents: 1 });
    expect(Buffer.from(files[3]!.bytes).subarray(0, 5).toString()).toBe('%PDF-');
    zip[zip.indexOf('manifest.json') + 60]! ^= 1;
    expect(() => readAesZip(zip, 'WORD-WORD')).toThrow();
  }, 30_000);

  it('of a request that was denied holds the letter and nothing else', async () => {
    const { zip } = await made(null);
    expect(readAesZip(zip, 'WORD-WORD').map(({ name }) => name)).toEqual(['letter.pdf', 'manifest.json']);
  });

  it('fails as a whole when reading fails', async () => {
    const failing: PackageOrder = {
      ...order([]),
      items: async function* () {
        yield await Promise.resolve(observationOf(1));
        throw new Error('the token is gone');
      },
    };
    const bytes = packageBytes(
      failing,
      { checks, pages: { copy: renderCopy } },
      () => undefined,
      () => undefined,
    );
    const read = (async () => {
      for await (const piece of bytes) expect(piece.length).toBeGreaterThan(0);
    })();
    await expect(read).rejects.toThrow('the token is gone');
  });
});

it('the FHIR map of the sample clinic names only sources and fields that its dossier map has', () => {
  const file = resolve(import.meta.dirname, '../../../resources/dossier/sample-clinic.yaml');
  const { map } = readMap(readFileSync(file, 'utf8'));
  const fieldsOf = new Map(
    map?.sources.map(
      ({ source, columns }) => [source, columns.map(({ field, column }) => field ?? column)] as const,
    ),
  );
  for (const [source, { fields }] of Object.entries(sampleFhirMap.sources))
    for (const field of Object.values(fields)) expect(fieldsOf.get(source), source).toContain(field);
  // What names a resource there is mapped here.
  expect(
    map?.sources.filter(
      ({ resource, source }) => resource !== undefined && !(source in sampleFhirMap.sources),
    ),
  ).toEqual([]);
});
