import { describe, expect, test } from 'vitest';
import { openKernel } from '../../src-main/audit/kernel.ts';
import { KERNEL_BYTES } from '../../src-main/audit/kernel-tree.ts';
import { KernelWalk, suitsKernel } from '../../src-main/audit/kernel-walk.ts';
import { WINDOW } from '../../src-main/audit/range.ts';
import { RangeWalk } from '../../src-main/audit/range-walk.ts';
import { extendWitness } from '../../src-main/audit/witness.ts';
import {
  copyTables,
  memoryLog,
  memoryWitness,
  sealRows,
  stored,
  type StoredRow,
  type Tables,
} from '../fakes/log.ts';
import { rowNumber } from '../fixtures/entry-bytes.ts';
import { ROW_DEEDS, said, type Scene, SEAL_DEEDS } from '../fixtures/tampering.ts';
import { look, told } from '../fixtures/world.ts';

const COUNT = 2 * WINDOW + 100;
const rows = Array.from({ length: COUNT }, (_, n) => stored(rowNumber(n + 1)));
const kernel = openKernel(KERNEL_BYTES);

/** A log sealed in the given order. */
function logOf(order: readonly StoredRow[]): Tables {
  const tables: Tables = { rows: [...rows], seals: new Map(), blocks: [] };
  sealRows(tables, order, 10_000);
  return tables;
}
/** Neighbours on both sides of each reader's border are sealed in the opposite order. */
const crossing = [...rows];
for (const border of [WINDOW, 2 * WINDOW])
  for (let at = 1; at <= 5; at++)
    [crossing[border - at], crossing[border + at]] = [crossing[border + at]!, crossing[border - at]!];
const plain = logOf(crossing);
const BORDERS = [
  0,
  WINDOW - 5,
  WINDOW - 1,
  WINDOW,
  WINDOW + 1,
  WINDOW + 5,
  2 * WINDOW - 1,
  2 * WINDOW,
  COUNT - 1,
];

const walks = {
  'one by one': undefined,
  'in batches': (...[task, blocks]: ConstructorParameters<typeof RangeWalk>) =>
    kernel !== null && suitsKernel(task) ? new KernelWalk(task, blocks, kernel) : new RangeWalk(task, blocks),
} as const;

const stage = (tables: Tables, positions: number[]): Scene => ({
  tables,
  honest: plain,
  witnessed: 0,
  roll: (below) => below >> 1,
  take: () => positions.shift() ?? null,
});

describe.each(Object.entries(walks))('readers that walk %s', (_name, walk) => {
  const nobody = memoryWitness();
  test('find nothing where order and numbers cross at their borders', async () => {
    expect(await look(memoryLog(plain, walk), nobody, 'merkle')).toMatchObject({
      result: 'intact',
      entries: COUNT,
    });
  });
  test.each(['modify', 'redate', 'delete'])('miss nothing at head, tail and borders: %s', async (name) => {
    const tables = copyTables(plain);
    const positions = [...BORDERS];
    const scene = stage(tables, positions);
    const deeds = BORDERS.map(() => ROW_DEEDS[name]!(scene)!);
    const result = await look(memoryLog(tables, walk), nobody, 'merkle');
    expect(told(result)).toEqual(deeds.flatMap((deed) => deed.truth('merkle')).toSorted());
  });
  test('see a swap across windows, and seals falsified and removed at the borders', async () => {
    const tables = copyTables(plain);
    const scene = stage(tables, [WINDOW - 5, 2 * WINDOW, 0, WINDOW, 2 * WINDOW - 1, COUNT - 1]);
    const deeds = [
      ROW_DEEDS.swap!(scene)!,
      SEAL_DEEDS['falsify row and leaf']!(scene)!,
      SEAL_DEEDS['falsify a leaf']!(scene)!,
      SEAL_DEEDS['remove a seal']!(scene)!,
      SEAL_DEEDS['falsify a chain value']!(scene)!,
    ];
    const result = await look(memoryLog(tables, walk), nobody, 'merkle');
    expect(told(result)).toEqual(deeds.flatMap((deed) => deed.truth('merkle')).toSorted());
  });
});

test('two long transactions side by side: half the rows lie in other shares than their seals', async () => {
  const interleaved = [...rows.filter((_, n) => n % 2 === 0), ...rows.filter((_, n) => n % 2 === 1)];
  const tables = logOf(interleaved);
  const witness = memoryWitness();
  const seen = await extendWitness(memoryLog(tables), witness, new AbortController().signal, () => undefined);
  expect(seen).toEqual({ from: 0, to: COUNT, left: 0, stopped: false });
  expect(witness.kept[COUNT - 1]?.header.entryId).toBe(COUNT);
  expect((await look(memoryLog(tables), witness, 'merkle')).result).toBe('intact');
  const position = COUNT - 7;
  const old = interleaved[position]!;
  tables.rows[tables.rows.indexOf(old)] = stored({ ...old.row, actor: 'somebody' });
  expect(told(await look(memoryLog(tables), witness, 'basic'))).toEqual([
    said('modification', position, Number(old.row.id)),
  ]);
});
