import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  auditService,
  type AuditService,
  entryViewer,
  proofs,
  runCycle,
} from '../../src-main/audit/index.ts';
import { systemClock } from '../../src-main/base/clock.ts';
import type { Cache } from '../../src-main/cache/client.ts';
import { trustIn } from '../../src-main/compose-activity.ts';
import { composeWitness } from '../../src-main/compose-witness.ts';
import type { Signer } from '../../src-main/token/ports.ts';
import { defaultMonitorSettings } from '../../src-shared/audit/monitor.ts';
import { certify, type Identity, signerOf } from '../fixtures/authority.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { openedCache } from '../fixtures/opened-cache.ts';

/** A computer of its own: profile, key and what it has seen. */
type Machine = ReturnType<typeof composeWitness> & {
  readonly cache: Cache;
  readonly audit: AuditService;
  readonly signer: Signer;
};

const REASON = 'This computer is new; the fingerprint was read out.';
const POLICY = 'Entries are kept for six years (rule 4.2).';
const work = { signal: new AbortController().signal, progress: () => undefined };

let database: ClinicDatabase;
let folder: string;
let authority: Identity;
let first: Machine;
let second: Machine;
const open: Machine[] = [];

beforeAll(async () => {
  database = await startClinicDatabase();
  authority = await certify('Hospital Authority', { authority: 0 });
});
afterAll(async () => {
  await database.stop();
});
beforeEach(async () => {
  await database.reset();
  folder = mkdtempSync(join(tmpdir(), 'starting-point-'));
  first = await machine('First Officer');
  second = await machine('Second Officer');
  await sealed(1500);
  await first.audit.seal(work);
});
afterEach(async () => {
  for (const { cache } of open.splice(0)) await cache.close();
  rmSync(folder, { recursive: true });
});

async function machine(name: string): Promise<Machine> {
  const cache = openedCache(join(folder, `${name}.sqlite`));
  const signer = await signerOf(await certify(name, { issuer: authority }));
  const shared = {
    log: () => Promise.resolve(database.log),
    cache,
    signer: () => signer,
    clock: systemClock,
    officer: () => `CN=${name}`,
  };
  const own = composeWitness({
    ...shared,
    audit: () => audit,
    trust: () => Promise.resolve(trustIn([authority.certificate])),
    keepYears: () => Promise.resolve(0),
  });
  const audit: AuditService = auditService({
    ...shared,
    ...own.grounds,
    witness: (fingerprint) => cache.witness(fingerprint),
    runs: cache.runs,
  });
  const made = { ...own, cache, audit, signer };
  open.push(made);
  return made;
}

/** Fills and seals in blocks of 150. */
async function sealed(entries: number): Promise<void> {
  await database.fill(entries);
  while ((await database.log.sealPending(150)) > 0);
}
/** The first officer signs for the removal and the administrator removes. */
async function cut(entries = 690, by = first): Promise<void> {
  const { size } = await by.retention.plan({ entries });
  await by.retention.sign(size, POLICY, work);
  await database.sql(await by.retention.file(size));
}
const verified = (who: Machine) => who.audit.verify('blockchain', work);
async function begin(who: Machine) {
  const point = await who.startingPoints.proposal();
  if (point === null) throw new Error('there is nothing to begin behind');
  return who.startingPoints.begin(point.digest, REASON, work);
}
const cycle = (who: Machine) =>
  runCycle(
    {
      log: () => Promise.resolve(database.log),
      witness: (fingerprint) => who.cache.witness(fingerprint),
      store: who.cache.monitor,
      runs: who.cache.runs,
      clock: systemClock,
      accepted: who.grounds.accepted,
      takeOver: (own, options) => who.audit.takeOver(own, options),
    },
    defaultMonitorSettings,
    true,
    work,
  );

