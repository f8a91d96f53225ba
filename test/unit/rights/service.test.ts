import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nobody, type RequestWords } from '../../../src-shared/rights/people.ts';
import { type Desk, rightsDesk } from '../../fixtures/rights-desk.ts';
import { letterOf, openingOf, scopeOf, someHash } from '../../fixtures/rights.ts';

const words = (given: Partial<RequestWords['patient']> = {}): RequestWords => ({
  patient: { ...nobody, familyName: 'Quillfeather', givenNames: 'Zofia', birthDate: '1961-04-09', ...given },
  requester: null,
  thirdParty: null,
  alternative: null,
  wish: 'Everything about the operation in spring.',
  language: 'en',
});

let folder: string;
let desk: Desk;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rights-'));
  desk = rightsDesk(folder);
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const fault = async (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => ({ code: 'none', message: '' }),
    (error: unknown) => error as { code: string; message: string },
  );

/** An access case from receipt to where it can be decided. */
async function toReview(caseId: string): Promise<void> {
  const { rights } = desk;
  await rights.take(caseId, { step: 'ask-identity', methods: ['phone_verification', 'document_upload'] });
  await rights.take(caseId, {
    ...{ step: 'add-evidence', method: 'document_upload', outcome: 'passed', tries: 1, evidence: 'e1' },
    ...{ checkedOn: desk.today(), onFileSince: null },
  });
  await rights.link(caseId, { patientId: 'p-77', basis: 'exact', score: 100 });
  await rights.take(caseId, { step: 'verify' });
  await rights.take(caseId, { step: 'fix-scope', scope: scopeOf() });
  await rights.take(caseId, { step: 'start-collection', sources: ['notes'] });
  await rights.take(caseId, { step: 'report-source', source: 'notes', outcome: 'rows', rows: 4 });
  await rights.take(caseId, { step: 'finish-collection', manifest: someHash('d'), excluded: [] });
}

/** An access case from receipt to the end. */
async function walk(caseId: string): Promise<void> {
  const { rights } = desk;
  await toReview(caseId);
  desk.as('CN=Second Officer');
  await rights.take(caseId, { step: 'decide', outcome: 'approved', grounds: [], signOff: null });
  await rights.take(caseId, { step: 'send-letter', letter: letterOf('approval', desk.today()) });
  await rights.take(caseId, { step: 'prepare', package: someHash('f') });
  await rights.take(caseId, {
    ...{ step: 'deliver', manner: 'mail', recipient: 'requester', warned: false, package: someHash('f') },
    ...{ proof: 'p1', deliveredOn: desk.today() },
  });
  await rights.take(caseId, { step: 'close', retainUntil: '2033-01-01' });
}

