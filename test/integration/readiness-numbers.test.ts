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

// One model, five renderings: whoever reads one must read the same numbers as whoever reads another.

const report = sampleReview(24, 40, 'Olivia Officer');
const execute = promisify(execFile);
const run = async (command: string, ...parameters: string[]): Promise<string> =>
  (await execute(command, parameters, { maxBuffer: 100_000_000 })).stdout;

type Numbers = ReadonlyMap<string, string>;
type Property = { readonly name: string; readonly value: string };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const plain = (value: number | null): string => (value === null ? '' : String(value));

/** What the model states: summary, then population, tested and failed of each result, gaps, evidence, trend. */
function modelNumbers(of: ReviewReport): Numbers {
  const numbers = new Map<string, string>();
  for (const { id, value } of of.summary.figures) numbers.set(`figure ${id}`, plain(value));
  for (const { requirement, tests, samples } of of.assessments) {
    for (const each of tests) {
      const key = `test ${requirement.id} ${each.testId}`;
      numbers.set(key, [each.population, each.tested, each.failed].map(plain).join('/'));
    }
    for (const each of samples)
      numbers.set(
        `sample ${each.id}`,
        [each.population, each.size, each.tested, each.exceptions].map(plain).join('/'),
      );
  }
  for (const { id, effortDays } of of.gaps) numbers.set(`gap ${id}`, plain(effortDays));
  return numbers;
}

/** A CSV of ours as rows by column. */
function csvRows(bytes: Uint8Array): readonly Readonly<Record<string, string>>[] {
  const rows: string[][] = [[]];
  for (const [, quoted, bare, end] of text(bytes)
    .replace(/^\ufeff/, '')
    .matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '');
    if (end === '\r\n') rows.push([]);
  }
  const [head = [], ...body] = rows.slice(0, -1);
  return body.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at] ?? ''])));
}

function csvNumbers(): Numbers {
  const files = new Map(renderCsv(report).map(({ name, bytes }) => [name, csvRows(bytes)]));
  const of = (name: string) => files.get(`${name}.csv`) ?? [];
  return new Map([
    ...of('figures').map((row): [string, string] => [`figure ${row.id}`, row.value ?? '']),
    ...of('tests').map((row): [string, string] => [
      `test ${row.requirement} ${row.test}`,
      [row.population, row.tested, row.failed].join('/'),
    ]),
    ...of('samples').map((row): [string, string] => [
      `sample ${row.id}`,
      [row.population, row.size, row.tested, row.exceptions].join('/'),
    ]),
    ...of('gaps').map((row): [string, string] => [`gap ${row.id}`, row.effort_days ?? '']),
  ]);
}

function oscalNumbers(): Numbers {
  type Observation = { readonly uuid: string; readonly props?: readonly Property[] };
  const { results } = (
    JSON.parse(text(renderAssessmentResults(report))) as {
      'assessment-results': {
        results: readonly [
          {
            readonly props: readonly Property[];
            readonly observations: readonly Observation[];
            readonly findings: readonly {
              readonly props: readonly Property[];
              readonly 'related-observations'?: readonly { readonly 'observation-uuid': string }[];
            }[];
          },
        ];
      };
    }
  )['assessment-results'];
  const [result] = results;
  const value = (props: readonly Property[] | undefined, name: string): string =>
    props?.find((each) => each.name === name)?.value ?? '';
  const observations = new Map(result.observations.map((each) => [each.uuid, each.props]));
  const numbers = new Map(
    result.props.map(({ name, value: of }): [string, string] => [name.replace('figure-', 'figure '), of]),
  );
  for (const finding of result.findings)
    for (const related of finding['related-observations'] ?? []) {
      const props = observations.get(related['observation-uuid']);
      const all = (...names: string[]): string => names.map((name) => value(props, name)).join('/');
      if (value(props, 'test') !== '')
        numbers.set(
          `test ${value(finding.props, 'requirement')} ${value(props, 'test')}`,
          all('population', 'tested', 'failed'),
        );
      else if (value(props, 'sample') !== '')
        numbers.set(`sample ${value(props, 'sample')}`, all('population', 'sample-size', 'tested', 'failed'));
    }
  const poam = JSON.parse(text(renderPoam(report)!)) as {
    'plan-of-action-and-milestones': { 'poam-items': readonly { readonly props: readonly Property[] }[] };
  };
  for (const { props } of poam['plan-of-action-and-milestones']['poam-items'])
    numbers.set(`gap ${value(props, 'gap-id')}`, value(props, 'effort-days'));
  return numbers;
}

/** Numbers that stand in a text in this order, without their thousands' commas. */
const numbersIn = (line: string): string[] =>
  [...line.matchAll(/(?<![\w.])\d[\d,]*(?:\.\d+)?/g)].map(([number]) => number.replaceAll(',', ''));

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
    expect(csvNumbers()).toEqual(expected);
  });
  test('OSCAL', () => {
    expect(oscalNumbers()).toEqual(expected);
  });
  test('HTML', () => {
    const html = text(renderHtml(documentOf(report)));
    const cells = [...html.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell = '']) => cell.replaceAll(/<[^>]*>/g, '')),
    );
    for (const { label, value } of report.summary.figures)
      expect(cells).toContainEqual([label, value.toLocaleString('en-US')]);
    const shown = (value: number | null): string => value?.toLocaleString('en-US') ?? '–';
    for (const each of report.assessments.flatMap(({ tests }) => tests))
      expect(cells.map((row) => row.slice(2, 5))).toContainEqual(
        [each.population, each.tested, each.failed].map(shown),
      );
    for (const each of report.assessments.flatMap(({ samples }) => samples))
      expect(cells.map((row) => row.slice(1, 5))).toContainEqual(
        [each.population, each.size, each.tested, each.exceptions].map(shown),
      );
    for (const { effortDays } of report.gaps)
      expect(cells.map((row) => row[4])).toContain(effortDays.toLocaleString('en-US'));
  });
  test('PDF', () => {
    const lines = pdfText.split('\n');
    for (const { label, value } of report.summary.figures) {
      const line = lines.find(
        (each) => each.trim().startsWith(label) && numbersIn(each.replace(label, '')).length > 0,
      );
      expect([label, ...numbersIn(line?.replace(label, '') ?? '')]).toEqual([label, String(value)]);
    }
    const rows = lines
      .filter((line) => line.includes('Nobody shares a log-in, part'))
      .map((line) =>
        numbersIn(line.replace(/part \d/, ''))
          .slice(0, 3)
          .join('/'),
      );
    const wanted = report.assessments
      .flatMap(({ tests }) => tests)
      .filter(({ population }) => population !== null)
      .map(({ population, tested, failed }) => [population, tested, failed].join('/'));
    expect(rows).toEqual(expect.arrayContaining(wanted));
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
