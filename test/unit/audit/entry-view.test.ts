import { describe, expect, test } from 'vitest';
import { entryViewer } from '../../../src-main/audit/entry-view.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import { bytesOf, hashFrom, sha256, type Hash } from '../../../src-main/base/hash.ts';
import { stored } from '../../fakes/log.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { leafOfRow, type Row } from '../../fixtures/entry-bytes.ts';
import { FINGERPRINT, logOf, provenLog, type ProvenLog } from '../../fixtures/proven-log.ts';

const signer = await signerOf(await certify('Officer'));
const viewer = (given: ProvenLog, log: () => ReturnType<ProvenLog['log']> = given.log) =>
  entryViewer({
    log: () => Promise.resolve().then(log),
    witness: () => given.witness,
    lastLog: () => Promise.resolve(FINGERPRINT),
    accepted: () => Promise.resolve([]),
    clock: { now: () => Date.now() },
  });
/** Changes the row of entry 300 and, with `reseal`, its seal too, as an administrator would who knows of seals. */
const change = ({ tables }: ProvenLog, alter: (row: Row) => Row, reseal: boolean): void => {
  const at = tables.rows.findIndex(({ row }) => row.id === 300);
  const row = alter(tables.rows[at]!.row);
  tables.rows[at] = stored(row, true);
  if (reseal) tables.seals.set(299, { ...tables.seals.get(299)!, leaf: leafOfRow(row) });
};
const node = (left: string, right: string): Hash =>
  sha256(Buffer.concat([Buffer.from([1]), bytesOf(hashFrom(left)), bytesOf(hashFrom(right))]));

describe('an entry', () => {
  test('as it was sealed is intact, and every node of its path follows from the ones below', async () => {
    const view = await viewer(await provenLog(320, signer))(300, 'full');
    expect(view).toMatchObject({
      result: 'intact',
      check: 'intact',
      position: 299,
      block: { number: 3, entries: 29 },
      checkpoint: { size: 320, valid: true },
    });
    let own = view.witnessed!.leaf;
    for (const { side, hash, node: above } of view.proof!.path) {
      own = bytesOf(side === 'left' ? node(hash, own) : node(own, hash)).toString('hex');
      expect(above).toBe(own);
    }
    expect(own).toBe(view.proof!.root);
  });
  test.each([
    ['changed', false, 'differs', 'differs'],
    ['changed together with its seal', true, 'intact', 'not-in-checkpoint'],
  ])('that was %s is seen as deep as was looked', async (_name, reseal, basic, full) => {
    const given = await provenLog(320, signer);
    change(given, (row) => ({ ...row, actor: 'somebody.else' }), reseal);
    expect(await viewer(given)(300, 'basic')).toMatchObject({ check: basic });
    expect(await viewer(given)(300, 'full')).toMatchObject({ result: 'tampered', check: full });
    expect((await viewer(given)(300, 'full')).witnessed!.header.actor).toBe('user-11');
  });
  test('that is gone, without a seal, or there twice is tampered', async () => {
    const gone = await provenLog(320, signer);
    gone.tables.rows.splice(299, 1);
    expect(await viewer(gone)(300, 'full')).toMatchObject({ result: 'tampered', check: 'no-row' });
    const bare = await provenLog(320, signer);
    bare.tables.seals.delete(299);
    expect(await viewer(bare)(300, 'full')).toMatchObject({ result: 'tampered', check: 'no-seal' });
    const twice = await provenLog(320, signer);
    twice.tables.rows.push(stored({ ...twice.tables.rows[299]!.row, actor: 'x' }, true));
    expect(await viewer(twice)(300, 'full')).toMatchObject({ result: 'tampered', check: 'twice' });
  });
  test('without a checkpoint, or with one that does not hold, could not tell', async () => {
    expect(await viewer(await provenLog(9, null))(3, 'full')).toMatchObject({
      result: 'could-not-tell',
      check: 'no-checkpoint',
    });
    const given = await provenLog(320, signer);
    given.witness.notes[0] = {
      ...given.witness.notes[0]!,
      note: given.witness.notes[0]!.note.replace('320', '321'),
    };
    expect(await viewer(given)(300, 'full')).toMatchObject({
      result: 'could-not-tell',
      check: 'checkpoint-invalid',
      checkpoint: { valid: false },
    });
  });
  test('accuses nobody on the strength of a damaged copy of this machine', async () => {
    const given = await provenLog(320, signer);
    const tile = (await given.witness.tile(0, 1))!;
    tile[(299 - 256) * 32]! ^= 1;
    expect(await viewer(given)(300, 'full')).toMatchObject({
      result: 'could-not-tell',
      check: 'own-copy-damaged',
      proof: null,
    });
  });
  test('with the database away is shown as witnessed, and is not called intact', async () => {
    const given = await provenLog(320, signer);
    const away = (): never => {
      throw new Fault('database-unreachable', 'It does not answer.', 'Look at the network.');
    };
    expect(await viewer(given, away)(300, 'full')).toMatchObject({
      result: 'could-not-tell',
      check: null,
      now: null,
      problem: 'It does not answer. Look at the network.',
      witnessed: { header: { entryId: 300 } },
    });
    // Whether there is such an entry, nobody was asked who could know.
    await expect(viewer(given, away)(9999, 'full')).rejects.toMatchObject({ code: 'database-unreachable' });
  });
  test('of which nobody knows is unknown', async () => {
    const given = await provenLog(20, signer);
    await expect(viewer(given)(9999, 'full')).rejects.toMatchObject({ code: 'entry-unknown' });
    await expect(viewer(given)(9999, 'record')).rejects.toMatchObject({ code: 'entry-unknown' });
  });
  test('that waits to be sealed could not tell; one that was witnessed never waits again', async () => {
    const given = await provenLog(20, signer);
    given.tables.rows.push(stored({ ...given.tables.rows[0]!.row, id: 21 }));
    expect(await viewer(given)(21, 'full')).toMatchObject({ result: 'could-not-tell', check: 'waiting' });
    const emptied = logOf({ rows: given.tables.rows, seals: new Map(), blocks: [] });
    expect(await viewer(given, () => emptied)(5, 'full')).toMatchObject({
      check: 'no-seal',
      result: 'tampered',
    });
  });
});
