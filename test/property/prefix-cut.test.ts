import { describe, expect, test } from 'vitest';
import { checkCut, cutText, parseCut } from '../../src-main/audit/cut.ts';
import { sha256 } from '../../src-main/base/hash.ts';
import { memoryWitness, memoryLog, copyTables, sealRows, stored, type Tables } from '../fakes/log.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { cutBody, storedCut, withoutPrefix } from '../fixtures/cut-log.ts';
import { rowNumber } from '../fixtures/entry-bytes.ts';
import { type Deed, dice, ROW_DEEDS, said, SEAL_DEEDS } from '../fixtures/tampering.ts';
import { LEVELS, look, scene, signer, told, type World, world } from '../fixtures/world.ts';

type Cut = World & { readonly size: number; readonly behind: Tables };

/** Where a log can be cut: behind a block that was witnessed, before the last one. */
const borders = (given: World): readonly number[] =>
  given.tables.blocks.slice(0, -1).flatMap(({ last }) => (last < given.witnessed ? [last + 1] : []));

async function cutWorld(seed: number): Promise<Cut | null> {
  const given = await world(seed);
  const places = borders(given);
  const size = places[dice(seed)(places.length)];
  if (size === undefined) return null;
  const cut = await storedCut(given.tables, cutBody(given.tables, size, signer), signer);
  return { ...given, size, behind: withoutPrefix(given.tables, size, [cut]) };
}

const worlds = (await Promise.all(Array.from({ length: 40 }, (_, index) => cutWorld(index + 1)))).filter(
  (one) => one !== null,
);
const deletions = (given: World, from: number, to: number): readonly string[] =>
  Array.from({ length: to - from }, (_, at) =>
    said('deletion', from + at, given.tables.seals.get(from + at)!.entryId),
  );

test('a certificate is read as it was written, and not with any character changed', async () => {
  const [given] = worlds;
  const body = cutBody(given!.tables, given!.size, signer);
  const { note } = await storedCut(given!.tables, body, signer);
  expect(parseCut(note)?.body).toEqual({ ...body, signer: Buffer.from(body.signer) });
  expect(checkCut(note)).toBe('ok');
  expect(checkCut(note.replace('six years', 'two years'))).toBe('does-not-verify');
  const text = cutText(body);
  for (let at = 0; at < text.length; at++) {
    const changed = `${note.slice(0, at)}${note[at] === 'x' ? 'y' : 'x'}${note.slice(at + 1)}`;
    expect(checkCut(changed), `character ${at}`).not.toBe('ok');
  }
  for (const line of text.slice(0, -1).split('\n'))
    expect(parseCut(note.replace(`${line}\n`, ''))?.body.period ?? null, line).toBeNull();
});

describe('behind a cut', () => {
  test('there are enough logs to say something', () => {
    expect(worlds.length).toBeGreaterThan(25);
  });
  test('an honest log is intact at every level, also while entries are still being removed', async () => {
    for (const given of worlds)
      for (const level of LEVELS)
        for (const done of [given.size, 0, Math.floor(given.size / 2)]) {
          const tables = withoutPrefix(given.tables, done, given.behind.cuts ?? []);
          const result = await look(memoryLog(tables), given.witness, level);
          expect(result, `${level} ${done} of ${given.size}`).toMatchObject({
            result: 'intact',
            findings: [],
            reason: null,
            first: given.size,
          });
          expect(result.steps[0]?.detail).toContain('removed under a certificate signed by CN=Officer');
          expect(result.steps[0]?.detail.includes('run it again')).toBe(done < given.size);
        }
  });
  test.each([
    ['rows', ROW_DEEDS],
    ['seals', SEAL_DEEDS],
  ])('%s: nothing missed, nothing invented, the right type', async (_name, deeds) => {
    for (const [index, given] of worlds.entries())
      for (let run = 0; run < 14; run++) {
        const seed = 40_000 + index * 100 + run;
        const roll = dice(seed);
        const tables = copyTables(given.behind);
        // Deeds are done to what is there; the places before the cut count as touched.
        const free = scene(given, tables, roll, given.tables.seals.size);
        const stage = {
          ...free,
          take: (limit?: number) => {
            for (let tries = 0; tries < 200; tries++) {
              const at = free.take(limit);
              if (at === null) return at;
              // At the very end a removed seal is found by its block alone, which another deed may have spoilt.
              if (at >= given.size && at < given.tables.seals.size - 1) return at;
            }
            return null;
          },
        };
        const names = Object.keys(deeds);
        const done: Deed[] = [];
        for (let wanted = 1 + roll(3); wanted > 0; wanted--) {
          const name = names[roll(names.length)]!;
          if (/^(delete and|rotate|swap|exchange)/.test(name)) continue;
          const deed = deeds[name]!(stage);
          if (deed !== null) done.push({ ...deed, name: `${name} ${deed.name}` });
        }
        const level = LEVELS[roll(LEVELS.length)]!;
        const result = await look(memoryLog(tables), given.witness, level);
        const truth = done.flatMap((deed) => deed.truth(level)).toSorted();
        const name = `seed ${seed}, cut ${given.size}, level ${level}: ${done.map((d) => d.name).join(', ')}`;
        expect(told(result), name).toEqual(truth);
      }
  });
  test('one entry too many is a deletion', async () => {
    for (const given of worlds) {
      const tables = withoutPrefix(given.tables, given.size + 1, given.behind.cuts ?? []);
      const result = await look(memoryLog(tables), given.witness, 'blockchain');
      const [whole] = deletions(given, given.size, given.size + 1);
      const unseen = said('deletion', given.size, null);
      expect(told(result)).toEqual([given.size < given.witnessed ? whole : unseen]);
      expect((await look(memoryLog(tables), memoryWitness(), 'merkle')).result).toBe('tampered');
    }
  });
  test('an entry that was removed and put back altered was put in', async () => {
    for (const given of worlds) {
      const id = given.tables.seals.get(0)!.entryId;
      const old = given.tables.rows.find(({ row }) => row.id === id)!;
      const tables = copyTables(given.behind);
      tables.rows.push(stored({ ...old.row, actor: 'another' }, true));
      const truth = [said('insertion', null, id)];
      expect(told(await look(memoryLog(tables), given.witness, 'blockchain'))).toEqual(truth);
      // With a seal of its own as well: the seal is not the one that was witnessed.
      const seal = given.tables.seals.get(0)!;
      tables.seals.set(0, { ...seal, leaf: sha256(tables.rows.at(-1)!.bytes) });
      expect(told(await look(memoryLog(tables), given.witness, 'blockchain'))).toEqual(truth);
    }
  });
  test('the log grows on, and an older state put back is seen', async () => {
    for (const [index, given] of worlds.entries()) {
      const tables = copyTables(given.behind);
      const last = given.tables.blocks.find(({ first }) => first >= given.size && first < given.witnessed);
      if (last === undefined || last.last + 1 >= given.witnessed) continue;
      const to = last.last + 1;
      tables.seals = new Map([...tables.seals].filter(([position]) => position < to));
      tables.blocks = tables.blocks.filter(({ number }) => number <= last.number);
      const kept = new Set([...tables.seals.values()].map(({ entryId }) => entryId));
      tables.rows = tables.rows.filter(({ row }) => kept.has(Number(row.id)));
      const result = await look(memoryLog(tables), given.witness, 'blockchain');
      expect(told(result), `world ${index}`).toEqual(deletions(given, to, given.witnessed).toSorted());
      expect(result.steps.at(-1)?.detail).toContain('an older state of the database was put back');
    }
  });
});

