import { describe, expect, test } from 'vitest';
import { findingSchema } from '../../src-shared/audit/types.ts';
import { headerOf } from '../../src-main/audit/entry.ts';
import type { StoredCheckpoint } from '../../src-main/audit/ports.ts';
import type { Verification } from '../../src-main/audit/verify.ts';
import { entryBytes, rowNumber } from '../fixtures/entry-bytes.ts';
import {
  type Deed,
  dice,
  redateBlock,
  resealed,
  ROW_DEEDS,
  said,
  SEAL_DEEDS,
} from '../fixtures/tampering.ts';
import { allOf } from '../fakes/checkpoints.ts';
import { copyTables, memoryLog, sealRows, stored, type Tables } from '../fakes/log.ts';
import { LEVELS, look, scene, told, type World, world } from '../fixtures/world.ts';

function evidenceHolds(result: Verification, given: World, tables: Tables): void {
  for (const finding of result.findings) {
    expect(() => findingSchema.parse(finding)).not.toThrow();
    expect(finding.latest).toBe('2026-06-01T00:00:00Z');
    if (finding.position !== null && finding.position < given.tables.seals.size)
      expect(finding.earliest === null || finding.earliest.startsWith('2025-')).toBe(true);
    const { before, now } = finding.evidence;
    if (before !== null) {
      const then = given.tables.rows.find(({ row }) => row.id === before.entryId);
      expect(before).toEqual(headerOf(then!.bytes));
    }
    if (now !== null) expect(tables.rows.map(({ bytes }) => headerOf(bytes))).toContainEqual(now);
    if (finding.entryId !== null && finding.type !== 'insertion' && finding.position !== null)
      if (
        result.checkpoint !== null &&
        finding.position < given.witnessed &&
        finding.evidence.reference === 'witness'
      )
        expect(before).not.toBeNull();
  }
}

const worlds = await Promise.all(Array.from({ length: 40 }, (_, index) => world(index + 1)));
const RUNS = 44;

