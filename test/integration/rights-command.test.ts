import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attestry, attestryJson } from '../fixtures/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'attestry-rights-'));
const profile = join(folder, 'profile');
const at = (name: string): string => join(folder, name);
const write = (name: string, value: object): string => {
  writeFileSync(at(name), JSON.stringify(value));
  return at(name);
};
const run = (...args: readonly string[]) => attestry(profile, ['rights', ...args]);
const json = <T>(...args: readonly string[]) => attestryJson<T>(profile, ['rights', ...args]);

let caseId: string;
let adminUrl: string;

beforeAll(async () => {
  const sample = await attestryJson<{ adminUrl: string }>(profile, ['sample', 'up', '--entries', '40']);
  expect(sample.code).toBe(0);
  ({ adminUrl } = sample.json);
}, 120_000);
afterAll(async () => {
  await attestry(profile, ['sample', 'down', '--delete']);
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

test('the organisation is set from a file; until then letters lack something', async () => {
  const before = await json<{ missingForLetters: readonly string[] }>('settings');
  expect([before.code, before.json.missingForLetters.length]).toEqual([2, 3]);
  const from = write('organisation.json', {
    ...{ entity: 'Willow Creek Clinic', state: 'US-CA' },
    contact: { name: 'Privacy Office', phone: '+1 555 0100' },
  });
  const after = await run('settings', '--from', from);
  expect(after.code, after.stderr).toBe(0);
  expect(after.stdout).toContain('Letters can go out.');
});

test('a request is opened, listed and shown, with the stricter period of the state', async () => {
  // In the zone of this machine, which is the organisation's until it says another.
  const today = new Date().toLocaleDateString('sv-SE');
  const opening = write('opening.json', {
    ...{ type: 'access', receivedOn: today, channel: 'mail', requester: 'individual', backDating: null },
    ...{ byBusinessAssociate: false, inspect: false, electronic: true },
    risk: {
      ...{ wholeRecord: false, newDeliveryAddress: false, sensitive: false, minor: false, deceased: false },
      contactChangedOn: null,
    },
  });
  const nobody = { birthDate: null, recordNumber: '', phone: '', email: '' };
  const words = write('words.json', {
    patient: {
      ...nobody,
      familyName: 'Quillfeather',
      givenNames: 'Zofia',
      address: '1 Weir Street, Rookhaven',
    },
    ...{
      requester: null,
      thirdParty: null,
      alternative: null,
      wish: 'My laboratory results.',
      language: 'es',
    },
  });
  const opened = await json<{ caseId: string }>('open', '--opening', opening, '--words', words);
  expect(opened.code).toBe(0);
  ({ caseId } = opened.json);
  const list = await run('list');
  expect(list.stdout).toContain(caseId);
  expect(list.stdout).not.toContain('Quillfeather');
  expect((await run('show', caseId)).stdout).toContain('15 days from receipt, for copies');
  expect((await run('show', caseId, '--words')).code).toBe(0);
});

test('what the program alone may say is refused: nothing looks answered that is not', async () => {
  const facts = JSON.stringify({ package: 'f'.repeat(64) });
  for (const step of ['prepare', 'deliver', 'finish-collection']) {
    const { code, stderr } = await run('step', caseId, step, '--facts', facts);
    expect([code, stderr.length > 0], step).toEqual([1, true]);
  }
  expect((await run('respond', caseId)).code).not.toBe(0);
});

test('a letter is written, and the step that it was asked for is taken', async () => {
  const letter = await run('letter', caseId, 'acknowledgement', '--out', at('letter.pdf'));
  expect(letter.code, letter.stderr).toBe(0);
  expect(readFileSync(at('letter.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
  const asked = JSON.stringify({ methods: ['phone_verification', 'document_upload'] });
  expect((await run('step', caseId, 'ask-identity', '--facts', asked)).stdout).toContain('identity-pending');
  // Due within 15 days in California: told once.
  const due = await json<{ reminders: readonly object[] }>('due');
  expect(due.json.reminders).toEqual([{ caseId, level: '15' }]);
  expect((await json<{ reminders: readonly object[] }>('due')).json.reminders).toEqual([]);
});

test('the patient is found with the score explained, linked, and letters go to the address of the record', async () => {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  const { rows } = await client.query<Record<'id' | 'mrn' | 'family_name' | 'given_names' | 'city', string>>(
    'select id, mrn, family_name, given_names, city from clinic.patients order by mrn limit 2',
  );
  await client.end();
  const [patient, other] = [rows[0]!, rows[1]!];
  expect((await run('match', caseId)).code).toBe(2);
  const none = { birthDate: null, address: '', phone: '', email: '' };
  const person = write('person.json', {
    ...{ ...none, familyName: patient.family_name, givenNames: patient.given_names },
    recordNumber: patient.mrn,
  });
  const found = await run('match', caseId, '--person', person);
  expect(found.code, found.stderr).toBe(0);
  expect(found.stdout).toContain(`${patient.id}  100 of 100`);
  expect(found.stdout).toContain(`record-number: +45  The same in the record: ${patient.mrn}.`);
  expect((await run('match', caseId, '--person', person, '--link', other.id)).code).toBe(1);
  const linked = await json<object>('match', caseId, '--person', person, '--link', patient.id);
  expect(linked.json).toMatchObject({ patientId: patient.id, basis: 'record-number', score: 100 });
  // What the request writes comes before the record.
  const told = await json<{ recipients: { letters: object }; patient: object }>('show', caseId, '--words');
  expect(told.json.patient).toMatchObject({ basis: 'record-number', score: 100 });
  expect(told.json.recipients.letters).toMatchObject({ source: 'request' });
  const label = await run('label', caseId, '--out', at('label.pdf'));
  expect(label.code, label.stderr).toBe(0);
});

test('a wrong address is put right from a file; the log and the output do not say what it is', async () => {
  const correction = { of: 'patient', contact: { address: '11 Weir Street, Rookhaven' }, reason: 'mistyped' };
  const lacking = await run('correct-contact', caseId, '--from', write('contact.json', correction));
  expect([lacking.code, lacking.stderr]).toEqual([1, expect.stringContaining('note')]);
  const from = write('contact.json', { ...correction, note: '' });
  const corrected = await run('correct-contact', caseId, '--from', from);
  expect(corrected.code, corrected.stderr).toBe(0);
  const again = await run('correct-contact', caseId, '--from', from);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('different')]);
  const told = await json<{ recipients: { letters: object }; identity: { risk: readonly string[] } }>(
    ...['show', caseId, '--words'],
  );
  expect(told.json.recipients.letters).toMatchObject({ address: '11 Weir Street, Rookhaven' });
  expect(told.json.identity.risk).toContain('contact-changed');
  for (const shown of [corrected.stdout, (await run('show', caseId)).stdout])
    expect(shown).not.toContain('Weir');
});

test('the dossier map fits the sample clinic, source by source', async () => {
  const { code, stdout, stderr } = await run('map', 'test');
  expect(code, `${stdout}${stderr}`).toBe(0);
});

test('a case for an authority names nobody, and its signature covers it', async () => {
  const made = await json<{ steps: number; unrecorded: readonly number[] }>(
    ...['evidence', caseId, '--out', at('case.json')],
  );
  expect([made.code, made.json.unrecorded]).toEqual([0, []]);
  expect(existsSync(at('case.json.p7s'))).toBe(true);
  expect(readFileSync(at('case.json'), 'utf8')).not.toMatch(/Quillfeather|Zofia|Weir/);
  const verify = () => attestry(profile, ['verify-signature', at('case.json')]);
  expect((await verify()).code).not.toBe(2);
  appendFileSync(at('case.json'), ' ');
  expect((await verify()).code).toBe(2);
});
