import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawn } from '../../../src-main/controls/review/draw.ts';
import { countedOf, itemsOf } from '../../../src-main/controls/review/population.ts';

const items = Array.from({ length: 200 }, (_, at) => `item-${String(at).padStart(3, '0')}`);

describe('a draw', () => {
  it('is what whoever has population and seed draws with a hash alone', () => {
    const rank = (item: string): string =>
      createHash('sha256').update(`attestry/sample/1\nseed-7\n${item}\n`).digest('hex');
    const expected = items.toSorted((a, b) => (rank(a) < rank(b) ? -1 : 1)).slice(0, 25);
    const made = drawn(items, { method: 'random', size: 25, seed: 'seed-7' }).map((at) => items[at]);
    expect(made).toEqual(expected.toSorted());
  });

  it.each(['random', 'systematic'] as const)('does not depend on the order of the file (%s)', (method) => {
    const draw = { method, size: 20, seed: 'x' };
    const reversed = items.toReversed();
    const here = drawn(items, draw).map((at) => items[at]!);
    const there = drawn(reversed, draw).map((at) => reversed[at]!);
    expect(there.toSorted()).toEqual(here.toSorted());
    expect(new Set(here).size).toBe(20);
  });

  it('goes through the whole population in equal steps when it is systematic', () => {
    const places = drawn(items, { method: 'systematic', size: 20, seed: 'x' });
    expect(new Set(places.slice(1).map((at, index) => at - places[index]!))).toEqual(new Set([10]));
  });

  it('takes everything where there is not more', () => {
    for (const method of ['random', 'systematic'] as const)
      expect(drawn(['b', 'a'], { method, size: 5, seed: 'x' })).toEqual([0, 1]);
  });

  it('is another one with another seed', () => {
    const draw = (seed: string) => drawn(items, { method: 'random', size: 20, seed }).join();
    expect(draw('a')).not.toBe(draw('b'));
  });
});

describe('a population', () => {
  it('is its lines, counted and hashed in whatever order', () => {
    expect(itemsOf('\ufeffb\r\na\n\n  c \r')).toEqual(['b', 'a', 'c']);
    expect(countedOf('x', ['b', 'a']).sha256).toBe(countedOf('y', ['a', 'b']).sha256);
    expect(countedOf('x', ['b', 'a'])).toMatchObject({
      count: 2,
      sha256: createHash('sha256').update('a\nb\n').digest('hex'),
    });
  });
});
