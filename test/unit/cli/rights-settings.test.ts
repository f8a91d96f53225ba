import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../../../src-main/cli/context.ts';
import { rightsSettingsVerb } from '../../../src-main/cli/verbs/rights-settings.ts';
import { defaultRightsSettings, type RightsSettings } from '../../../src-shared/rights/settings.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rights-settings-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const fileOf = (text: string): string => {
  const file = join(folder, 'settings.json');
  writeFileSync(file, text);
  return file;
};

/** Settings kept in memory. */
function kept(): { readonly context: Context; readonly written: RightsSettings[] } {
  const written: RightsSettings[] = [];
  const rights = {
    settings: () => Promise.resolve(written.at(-1) ?? defaultRightsSettings),
    setSettings: (next: RightsSettings) => {
      written.push(next);
      return Promise.resolve();
    },
    states: () => Promise.resolve([{ state: 'US-CA', name: 'California', periods: [] }]),
  };
  return { context: { services: { rights } } as unknown as Context, written };
}

test('without a file it shows, changes nothing, and says what letters lack', async () => {
  const { context, written } = kept();
  const { answer, exit } = await rightsSettingsVerb(context, {});
  expect(answer.lines.at(-1)).toBe(
    'No letter can go out yet without the name of the organisation, name or title of the contact, telephone of the contact.',
  );
  expect(exit).toBe(2);
  expect(written).toEqual([]);
});

test('a file changes the members that it names, and no others', async () => {
  const { context, written } = kept();
  const from = fileOf(
    JSON.stringify({
      ...{ entity: 'Willow Creek Clinic', state: 'US-CA' },
      ...{ contact: { name: 'Privacy Office', phone: '555-0100' }, policy: { makerChecker: false } },
    }),
  );
  const { answer, exit } = await rightsSettingsVerb(context, { from });
  expect(exit).toBe(0);
  expect(answer.lines).toContain('Letters can go out.');
  expect(answer.lines.join('\n')).toMatch(/State +California/);
  expect(written).toEqual([
    {
      ...defaultRightsSettings,
      ...{ entity: 'Willow Creek Clinic', state: 'US-CA' },
      contact: { name: 'Privacy Office', phone: '555-0100', email: '' },
      policy: { ...defaultRightsSettings.policy, makerChecker: false },
    },
  ]);
});

test.each([
  ['a member that is none', '{"entiti":"x"}', 'the whole'],
  ['a state that is none', '{"state":"California"}', 'state'],
  ['a member inside', '{"policy":{"makerChecker":"no"}}', 'policy.makerChecker'],
  ['no object', '[', 'no JSON object'],
])('%s is refused, and nothing is changed', async (_what, text, said) => {
  const { context, written } = kept();
  const message = await rightsSettingsVerb(context, { from: fileOf(text) }).then(
    () => '',
    (error: unknown) => (error as Error).message,
  );
  expect(message).toContain(said);
  expect(written).toEqual([]);
});