describe('a computer that did not see what was removed', () => {
  test('is shown what it would trust and why, and cannot tell until somebody decides', async () => {
    expect(await second.startingPoints.proposal()).toBeNull();
    await cut();
    expect(await second.startingPoints.proposal()).toMatchObject({
      certificate: { size: 600, policy: POLICY },
      subject: 'CN=First Officer, O=Sample Hospital, C=DE',
      issuer: 'CN=Hospital Authority, O=Sample Hospital, C=DE',
      authority: 'trusted',
      knownKey: false,
      witnessed: 0,
      follows: 'nothing-witnessed',
      needed: true,
      behind: 900,
    });
    await second.audit.seal(work);
    expect(await verified(second)).toMatchObject({ result: 'could-not-tell' });
    expect(await first.startingPoints.proposal()).toMatchObject({ needed: false, follows: 'follows' });
  });

  test('begins behind it by a recorded decision, witnesses, signs, and sees what is done from then on', async () => {
    await cut();
    expect(await begin(second)).toEqual({ entries: 900, agree: 0, contradict: [] });
    expect(await verified(second)).toMatchObject({ result: 'could-not-tell' });
    await database.fill(70);
    const { checkpoint } = await second.audit.seal(work);
    expect(checkpoint?.size).toBe(1570);
    const run = await verified(second);
    expect(run).toMatchObject({ result: 'intact', entries: 970, found: 0 });
    expect(run.steps.at(-1)?.detail).toContain('begins behind the removal of the first 600 entries');
    expect(await second.ownWitness.rebuilds()).toMatchObject([
      { by: 'CN=Second Officer', reason: REASON, behind: { size: 600, by: 'CN=First Officer' } },
    ]);
    expect(await second.ownWitness.check(work)).toMatchObject({ problems: [], contradicted: [] });
    expect(await cycle(second)).toMatchObject({ marks: [], reread: 970, drawn: 200 });
    // Both computers have the same tree, and what one proves the other's checkpoint states.
    const theirs = await first.audit.seal(work);
    expect(theirs.checkpoint?.root).toBe(checkpoint?.root);
    await database.tamper("update guard.audit_log set actor = 'x' where id = 1333");
    const { rows } = await second.cache.runs.findings((await verified(second)).runId, 0, 10, null);
    expect(rows.map(({ finding }) => [finding.type, finding.entryId])).toEqual([['modification', 1333]]);
    expect((await cycle(second)).marks).toMatchObject([{ position: 1332 }]);
  });

  test('proves its entries, and says of removed ones that it never saw them', async () => {
    await cut();
    await begin(second);
    await second.audit.seal(work);
    const parts = {
      log: () => Promise.resolve(database.log),
      witness: (fingerprint: string) => second.cache.witness(fingerprint),
      lastLog: () => second.cache.runs.lastLog(),
    };
    const look = entryViewer({ ...parts, accepted: second.grounds.accepted, clock: systemClock });
    for (const id of [601, 640, 768, 769, 1500])
      expect(await look(id, 'full')).toMatchObject({ result: 'intact', proof: { index: id - 1 } });
    await expect(look(450, 'full')).rejects.toMatchObject({ code: 'entry-unknown' });
    const { text } = await proofs(parts).proof(601, true);
    expect(text).toContain('c2sp.org/tlog-proof');
  });

  test('cuts once more itself, and the first computer takes that only from a key it accepted', async () => {
    await cut();
    await begin(second);
    await second.audit.seal(work);
    await cut(320, second);
    expect(await verified(second)).toMatchObject({ result: 'intact', entries: 600 });
    expect(await verified(first)).toMatchObject({ result: 'tampered' });
  });
});

describe('a computer that saw a part', () => {
  test('has it compared: the certificate leads back to what it witnessed, and the copy before is kept', async () => {
    await database.reset();
    await sealed(400);
    await second.audit.seal(work);
    await sealed(1100);
    const third = await machine('Third Officer');
    await third.audit.seal(work);
    await cut(690, third);
    expect((await verified(second)).result).toBe('tampered');
    expect(await second.startingPoints.proposal()).toMatchObject({
      witnessed: 400,
      follows: 'follows',
      needed: true,
    });
    expect(await begin(second)).toMatchObject({ contradict: [] });
    expect(await verified(second)).toMatchObject({ result: 'could-not-tell' });
    await database.fill(10);
    await second.audit.seal(work);
    expect(await verified(second)).toMatchObject({ result: 'intact' });
    expect(readdirSync(folder).some((name) => name.includes('.before-'))).toBe(true);
  });

  test('takes no certificate that contradicts what it witnessed', async () => {
    await second.audit.seal(work);
    // The whole log is another one now, and the first officer's new computer saw only that.
    await database.reset();
    await sealed(1510);
    const third = await machine('Third Officer');
    await third.audit.seal(work);
    await cut(690, third);
    const point = await second.startingPoints.proposal();
    expect(point).toMatchObject({ follows: 'contradicts' });
    await expect(second.startingPoints.begin(point?.digest ?? '', REASON, work)).rejects.toMatchObject({
      code: 'rebuild-refused',
    });
    expect((await verified(second)).result).toBe('tampered');
  });
});

describe('the decision', () => {
  test('is for one certificate, and for one that is whole', async () => {
    await cut();
    await expect(second.startingPoints.begin('0'.repeat(64), REASON, work)).rejects.toMatchObject({
      code: 'rebuild-refused',
    });
    await database.tamper("update guard.prefix_cut set note = replace(note, 'six years', 'two years')");
    expect(await second.startingPoints.proposal()).toBeNull();
    expect(await second.ownWitness.rebuilds()).toEqual([]);
  });

  test('does not cover a removal without a certificate: taken away later, what it stood for is deleted', async () => {
    await cut();
    await begin(second);
    await second.audit.seal(work);
    await database.tamper('delete from guard.prefix_cut');
    expect((await cycle(second)).marks).toEqual([{ key: 'no-certificate:600', position: null }]);
    expect(await verified(second)).toMatchObject({ result: 'tampered', found: 600 });
  });
});

describe('a damaged own copy of a log that was cut', () => {
  test('is read anew behind the certificate; checkpoints signed before are compared', async () => {
    await cut();
    await expect(first.ownWitness.rebuild(REASON, work)).rejects.toMatchObject({ code: 'rebuild-refused' });
    expect(await begin(first)).toEqual({ entries: 900, agree: 1, contradict: [] });
    expect(await verified(first)).toMatchObject({ result: 'intact', entries: 900 });
  });
});
