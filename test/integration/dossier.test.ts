import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Suspension } from '../../src-shared/rights/accounting.ts';
import { noItemFilter } from '../../src-shared/rights/review.ts';
import type { ReleasedItem } from '../../src-main/rights/index.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { buildChart, type DossierDesk, dossierDesk, PATIENT, shippedMap } from '../fixtures/dossier-desk.ts';

const NOTES = 1200;
let database: ClinicDatabase;
let folder: string;
let desk: DossierDesk;
beforeAll(async () => {
  database = await startClinicDatabase();
  await buildChart(database, NOTES);
});
afterAll(() => database.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dossier-'));
  desk = dossierDesk(folder, database.officer);
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
const source = async (caseId: string, name: string) =>
  (await desk.dossiers.collection(caseId))!.sources.find((one) => one.source === name)!;

async function released(caseId: string): Promise<ReleasedItem[]> {
  const all: ReleasedItem[] = [];
  for await (const items of desk.releases.items(caseId)) all.push(...items);
  return all;
}

describe('collecting', () => {
  it('collects the whole record set, and leaves psychotherapy notes in the clinic’s database', async () => {
    const caseId = await desk.scoped();
    expect(await desk.collect(caseId)).toBe(true);
    const at = await desk.rights.case(caseId);
    expect(at.state).toBe('review');
    expect(await source(caseId, 'notes')).toMatchObject({ outcome: 'rows', items: NOTES + 1, excluded: [] });
    expect(await source(caseId, 'billing')).toMatchObject({ outcome: 'rows', items: 1 });
    expect(await source(caseId, 'allergies')).toMatchObject({ outcome: 'none', items: 0 });
    expect(await source(caseId, 'psychotherapy-notes')).toMatchObject({
      ...{ outcome: 'rows', items: 0, excluded: [{ code: 'psychotherapy-notes', items: 3 }] },
    });
    expect((await desk.dossiers.manifest(caseId))?.sha256).toBe(at.manifest);
    // The individual may see their own Part 2 records (42 CFR 2.23); they are marked.
    const { rows } = await desk.reviews.items(caseId, { ...noItemFilter, words: 'heroin' }, 0, 10);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ part2: true, held: null, day: '2025-02-01' });
    await desk.close();
    const kept = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name)).toString('latin1'))
      .join('');
    for (const word of ['What was said', 'Heroin', 'Quillfeather', 'Meridian', PATIENT])
      expect(kept, word).not.toContain(word);
  });

  it('keeps a document in pieces and gives it back as it was', async () => {
    const caseId = await desk.scoped({}, { wholeRecord: false, categories: ['documents'] });
    await desk.collect(caseId);
    desk.as('CN=Second Officer');
    await desk.reviews.decide(
      caseId,
      { by: 'filter', filter: noItemFilter, expected: 1 },
      { decision: 'release' },
    );
    expect(await desk.reviews.finish(caseId)).toMatchObject({ outcome: 'approved' });
    const [item] = await released(caseId);
    const content = item!.fields.find(({ field }) => field === 'content')!.content!;
    const hash = createHash('sha256');
    for await (const piece of desk.releases.content(content)) hash.update(piece);
    const { rows } = await database.sql(
      `select encode(sha256(content), 'hex') as sha256, octet_length(content) as bytes from clinic.documents`,
    );
    expect([hash.digest('hex'), content.bytes]).toEqual([rows[0]!.sha256, rows[0]!.bytes]);
  });

  it('is blocked by a source that fails, and goes on with that one alone', async () => {
    const caseId = await desk.scoped();
    await database.sql('alter table clinic.billing rename to billing_elsewhere');
    expect(await desk.collect(caseId)).toBe(false);
    expect((await desk.rights.case(caseId)).state).toBe('collecting');
    expect(await source(caseId, 'billing')).toMatchObject({ outcome: 'failed', items: 0 });
    const before = await source(caseId, 'notes');
    expect(before.items).toBe(NOTES + 1);
    await database.sql('alter table clinic.billing_elsewhere rename to billing');
    expect(await desk.collect(caseId)).toBe(true);
    expect((await source(caseId, 'notes')).asOf).toBe(before.asOf);
    expect((await desk.rights.case(caseId)).state).toBe('review');
  });

  it('goes on after it was broken off at any batch, with nothing lost and nothing twice', async () => {
    for (const after of [1, 2, 3]) {
      const abort = new AbortController();
      let batches = 0;
      const broken = dossierDesk(mkdtempSync(join(folder, 'part-')), database.officer, (store) => ({
        ...store,
        addBatch: async (draft) => {
          await store.addBatch(draft);
          if (draft.source === 'notes' && (batches += 1) === after) abort.abort();
        },
      }));
      const caseId = await broken.scoped({}, { wholeRecord: false, categories: ['notes', 'billing'] });
      expect((await fault(broken.collect(caseId, abort.signal))).code).toBe('cancelled');
      expect(await broken.collect(caseId)).toBe(true);
      const numbers = await broken.cache.dossiers.numbers(caseId, {
        ...{ sources: ['notes'], decision: null, ground: null, held: null },
      });
      expect(numbers).toHaveLength(NOTES + 1);
      expect(new Set(numbers).size).toBe(NOTES + 1);
      const batchesKept = await broken.cache.dossiers.batches(caseId, 'notes');
      expect(batchesKept.reduce((sum, { items }) => sum + items, 0)).toBe(NOTES + 1);
      await broken.close();
    }
  });

  it('leaves Part 2 records out for anybody else unless the patient consented', async () => {
    const other = { requester: 'personal-representative' } as const;
    const caseId = await desk.scoped(other);
    await desk.collect(caseId);
    expect(await source(caseId, 'notes')).toMatchObject({
      ...{ items: NOTES, excluded: [{ code: 'part-2', items: 1 }] },
    });
    expect((await source(caseId, 'encounters')).excluded).toEqual([{ code: 'part-2', items: 1 }]);
    await database.sql(
      `insert into clinic.consents values (gen_random_uuid(), '${PATIENT}', 'part-2', 'all', 'active', '2025-01-01', null, false),
        (gen_random_uuid(), '${PATIENT}', 'restriction', 'health plan', 'active', '2025-01-01', null, false)`,
    );
    try {
      const second = await desk.scoped(other);
      await desk.collect(second);
      expect(await source(second, 'notes')).toMatchObject({ items: NOTES + 1, excluded: [] });
      // An agreed restriction holds what it covers until somebody has looked at it.
      const { total } = await desk.reviews.items(
        second,
        { ...noItemFilter, held: true, source: 'notes' },
        0,
        1,
      );
      expect(total).toBe(NOTES + 1);
      expect((await desk.dossiers.collection(second))!.restrictions.clinic).toBe(1);
    } finally {
      await database.sql('delete from clinic.consents');
    }
  });

  it('says of a map what is wrong, and of a role what is too much', async () => {
    expect((await desk.dossiers.tryMap(null)).warnings).toEqual([]);
    expect((await desk.dossiers.tryMap(null)).trials.filter(({ outcome }) => outcome === 'failed')).toEqual(
      [],
    );
    const caseId = await desk.scoped();
    const { trials } = await desk.dossiers.tryMap(caseId);
    expect(trials.find((one) => one.source === 'notes')?.rows).toBe(NOTES + 1);
    await database.sql('grant select, update on clinic.psychotherapy_notes to attestry_records');
    const { warnings } = await desk.dossiers.tryMap(null);
    expect(warnings).toHaveLength(2);
    await database.sql(
      `revoke all on clinic.psychotherapy_notes from attestry_records;
       grant select (id, patient_id, session_at) on clinic.psychotherapy_notes to attestry_records`,
    );
    const wrong = shippedMap.replace('column: mrn, title', 'column: record_number_x, title');
    desk.setMap(wrong);
    const tried = (await desk.dossiers.tryMap(null)).trials.find((one) => one.source === 'patient');
    expect(tried).toMatchObject({ outcome: 'failed' });
    expect(desk.dossiers.check(shippedMap.replace('source: billing', 'source: notes'))[0]).toMatchObject({
      text: 'Source notes: its name is taken.',
    });
  });
});