const other = await signerOf(await certify('Somebody else'));
const expired = await signerOf(
  await certify('Officer', { notBefore: new Date(2020, 1), notAfter: new Date(2021, 1) }),
);

describe('a certificate that does not hold', () => {
  const forged = async (given: Cut, change: object, by = signer): Promise<Tables> => ({
    ...given.behind,
    cuts: [await storedCut(given.tables, { ...cutBody(given.tables, given.size, signer), ...change }, by)],
  });
  test.each<[string, string, (given: Cut) => Tables | Promise<Tables>]>([
    ['another log', 'is for another log', (g) => forged(g, { origin: `attestry.cut/${'0'.repeat(32)}` })],
    ['another root', 'states another tree', (g) => forged(g, { root: sha256(Buffer.from('x')) })],
    [
      'a key that nobody knows',
      'does not know',
      (g) => forged(g, { signer: other.identity.certificate }, other),
    ],
    ['signed by another key than it carries', 'is not signed by the key', (g) => forged(g, {}, other)],
    [
      'outside the validity of the certificate',
      'outside the validity',
      (g) => forged(g, { signer: expired.identity.certificate }, expired),
    ],
    [
      'a note that was changed',
      'does not verify',
      async (g) => {
        const tables = await forged(g, {});
        return {
          ...tables,
          cuts: tables.cuts!.map((cut) => ({ ...cut, note: cut.note.replace('six years', 'one year') })),
        };
      },
    ],
    [
      'kept for more entries than it is for',
      'not for the number of entries',
      (g) => ({ ...g.behind, cuts: g.behind.cuts!.map((cut) => ({ ...cut, size: cut.size + 1 })) }),
    ],
  ])('%s: told as that, and what is absent as deleted', async (_name, words, make) => {
    for (const given of worlds.slice(0, 12)) {
      const result = await look(memoryLog(await make(given)), given.witness, 'blockchain');
      const [bad] = result.findings.filter(({ type }) => type === 'signature-invalid');
      expect(bad?.evidence.summary).toContain(words);
      expect(told(result).filter((line) => line.startsWith('deletion'))).toEqual(
        deletions(given, 0, given.size).toSorted(),
      );
      expect(result.result).toBe('tampered');
      expect(result.first).toBe(0);
    }
  });
  test('no certificate at all: everything that is absent was deleted', async () => {
    for (const given of worlds) {
      const result = await look(memoryLog({ ...given.behind, cuts: [] }), given.witness, 'blockchain');
      expect(told(result)).toEqual(deletions(given, 0, given.size).toSorted());
    }
  });
  test('a forged newer one hides nothing behind an honest older one', async () => {
    for (const given of worlds) {
      const further = borders(given).find((size) => size > given.size);
      if (further === undefined) continue;
      const body = { ...cutBody(given.tables, further, other), from: given.size };
      const cuts = [...given.behind.cuts!, await storedCut(given.tables, body, other)];
      const result = await look(
        memoryLog(withoutPrefix(given.tables, further, cuts)),
        given.witness,
        'blockchain',
      );
      expect(told(result)).toEqual(
        [...deletions(given, given.size, further), said('signature-invalid', further - 1, null)].toSorted(),
      );
    }
  });
});

test('a machine that had not seen what was removed cannot tell, and says so', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => stored(rowNumber(index + 1)));
  const tables: Tables = { rows, seals: new Map(), blocks: [] };
  sealRows(tables, rows, 10);
  const cut = await storedCut(tables, cutBody(tables, 40, signer), signer);
  const behind = withoutPrefix(tables, 40, [cut]);
  expect((await look(memoryLog(behind), memoryWitness(), 'merkle')).result).toBe('intact');
  expect(await look(memoryLog(behind), memoryWitness(), 'blockchain')).toMatchObject({
    result: 'could-not-tell',
    findings: [],
  });
});