describe('patients’ requests', () => {
  it('walks from receipt to the end, each step an entry of the activity log', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    expect(caseId).toBe('R-2026-0001');
    await walk(caseId);
    const view = await rights.view(caseId);
    expect(view.row).toMatchObject({ state: 'closed', open: false, late: false, stoppedOn: '2026-03-02' });
    expect(view.decision?.signOff).toBe('sign-off-1');
    const rows = (await desk.activity.list(0, 100)).rows.filter(({ event }) => event.objectType === 'case');
    expect(rows.map(({ event }) => event.operation).reverse()).toEqual(
      view.history.map(({ step }) => `rights.${step}`),
    );
    expect(rows.every(({ event }) => event.objectId === caseId)).toBe(true);
    expect(rows[0]?.event.purpose).toMatch(/^delivered > closed; SHA-256 of the step [0-9a-f]{64}$/);
    expect((await desk.activity.verify()).problems).toEqual([]);
  });

  it('takes no decision that names the signature of another one', async () => {
    const { rights } = desk;
    const [{ caseId: one }, { caseId: other }] = [
      await rights.open(openingOf(), words()),
      await rights.open(openingOf(), words()),
    ];
    await walk(one);
    desk.as('CN=First Officer');
    await toReview(other);
    desk.as('CN=Second Officer');
    for (const [signOff, code] of [
      ['sign-off-1', 'rights-refused'],
      ['sign-off-9', 'sign-off-unknown'],
    ] as const)
      await expect(
        rights.take(other, { step: 'decide', outcome: 'approved', grounds: [], signOff }),
      ).rejects.toMatchObject({ code });
    expect((await rights.view(other)).decision).toBeNull();
    const own = await desk.signOffs.signOff({
      ...{ kind: 'rights.decide', subject: other, decision: 'approved', statement: 'It is.' },
      details: { manifest: someHash('d') },
    });
    const said = { step: 'decide' as const, grounds: [], signOff: own.signOffId };
    await expect(rights.take(other, { ...said, outcome: 'partial' })).rejects.toMatchObject({
      code: 'rights-refused',
    });
    await rights.take(other, { ...said, outcome: 'approved' });
    expect((await rights.view(other)).decision?.signOff).toBe(own.signOffId);
  });

  it('lets nobody decide what they prepared, by whatever spelling of their name', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    desk.as('CN=First Officer, O=Clinic');
    await toReview(caseId);
    for (const name of [
      'CN=first  officer',
      'CN=Officer\\, First',
      'O=Elsewhere, CN=First Officer',
      'Fírst Officer',
    ]) {
      desk.as(name);
      await expect(
        rights.take(caseId, { step: 'decide', outcome: 'approved', grounds: [], signOff: null }),
      ).rejects.toMatchObject({ code: 'rights-refused' });
    }
  });

  it('keeps what names people nowhere in clear, and gives it back', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    await rights.take(caseId, { step: 'add-note' }, { words: { note: 'Her daughter Philippa calls.' } });
    await walk(caseId);
    expect(await rights.words(caseId)).toMatchObject({
      request: { patient: { familyName: 'Quillfeather' } },
      patientId: 'p-77',
      notes: [{ number: 1, note: 'Her daughter Philippa calls.' }],
    });
    await desk.close();
    const bytes = ['cache.sqlite', 'cache.sqlite-wal']
      .map((file) => {
        try {
          return readFileSync(join(folder, file)).toString('latin1');
        } catch {
          return '';
        }
      })
      .join('');
    expect(bytes).toContain('R-2026-0001');
    for (const name of ['Quillfeather', 'Zofia', '1961-04-09', 'in spring', 'Philippa', 'p-77'])
      expect(bytes).not.toContain(name);
  });

  it('warns once even when two programs look at the same moment', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    desk.setDay('2026-04-02');
    const told = (await Promise.all([rights.remind(), rights.remind()])).flat();
    expect(told).toEqual([{ caseId, level: 'overdue' }]);
    const { history } = await rights.view(caseId);
    expect(history.map(({ step }) => step)).toEqual(['open', 'escalate', 'mark-overdue']);
  });

  it('refuses an illegal step with its reason, and changes nothing', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    const before = await rights.view(caseId);
    expect(await fault(rights.take(caseId, { step: 'verify' }))).toMatchObject({ code: 'rights-refused' });
    const only = rights.take(caseId, { step: 'ask-identity', methods: ['in_person'] });
    expect((await fault(only)).message).toContain('nobody may be made to come in person');
    expect(await rights.view(caseId)).toEqual(before);
    const { rows } = await desk.activity.list(0, 10);
    expect(rows.filter(({ event }) => event.objectType === 'case')).toHaveLength(1);
  });

  it('a warning about the date is no other picture: what the officer decided is taken', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    const { steps } = await rights.view(caseId);
    desk.setDay('2026-03-20');
    expect(await rights.remind()).toHaveLength(1);
    await rights.take(caseId, { step: 'add-note' }, { steps });
    expect((await rights.view(caseId)).steps).toBe(steps + 2);
  });

  it('a warning in the midst of a step waits for it, and neither is refused', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    const { steps } = await rights.view(caseId);
    desk.setDay('2026-03-20');
    const note = { words: { note: 'Called back.' }, steps };
    const [taken, reminders] = await Promise.all([
      rights.take(caseId, { step: 'add-note' }, note),
      rights.remind(),
    ]);
    expect([taken.steps, reminders.length]).toEqual([steps + 1, 1]);
    expect((await rights.view(caseId)).steps).toBe(steps + 2);
  });

  it('takes no step on an old picture', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    const { steps } = await rights.view(caseId);
    await rights.take(caseId, { step: 'add-note' }, { steps });
    expect(await fault(rights.take(caseId, { step: 'add-note' }, { steps }))).toMatchObject({
      code: 'rights-changed',
    });
    // Two at the same moment: one is first, within a program and between two.
    const next = { steps: steps + 1 };
    const both = await Promise.allSettled([
      rights.take(caseId, { step: 'add-note' }, next),
      rights.take(caseId, { step: 'add-note' }, next),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const other = rightsDesk(folder);
    const programs = await Promise.allSettled([
      rights.take(caseId, { step: 'add-note' }, { steps: steps + 2 }),
      other.rights.take(caseId, { step: 'add-note' }, { steps: steps + 2 }),
    ]);
    await other.close();
    expect(programs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await rights.view(caseId)).steps).toBe(steps + 3);
  });

  it('back-dating needs its reason; the clock starts at receipt', async () => {
    const { rights } = desk;
    const late = openingOf({ receivedOn: '2026-02-20' });
    expect((await fault(rights.open(late, words()))).message).toContain('needs its reason');
    const { caseId } = await rights.open({ ...late, backDating: 'mail-room' }, words());
    expect((await rights.view(caseId)).clock).toMatchObject({
      due: '2026-03-22',
      workingTarget: '2026-03-20',
    });
    expect(await fault(rights.open(openingOf({ receivedOn: '2026-03-03' }), words()))).toMatchObject({
      code: 'rights-refused',
    });
    expect(await fault(rights.open(openingOf({ type: 'gdpr-erasure' }), words()))).toMatchObject({
      code: 'rights-refused',
    });
  });

  it('finds requests about the same person and links them; each keeps its clock and its own check', async () => {
    const { rights } = desk;
    const first = await rights.open(
      openingOf({ receivedOn: '2026-02-20', backDating: 'mail-room' }),
      words(),
    );
    const other = await rights.open(openingOf({ type: 'amendment' }), words());
    const stranger = await rights.open(openingOf(), words({ birthDate: '1961-04-10' }));
    const second = await rights.open(openingOf(), words({ givenNames: 'ZÓFIA Maria' }));
    expect([other.duplicates, stranger.duplicates, second.duplicates]).toEqual([[], [], [first.caseId]]);
    const [one, two] = [await rights.view(first.caseId), await rights.view(second.caseId)];
    expect([one.duplicates, two.duplicates]).toEqual([[second.caseId], [first.caseId]]);
    expect([one.row.due, two.row.due]).toEqual(['2026-03-22', '2026-04-01']);
    await walk(second.caseId);
    expect((await rights.view(first.caseId)).verifiedOn).toBeNull();
  });

  it('lists by due date, and tells once of each level until it is late; nothing ends by itself', async () => {
    const { rights } = desk;
    const soon = await rights.open(openingOf({ receivedOn: '2026-02-20', backDating: 'mail-room' }), words());
    await rights.open(openingOf(), words({ birthDate: '1990-01-01' }));
    const { rows } = await rights.list({ open: true, type: null, state: null, id: '' }, 0, 10);
    expect(rows.map(({ caseId }) => caseId)).toEqual([soon.caseId, 'R-2026-0002']);
    expect(await rights.remind()).toEqual([]);
    for (const [day, level] of [
      ['2026-03-07', '15'],
      ['2026-03-15', '7'],
      ['2026-03-19', '3'],
      ['2026-03-21', '1'],
      ['2026-03-23', 'overdue'],
    ] as const) {
      desk.setDay(day);
      expect((await rights.remind()).filter(({ caseId }) => caseId === soon.caseId)).toEqual([
        { caseId: soon.caseId, level },
      ]);
      expect((await rights.remind()).filter(({ caseId }) => caseId === soon.caseId)).toEqual([]);
    }
    expect(await rights.view(soon.caseId)).toMatchObject({
      overdueOn: '2026-03-23',
      row: { open: true, late: true, daysLeft: -1 },
    });
  });

  it('steps that were taken cannot be changed or removed in the cache', async () => {
    await desk.rights.open(openingOf(), words());
    await desk.close();
    const database = new Database(join(folder, 'cache.sqlite'));
    expect(() => database.exec('delete from rights_step')).toThrow('never removed');
    expect(() => database.exec("update rights_step set document = '{}'")).toThrow('never changed');
    database.close();
  });

  it('seals a scan in pieces and opens it whole', async () => {
    const { rights } = desk;
    const { caseId } = await rights.open(openingOf(), words());
    const scan = desk.file('scan.pdf', Buffer.alloc(2_500_000, 'page of Quillfeather '));
    const { object } = await rights.attach(caseId, 'request', scan);
    expect(Buffer.from((await rights.attachment(object)) ?? []).equals(readFileSync(scan))).toBe(true);
    expect(await rights.attachment('nothing')).toBeNull();
    expect(
      await fault(rights.attach(caseId, 'request', desk.file('empty.pdf', Buffer.alloc(0)))),
    ).toMatchObject({ code: 'usage' });
  });
});
