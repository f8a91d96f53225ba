import { beforeEach, describe, expect, test } from 'vitest';
import { blockHash } from '../../../src-main/audit/block.ts';
import type { Witness, WitnessWriter } from '../../../src-main/audit/ports.ts';
import { extendWitness, signWitnessed } from '../../../src-main/audit/witness.ts';
import { hashFrom, sha256 } from '../../../src-main/base/hash.ts';
import { copyTables, memoryLog, memoryWitness, sealRows, stored, type Tables } from '../../fakes/log.ts';
import { certify, signerOf } from '../../fixtures/authority.ts';
import { rowNumber } from '../../fixtures/entry-bytes.ts';
import { resealed, said } from '../../fixtures/tampering.ts';
import { look, told } from '../../fixtures/world.ts';

const signer = await signerOf(await certify('Officer'));
const { signal } = new AbortController();
const rows = Array.from({ length: 900 }, (_, n) => stored(rowNumber(n + 1)));
const extend = (tables: Tables, witness: Witness & WitnessWriter) =>
  extendWitness(memoryLog(tables), witness, signal, () => undefined);
let tables: Tables;
let witness: ReturnType<typeof memoryWitness>;
beforeEach(async () => {
  tables = { rows: rows.slice(0, 600), seals: new Map(), blocks: [] };
  sealRows(tables, tables.rows, 100);
  witness = memoryWitness();
  await extend(tables, witness);
  await signWitnessed('attestry.log/x', witness, signer, () => new Date().toISOString(), signal);
});

describe('what is taken over', () => {
  const noise = sha256(Buffer.from('noise'));
  test.each<[string, (grown: Tables) => void]>([
    ['a row that was changed', (t) => (t.rows[700] = stored({ ...t.rows[700]!.row, actor: 'x' }))],
    ['a row that is gone', (t) => t.rows.splice(700, 1)],
    ['a seal that was falsified', (t) => t.seals.set(700, { ...t.seals.get(700)!, leaf: noise })],
    ['a seal that is gone', (t) => t.seals.delete(700)],
    ['a chain value that does not follow', (t) => t.seals.set(700, { ...t.seals.get(700)!, chain: noise })],
    [
      'a block that states another tree',
      (t) => (t.blocks[7] = rehashed({ ...t.blocks[7]!, treeRoot: noise })),
    ],
    ['a block that states another root', (t) => (t.blocks[7] = rehashed({ ...t.blocks[7]!, root: noise }))],
    ['a block without its own hash', (t) => (t.blocks[7] = { ...t.blocks[7]!, hash: noise })],
    [
      'a block that follows on another one',
      (t) => (t.blocks[6] = rehashed({ ...t.blocks[6]!, previousHash: noise })),
    ],
    ['a block that is gone', (t) => t.blocks.splice(6, 1)],
  ])('is never %s, and nothing behind it', async (_name, falsify) => {
    const grown = copyTables(tables);
    grown.rows.push(...rows.slice(600));
    sealRows(grown, rows.slice(600), 100);
    falsify(grown);
    const seen = await extend(grown, witness);
    expect(seen.stopped).toBe(true);
    expect(await witness.size()).toBe(600);
  });
  const rehashed = (block: Tables['blocks'][number]): Tables['blocks'][number] => ({
    ...block,
    hash: blockHash(block),
  });
  test('is nothing where the log has become shorter or is another one', async () => {
    const shorter: Tables = { rows: rows.slice(0, 300), seals: new Map(), blocks: [] };
    sealRows(shorter, shorter.rows, 100);
    expect(await extend(shorter, witness)).toEqual({ from: 600, to: 600, left: 0, stopped: true });
    const other: Tables = { rows: [...rows], seals: new Map(), blocks: [] };
    sealRows(other, rows, 100, 'another');
    expect(await extend(other, witness)).toMatchObject({ from: 600, to: 600, stopped: true });
  });
});

describe('a damaged own copy', () => {
  test('is told and is no evidence: an honest log is not called changed', async () => {
    const missing: Witness = { ...witness, tile: () => Promise.resolve(null) };
    expect(await look(memoryLog(tables), missing, 'blockchain')).toMatchObject({
      result: 'could-not-tell',
      findings: [],
      reason: expect.stringContaining("This machine's own copy") as string,
    });
    const flipped: Witness = {
      ...witness,
      tile: async (level, index) =>
        (await witness.tile(level, index))?.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) ?? null,
    };
    expect(await look(memoryLog(tables), flipped, 'blockchain')).toMatchObject({
      result: 'could-not-tell',
      findings: [],
    });
  });
  test('in a place the root does not need: nothing is invented from it', async () => {
    witness.kept[3] = { ...witness.kept[3]!, leaf: hashFrom('00'.repeat(32)) };
    const changed = copyTables(tables);
    changed.rows[500] = stored({ ...changed.rows[500]!.row, actor: 'x' });
    const fresh = resealed(changed, changed.rows, 100, 600);
    const result = await look(memoryLog(fresh), witness, 'blockchain');
    expect(told(result).filter((line) => line.includes(' 3 '))).toEqual([]);
    expect(result.result).not.toBe('intact');
  });
});

describe('when it can have happened', () => {
  const tampered = (): Tables => {
    const changed = copyTables(tables);
    changed.rows[50] = stored({ ...changed.rows[50]!.row, actor: 'x' });
    changed.rows[550] = stored({ ...changed.rows[550]!.row, actor: 'x' });
    changed.rows.push(stored({ ...rowNumber(3), id: -4 }, true));
    return changed;
  };
  const moments = async (kept: Witness, level: 'basic' | 'chain'): Promise<(string | null)[]> =>
    (await look(memoryLog(tampered()), kept, level)).findings.map((finding) => finding.earliest);
  test('not before its block was sealed; an inserted row at any time', async () => {
    expect(await moments(witness, 'chain')).toEqual([
      '2025-12-25T17:46:40.000000Z',
      '2025-12-25T17:51:40.000000Z',
      null,
    ]);
  });
  test('not before the last verification of this depth that covered it', async () => {
    const at = '2026-03-01T00:00:00.000Z';
    const kept: Witness = {
      ...witness,
      lastIntact: (level) => Promise.resolve(level === 'chain' ? { at, size: 300 } : null),
    };
    expect(await moments(kept, 'chain')).toEqual([at, '2025-12-25T17:51:40.000000Z', at]);
    expect(await moments(kept, 'basic')).toEqual([
      '2025-12-25T17:46:40.000000Z',
      '2025-12-25T17:51:40.000000Z',
    ]);
  });
  test('with the row as it was witnessed and as it is now', async () => {
    const [first] = (await look(memoryLog(tampered()), witness, 'basic')).findings;
    expect(said(first!.type, first!.position, first!.entryId)).toBe('modification 50 51');
    expect(first!.evidence.before).toMatchObject({ entryId: 51, actor: 'user-0' });
    expect(first!.evidence.now).toMatchObject({ entryId: 51, actor: 'x' });
  });
});
