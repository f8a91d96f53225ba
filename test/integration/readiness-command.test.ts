import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReadinessCheck } from '../../src-shared/reports/readiness-list.ts';
import { attestry, attestryJson } from '../fixtures/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'readiness-command-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
let ca: string;

beforeAll(async () => {
  const up = await attestryJson<{ caCertificate: string }>(profile, ['sample', 'up', '--entries', '1500']);
  ca = up.json.caCertificate;
  expect((await attestry(profile, ['verify', '--level', 'basic'])).code).toBe(0);
});
afterAll(async () => {
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(folder, { recursive: true, force: true });
});

/** In a profile that does not exist and must not come to exist. */
const verify = (path: string) =>
  attestryJson<ReadinessCheck>(at('nobody'), ['report', 'verify', path, '--trust', ca]);

const make = (out: string, more: readonly string[]) =>
  attestryJson(profile, [
    ...['report', '--kind', 'audit-integrity', '--format', 'pdf,html,csv,json', '--out', at(out)],
    ...more,
  ]);

describe('a readiness report on the command line', () => {
  test('signed: a stranger who trusts the authority finds it intact by its folder alone, and every change', async () => {
    const made = await make('signed', ['--sign']);
    expect(made.code, JSON.stringify(made.json)).toBe(0);
    expect(readdirSync(at('signed'))).toEqual(
      expect.arrayContaining([
        'manifest.json',
        'manifest.json.p7s',
        'report.html',
        'report.json',
        'report.pdf',
      ]),
    );
    const { code, json } = await verify(at('signed'));
    expect(json.reason).toBeNull();
    expect([code, json.result]).toEqual([0, 'intact']);

    appendFileSync(join(at('signed'), 'report.html'), ' ');
    expect(await verify(at('signed'))).toMatchObject({
      code: 2,
      json: { result: 'tampered', reason: 'Not the file that was made: report.html.' },
    });
    expect(existsSync(at('nobody'))).toBe(false);
  });

  test('not signed: never more than “could not tell”; a folder without a report neither', async () => {
    expect((await make('plain', [])).code).toBe(0);
    expect(await verify(at('plain'))).toMatchObject({ code: 3, json: { result: 'could-not-tell' } });
    writeFileSync(at('other.txt'), 'something else');
    expect((await verify(folder)).json.result).not.toBe('intact');
  });

  test('nothing that is there is written over', async () => {
    expect(await make('plain', [])).toMatchObject({ code: 1, json: { error: { code: 'file-exists' } } });
  });
});