describe('the review', () => {
  it('decides items, confirms them, and the case by what they come to', async () => {
    const caseId = await desk.scoped({}, { wholeRecord: false, categories: ['notes'] });
    await desk.collect(caseId);
    const all = { by: 'filter', filter: noItemFilter, expected: NOTES + 1 } as const;
    expect(
      (await fault(desk.reviews.decide(caseId, { ...all, expected: 5 }, { decision: 'release' }))).code,
    ).toBe('rights-changed');
    expect(await desk.reviews.decide(caseId, all, { decision: 'release' })).toBe(NOTES + 1);
    const neighbour = { ...noItemFilter, words: 'NEIGHBOUR' };
    const { rows } = await desk.reviews.items(caseId, neighbour, 0, 10);
    expect(rows.map(({ summary }) => summary)).toEqual([expect.stringContaining('Note 7 of a neighbour')]);
    expect(
      (
        await fault(
          desk.reviews.decide(
            caseId,
            { by: 'filter', filter: neighbour, expected: 1 },
            { decision: 'withhold', ground: 'U9' },
          ),
        )
      ).message,
    ).toContain('no ground');
    await desk.reviews.decide(
      caseId,
      { by: 'filter', filter: neighbour, expected: 1 },
      { decision: 'withhold', ground: 'R2' },
    );
    const first = (await desk.reviews.items(caseId, noItemFilter, 0, 2)).rows[1]!;
    await desk.reviews.decide(
      caseId,
      { by: 'number', numbers: [first.number] },
      { decision: 'redact', ground: 'U5', fields: ['body'] },
    );
    // Who collected does not decide; and R2 needs a professional.
    const mine = await desk.reviews.summary(caseId);
    expect(mine.may.finish).toBe(false);
    expect(mine.missing.join(' ')).toMatch(
      /professional must confirm the item under ground R2.*another person must/,
    );
    desk.as('CN=Second Officer');
    expect((await fault(desk.reviews.finish(caseId))).code).toBe('rights-refused');
    const past = desk.rights.take(caseId, {
      step: 'decide',
      outcome: 'approved',
      grounds: [],
      signOff: null,
    });
    expect((await fault(past)).message).toContain('finish the review');
    await desk.reviews.confirm(caseId, ['R2']);
    // What is added after the professional's decision is not covered by it.
    const other = (await desk.reviews.items(caseId, noItemFilter, 5, 1)).rows[0]!;
    const more = { by: 'number', numbers: [other.number] } as const;
    await desk.reviews.decide(caseId, more, { decision: 'withhold', ground: 'R2' });
    expect((await desk.reviews.summary(caseId)).grounds).toContainEqual({
      ...{ ground: 'R2', items: 2, licensed: true, confirmed: false },
    });
    await desk.reviews.decide(caseId, more, { decision: 'release' });
    expect(await desk.reviews.finish(caseId)).toMatchObject({ outcome: 'partial' });
    const at = await desk.rights.case(caseId);
    // Psychotherapy notes were left out: that is told as well.
    expect(at.decision).toMatchObject({ outcome: 'partial', grounds: ['R2', 'U1', 'U5'] });
    const given = await released(caseId);
    expect(given).toHaveLength(NOTES);
    const redacted = given.find(({ number }) => number === first.number)!;
    expect(redacted.fields.find(({ field }) => field === 'body')).toMatchObject({
      value: null,
      redacted: true,
    });
    expect(JSON.stringify(given)).not.toContain('neighbour');
    expect((await fault(desk.reviews.decide(caseId, more, { decision: 'open' }))).code).toBe(
      'rights-refused',
    );
    expect((await desk.activity.verify()).problems).toEqual([]);

    // Past the program, with the hash of the decisions brought along: what was signed is still what it was.
    const { dossiers } = desk.cache;
    const event = desk.activity.event({ operation: 'forged', objectType: 'case', objectId: caseId });
    const decided = { numbers: [first.number], decision: 'release', ground: null, redacted: [] } as const;
    await dossiers.decide({ caseId, ...decided, by: 'CN=Second Officer', event });
    const review = await dossiers.review(caseId);
    const decisions = await dossiers.digest(caseId, null);
    await dossiers.setReview(caseId, { ...review, finished: { ...review.finished!, decisions } });
    expect((await fault(released(caseId))).message).toContain('not what was signed');
  });

  it('does not release what is held by a filter that asks for more', async () => {
    desk.setMap(
      shippedMap.replace(
        /(source: billing[\s\S]*?exclude:\n)/,
        '$1      - { code: other-person, column: payer, in: [Meridian] }\n',
      ),
    );
    const caseId = await desk.scoped({}, { wholeRecord: false, categories: ['billing'] });
    await desk.collect(caseId);
    const chosen = { by: 'filter', filter: noItemFilter, expected: 1 } as const;
    expect((await fault(desk.reviews.decide(caseId, chosen, { decision: 'release' }))).message).toContain(
      'held',
    );
    const just = { ...chosen, filter: { ...noItemFilter, held: true } };
    expect(await desk.reviews.decide(caseId, just, { decision: 'release' })).toBe(1);
  });

  it('lets amendments travel with their rows', async () => {
    const amendment = await desk.scoped(
      { type: 'amendment' },
      { wholeRecord: false, categories: ['billing'] },
    );
    await desk.collect(amendment);
    const [row] = (await desk.reviews.items(amendment, noItemFilter, 0, 1)).rows;
    expect(
      await desk.dossiers.addCompanions(
        amendment,
        [row!.number],
        'disagreement',
        'I was never charged this.',
      ),
    ).toMatchObject({ records: 1 });
    const caseId = await desk.scoped({}, { wholeRecord: false, categories: ['billing'] });
    await desk.collect(caseId);
    expect((await desk.dossiers.collection(caseId))!.amended).toBe(1);
    const item = await desk.reviews.item(
      caseId,
      (await desk.reviews.items(caseId, noItemFilter, 0, 1)).rows[0]!.number,
    );
    expect(item.companions).toEqual([
      {
        ...{ kind: 'disagreement', caseId: amendment, addedOn: '2026-03-02' },
        text: 'I was never charged this.',
      },
    ]);
  });
});

