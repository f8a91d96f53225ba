import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentOf } from '../../src-main/reports/readiness/document.ts';
import { renderCsv } from '../../src-main/reports/readiness/render-csv.ts';
import { renderHtml } from '../../src-main/reports/readiness/render-html.ts';
import { renderReadinessJson } from '../../src-main/reports/readiness/render-json.ts';
import { renderAssessmentResults } from '../../src-main/reports/readiness/render-oscal.ts';
import { renderReadinessPdf } from '../../src-main/reports/readiness/render-pdf.ts';
import { renderPoam } from '../../src-main/reports/readiness/render-poam.ts';
import { signPdf } from '../../src-main/reports/index.ts';
import type { ReviewReport } from '../../src-shared/reports/readiness.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { sampleReview, sampleRights } from '../fixtures/readiness-report.ts';
import {
  csvNumbers,
  htmlAgrees,
  modelNumbers,
  oscalNumbers,
  pdfAgrees,
  textOf as text,
} from '../fixtures/report-numbers.ts';

// One model, five renderings: whoever reads one must read the same numbers as whoever reads another.

const report = sampleReview(24, 40, 'Olivia Officer');
const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> =>
  (await execute(command, parameters, { maxBuffer: 100_000_000 })).stdout;

let folder: string;
let pdfFile: string;
let pdfText: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-readiness-'));
  pdfFile = join(folder, 'report.pdf');
  const pdf = await renderReadinessPdf(documentOf(report));
  const signer = await signerOf(await certify('Olivia Officer'));
  const box = { role: 'Compliance officer', hash: 'ab'.repeat(32) };
  await writeFile(pdfFile, await signPdf(pdf, signer, { reason: 'test', now: new Date(), box }));
  pdfText = await run('pdftotext', '-layout', pdfFile, '-');
}, 120_000);
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the renderings agree on every number:', () => {
  const expected = modelNumbers(report);

  test('the JSON is the model', () => {
    expect(modelNumbers(JSON.parse(text(renderReadinessJson(report))) as ReviewReport)).toEqual(expected);
  });
  test('CSV', () => {
    expect(csvNumbers(report)).toEqual(expected);
  });
  test('OSCAL', () => {
    expect(oscalNumbers(report)).toEqual(expected);
  });
  test('HTML', () => {
    htmlAgrees(report, text(renderHtml(documentOf(report))));
  });
  test('PDF', () => {
    pdfAgrees(report, pdfText);
  });
});

describe('what leaves is in order:', () => {
  test('the signed PDF: pdfsig and qpdf accept it, it is PDF/A-2b with an outline, and every page is numbered', async () => {
    expect(await run('pdfsig', '-nocert', pdfFile)).toMatch(/Signature is Valid/);
    await expect(run('qpdf', '--check', pdfFile)).resolves.toMatch(/No syntax or stream encoding errors/);
    const meta = await run('pdfinfo', '-meta', pdfFile);
    expect(meta).toMatch(/pdfaid:part(>|=")2/);
    expect(meta).toMatch(/pdfaid:conformance(>|=")B/);
    const json = await run('qpdf', '--json=2', '--json-key=outlines', pdfFile);
    expect(json).toContain('Executive summary');
    expect(json).toContain(report.assessments[0]?.requirement.id);
    const pages = Number(/Pages: +(\d+)/.exec(await run('pdfinfo', pdfFile))?.[1]);
    for (let page = 1; page <= pages; page++) expect(pdfText).toContain(`Page ${page} of ${pages}`);
  });

  test('a name in a script without shapes is shown as missing, and said to be', () => {
    expect(pdfText).toContain('\ufffd\ufffd\ufffd');
    expect(pdfText).toMatch(/characters of names or texts could not be drawn/);
  });

  test('the HTML holds no markup of others, no script, and forbids what it does not need', () => {
    const html = text(renderHtml(documentOf(report)));
    expect(html).toContain('Ирина &lt;b&gt;Соколова&lt;/b&gt;');
    expect(html).toContain('王小明');
    expect(html).not.toMatch(/<script|javascript:|<b>| style="| on\w+="/i);
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
    expect(html).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  test('the CSV holds no formula', () => {
    const [evidence] = renderCsv(report).filter(({ name }) => name === 'assessments.csv');
    expect(text(evidence!.bytes)).toContain('"\'=HYPERLINK(');
  });

  // The types of this module and what Node makes of it disagree.
  const withFormats = (addFormats as unknown as { readonly default: (ajv: Ajv) => Ajv }).default;
  const SCHEMAS = join(import.meta.dirname, '../../../shared/schemas');
  const problems = (schema: string, document: Uint8Array): unknown => {
    const ajv = withFormats(new Ajv({ strict: false }));
    const validate = ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, schema), 'utf8')) as object);
    return validate(JSON.parse(text(document))) ? [] : validate.errors;
  };
  test.runIf(existsSync(SCHEMAS))('OSCAL 1.1.3 fits its schemas', () => {
    const results = 'oscal-1.1.3-assessment-results.json';
    expect(problems(results, renderAssessmentResults(report))).toEqual([]);
    expect(problems(results, renderAssessmentResults(sampleRights()))).toEqual([]);
    expect(problems(results, renderAssessmentResults(sampleReview(0, 0)))).toEqual([]);
    expect(problems('oscal-1.1.3-poam.json', renderPoam(report)!)).toEqual([]);
  });

  test('a report without gaps has no plan of action: OSCAL knows no empty one', () => {
    expect(renderPoam({ ...report, gaps: [], roadmap: [] })).toBeNull();
  });
});