describe('in memory', () => {
  test('honest logs are intact at every level', async () => {
    for (const given of worlds)
      for (const level of LEVELS) {
        const result = await look(memoryLog(given.tables), given.witness, level);
        expect(result).toMatchObject({ result: 'intact', findings: [], reason: null });
      }
  });
  test.each([
    ['rows', ROW_DEEDS],
    ['seals', SEAL_DEEDS],
    ['rows and seals', { ...ROW_DEEDS, ...SEAL_DEEDS }],
  ])('%s: nothing missed, nothing invented, the right type', async (_name, deeds) => {
    let runs = 0;
    for (const [index, given] of worlds.entries())
      for (let run = 0; run < RUNS / 2; run++, runs++) {
        const seed = index * 1000 + run;
        const roll = dice(seed);
        const tables = copyTables(given.tables);
        const stage = scene(given, tables, roll, given.tables.seals.size);
        const names = Object.keys(deeds);
        const done: Deed[] = [];
        for (let wanted = 1 + roll(4); wanted > 0; wanted--) {
          const name = names[roll(names.length)]!;
          const deed = deeds[name]!(stage);
          if (deed !== null) done.push({ ...deed, name: `${name} ${deed.name}` });
          else if (
            name.startsWith('delete and') ||
            name === 'rotate' ||
            name === 'swap' ||
            name.startsWith('exchange')
          )
            continue;
        }
        const level = LEVELS[roll(LEVELS.length)]!;
        const result = await look(memoryLog(tables), given.witness, level);
        const truth = done.flatMap((deed) => deed.truth(level)).toSorted();
        expect(told(result), `seed ${seed}, level ${level}: ${done.map((d) => d.name).join(', ')}`).toEqual(
          truth,
        );
        evidenceHolds(result, given, tables);
      }
    expect(runs).toBe((worlds.length * RUNS) / 2);
  });
  test.each([
    'modify',
    'redate',
    'delete',
    'falsify a leaf',
    'falsify row and leaf',
    'falsify a chain value',
    'remove a seal',
    'remove row and seal',
  ])('in runs, to the very head and tail: %s', async (name) => {
    const deed = { ...ROW_DEEDS, ...SEAL_DEEDS }[name]!;
    for (const [index, given] of worlds.entries()) {
      const size = given.tables.seals.size;
      const roll = dice(300_000 + index);
      const from = index % 3 === 0 ? 0 : index % 3 === 1 ? size - 1 - roll(6) : roll(size);
      // Rows without seals are put back in every order only where they are few.
      const to = Math.min(from + 1 + roll(6), size);
      const tables = copyTables(given.tables);
      const places = Array.from({ length: to - from }, (_, at) => from + at);
      const stage = { ...scene(given, tables, roll, size), take: () => places.shift() ?? null };
      const level = LEVELS[index % 4]!;
      const truth = Array.from({ length: to - from }, () => deed(stage)!).flatMap((one) => one.truth(level));
      const result = await look(memoryLog(tables), given.witness, level);
      expect(told(result), `world ${index}, ${from} to ${to} of ${size}, level ${level}`).toEqual(
        truth.toSorted(),
      );
    }
  });
  test('rows changed and everything sealed anew: only the witness tells', async () => {
    for (const [index, given] of worlds.entries())
      for (let run = 0; run < RUNS / 4; run++) {
        const seed = 500_000 + index * 1000 + run;
        const roll = dice(seed);
        const tables = copyTables(given.tables);
        // What is put behind the last witnessed entry is a new entry: nobody can tell.
        const freeBelow =
          -6 + Math.min(...given.order.slice(given.witnessed - 1).map(({ row }) => Number(row.id)));
        const stage = { ...scene(given, tables, roll, given.witnessed - 1), freeBelow };
        const names = ['modify', 'redate', 'modify and re-date', 'delete', 'insert', 'swap', 'move far'];
        const done: Deed[] = [];
        for (let wanted = 1 + roll(4); wanted > 0; wanted--) {
          const deed = ROW_DEEDS[names[roll(names.length)]!]!(stage);
          if (deed !== null) done.push(deed);
        }
        const places = new Map(given.order.map(({ row }, at) => [Number(row.id), at]));
        const placeOf = (id: number): number =>
          places.get(id) ?? (places.get(Math.ceil(id / 7) * 7) ?? 0) - 0.5 + id / 1e6;
        const order = tables.rows
          .filter(({ row }) => Number(row.id) <= given.order.length * 7)
          .toSorted((a, b) => placeOf(Number(a.row.id)) - placeOf(Number(b.row.id)));
        const fresh = resealed(tables, order, given.blockSize, order.length);
        expect((await look(memoryLog(fresh), given.witness, 'merkle')).result).toBe('intact');
        const result = await look(memoryLog(fresh), given.witness, 'blockchain');
        const at = (id: number): number =>
          [...fresh.seals.values()].find((seal) => seal.entryId === id)!.position;
        const truth = done
          .flatMap((deed) => deed.truth('blockchain'))
          .map((line) =>
            line.replace(/^insertion null (\d+)$/, (_all, id: string) =>
              said('insertion', at(Number(id)), Number(id)),
            ),
          )
          .toSorted();
        expect(told(result), `seed ${seed}: ${done.map((d) => d.name).join(', ')}`).toEqual(truth);
      }
  });
  test('an older state put back, with and without going on from there', async () => {
    for (const [index, given] of worlds.entries())
      for (let run = 0; run < 6; run++) {
        const roll = dice(900_000 + index * 10 + run);
        const blocks = given.tables.blocks.filter((block) => block.last < given.witnessed - 1);
        const last = blocks[roll(blocks.length)];
        if (last === undefined) continue;
        const prefix = last.last + 1;
        const keep = new Set(given.order.slice(0, prefix));
        const tables: Tables = {
          rows: [...keep],
          seals: new Map([...given.tables.seals].filter(([position]) => position < prefix)),
          blocks: given.tables.blocks.filter((block) => block.number <= last.number),
        };
        const lost = given.order.slice(prefix, given.witnessed);
        const truth = lost.map(({ row }, at) => said('deletion', prefix + at, Number(row.id)));
        const ended = await look(memoryLog(tables), given.witness, 'blockchain');
        expect(told(ended)).toEqual(truth.toSorted());
        expect(ended.steps.at(-1)?.detail).toContain(
          'an older state of the database was put back, or its end was cut off',
        );
        const ids = lost
          .map(({ row }) => Number(row.id))
          .toSorted((a, b) => a - b)
          .slice(0, 1 + roll(lost.length));
        const others = ids.map((id) =>
          stored({
            ...rowNumber(id),
            time: rowNumber(id).time + 86_400_000_000n,
            actor: 'later',
            resourceId: `n-${id}`,
          }),
        );
        tables.rows.push(...others);
        sealRows(tables, others, given.blockSize, 'later');
        const went = await look(memoryLog(tables), given.witness, 'blockchain');
        const more = ids.map((id, at) => said('insertion', prefix + at, id));
        expect(told(went), `world ${index} run ${run}`).toEqual([...truth, ...more].toSorted());
        expect(went.steps.at(-1)?.detail).toContain('went on from there');
        expect(went.findings[0]?.evidence.summary).toContain('older state');
        expect((await look(memoryLog(tables), given.witness, 'merkle')).result).toBe('intact');
      }
  });
  test('blocks rewritten with another time', async () => {
    for (const [index, given] of worlds.entries()) {
      const roll = dice(700_000 + index);
      const known = given.tables.blocks.filter((block) => block.last < given.witnessed);
      const target = known[roll(known.length)]!;
      const one = [said('modification', target.first, null)];
      const plain = copyTables(given.tables);
      redateBlock(plain, target.number, false);
      expect(told(await look(memoryLog(plain), given.witness, 'merkle'))).toEqual(one);
      expect(told(await look(memoryLog(plain), given.witness, 'blockchain'))).toEqual(one);
      const rehashed = copyTables(given.tables);
      redateBlock(rehashed, target.number, true);
      expect((await look(memoryLog(rehashed), given.witness, 'merkle')).result).toBe('intact');
      const seen = await look(memoryLog(rehashed), given.witness, 'blockchain');
      const named = (await allOf(given.witness))
        .map((checkpoint: StoredCheckpoint) => known.find((block) => block.last === checkpoint.size - 1)!)
        .find((block) => block.number >= target.number)!;
      expect(told(seen)).toEqual([said('modification', named.first, null)]);
      const gone = copyTables(given.tables);
      gone.blocks = [];
      expect(told(await look(memoryLog(gone), given.witness, 'merkle'))).toEqual([said('deletion', 0, null)]);
    }
  });
});

test('the bytes of the fake are those of an entry', () => {
  expect(headerOf(entryBytes(rowNumber(5)))).toMatchObject({ entryId: 5, actor: 'user-5', actorRole: null });
});