describe('the accounting', () => {
  const period = { wholeRecord: false, categories: [], from: '2020-03-03', until: '2026-03-02' };
  it('counts what the law counts in, sums up repeats, and withholds without a gap', async () => {
    const caseId = await desk.scoped({ type: 'accounting' }, period);
    const breach = await desk.accountings.addDisclosure(
      caseId,
      {
        ...{
          disclosedOn: '2025-07-01',
          lastOn: null,
          recipient: 'Wrong fax',
          address: '',
          description: 'Visit summary',
        },
        ...{ purpose: 'sent by mistake', basis: 'impermissible', byBusinessAssociate: true, research: null },
      },
      null,
    );
    await desk.collect(caseId);
    const { accounting, basis } = await desk.accountings.account(caseId);
    expect(accounting.rows.map(({ recipient, repeats }) => [recipient, repeats?.count ?? 1])).toEqual([
      ['Sample County Public Health', 3],
      ['Marlow Falls Police', 1],
      ['Wrong fax', 1],
    ]);
    expect(accounting.rows[0]?.repeats?.frequency).toBe('3 times, about every 30 days');
    expect(basis.excluded).toEqual([{ why: 'treatment-payment-operations', items: 1 }]);
    await desk.accountings.addDisclosure(
      caseId,
      { ...(await desk.accountings.disclosures(caseId))[0]!.disclosure, recipient: 'Wrong fax number' },
      breach,
    );
    const statement: Omit<Suspension, 'until'> = {
      ...{ agency: 'MARLOW FALLS Police', official: 'Sergeant', madeOn: '2026-03-01', document: 'paper-1' },
      statement: 'oral',
    };
    expect(
      (await fault(desk.accountings.addSuspension(caseId, { ...statement, until: '2026-05-01' }))).message,
    ).toContain('30 days');
    await desk.accountings.addSuspension(caseId, { ...statement, until: '2026-03-20' });
    const now = await desk.accountings.account(caseId);
    expect(now.accounting.rows.map(({ recipient }) => recipient)).toEqual([
      'Sample County Public Health',
      'Wrong fax number',
    ]);
    expect(JSON.stringify(now.accounting)).not.toMatch(/police|suspen|withh/i);
    expect(now.basis.suspended).toEqual({
      ...{ rows: 1, until: '2026-03-20', statement: 'oral', document: 'paper-1' },
    });
    expect((await fault(desk.accountings.mustBeGiven(caseId))).message).toMatch(/has not been fixed yet/);
    const sha256 = await desk.accountings.fix(caseId);
    expect(await desk.accountings.mustBeGiven(caseId)).toEqual(now.accounting);
    expect(sha256).toBe(now.basis.sha256);
    expect(await desk.accountings.given(caseId)).toEqual(now.accounting);
    expect((await desk.rights.case(caseId)).suspended).toMatchObject({ rows: 1, until: '2026-03-20' });
    desk.setDay('2026-03-21');
    expect((await desk.accountings.account(caseId)).accounting.rows).toHaveLength(3);
  });
});
