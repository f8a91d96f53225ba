import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPdf, signPdf } from '../../src-main/reports/index.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { sampleReport } from '../fixtures/integrity-report.ts';

// What PDF/A-2b (ISO 19005-2) asks for as far as it can be seen from the structure; no validator is asked.

const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> =>
  (await execute(command, parameters, { maxBuffer: 100_000_000 })).stdout;

/** An object of the file as qpdf gives it: names begin with `/`, references are `n 0 R`. */
type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
type Dictionary = Readonly<Record<string, Value>>;

let folder: string;
let file: string;
let objects: ReadonlyMap<string, Dictionary>;
let trailer: Dictionary;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-archive-'));
  file = join(folder, 'report.pdf');
  let pdf: Uint8Array = await renderPdf(sampleReport('tampered', 20));
  for (const name of ['Olivia Officer', 'Rita Reviewer'])
    pdf = await signPdf(pdf, await signerOf(await certify(name)), {
      ...{ reason: 'test', now: new Date(), box: { role: 'Officer', hash: 'ab'.repeat(32) } },
    });
  await writeFile(file, pdf);
  type Json = { readonly qpdf: readonly [unknown, Readonly<Record<string, Dictionary>>] };
  const { qpdf } = JSON.parse(await run('qpdf', '--json=2', '--json-key=qpdf', file)) as Json;
  const dictionary = ({ value, stream }: Dictionary): Value =>
    (stream as Dictionary | undefined)?.dict ?? value ?? null;
  objects = new Map(
    Object.entries(qpdf[1]).map(([name, object]) => [
      name.replace(/^obj:/, ''),
      (dictionary(object) ?? {}) as Dictionary,
    ]),
  );
  trailer = objects.get('trailer')!;
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const at = (value: Value | undefined): Dictionary =>
  typeof value === 'string' ? objects.get(value)! : (value as Dictionary);
const all = (): readonly Dictionary[] => [...objects.values()];

describe('a report with two signatures has the marks of PDF/A-2b:', () => {
  test('it says in its metadata (XMP) which part and level it keeps to', async () => {
    const xmp = await run('pdfinfo', '-meta', file);
    expect(xmp).toMatch(/pdfaid:part(>|=")2/);
    expect(xmp).toMatch(/pdfaid:conformance(>|=")B/);
    // Metadata must be readable without the program that wrote it.
    const metadata = at(at(trailer['/Root'])['/Metadata']);
    expect(metadata).toMatchObject({ '/Type': '/Metadata', '/Subtype': '/XML' });
    expect(metadata).not.toHaveProperty('/Filter');
  });

  test('its colours have a profile', () => {
    const intents = at(trailer['/Root'])['/OutputIntents'] as readonly Value[];
    expect(intents).toHaveLength(1);
    const intent = at(intents[0]);
    expect(intent['/S']).toBe('/GTS_PDFA1');
    expect(at(intent['/DestOutputProfile'])['/N']).toBe(3);
  });

  test('every font is embedded', async () => {
    const fonts = (await run('pdffonts', file)).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    // … emb sub uni, object and generation.
    for (const font of fonts) expect(font).toMatch(/ yes (yes|no) +(yes|no) +\d+ +\d+$/);
  });

  test('nothing in it is encrypted, runs, plays or is fetched', async () => {
    const info = await run('pdfinfo', file);
    expect(info).toMatch(/Encrypted: +no/);
    expect(info).toMatch(/JavaScript: +no/);
    // More than level b asks for; what the tags say is looked at in tagged-pdf.test.ts.
    expect(info).toMatch(/Tagged: +yes/);
    expect(trailer).not.toHaveProperty('/Encrypt');
    expect(trailer).toHaveProperty('/ID');
    const names = all().flatMap((object) => Object.keys(object));
    for (const forbidden of ['/JS', '/AA', '/OpenAction', '/EmbeddedFiles', '/NeedAppearances', '/XFA'])
      expect(names).not.toContain(forbidden);
    const filters = all().map((object) => JSON.stringify(object['/Filter'] ?? null));
    expect(filters.some((filter) => filter.includes('LZW'))).toBe(false);
  });

  test('each signature field is printed, not hidden, and has a look of its own', () => {
    const fields = all().filter((object) => object['/FT'] === '/Sig');
    expect(fields).toHaveLength(2);
    for (const field of fields) {
      const flags = Number(field['/F']);
      expect([flags & 4, flags & 2, flags & 1, flags & 32]).toEqual([4, 0, 0, 0]);
      expect(at(at(field['/AP'])['/N'])['/Subtype']).toBe('/Form');
    }
  });
});
