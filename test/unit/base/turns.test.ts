import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { turns, turnsByName } from '../../../src-main/base/turns.ts';

it('one at a time in the order they came; one that fails keeps nobody waiting', async () => {
  const inTurn = turns();
  const seen: string[] = [];
  const work = (name: string, ms: number) => async () => {
    seen.push(`${name} begins`);
    await pause(ms);
    seen.push(`${name} ends`);
    if (name === 'b') throw new Error('b failed');
    return name;
  };
  const all = await Promise.allSettled([inTurn(work('a', 20)), inTurn(work('b', 1)), inTurn(work('c', 0))]);
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('under different names nobody waits', async () => {
  const inTurn = turnsByName();
  const seen: string[] = [];
  let open: () => void = () => undefined;
  const gate = new Promise<void>((done) => (open = done));
  const first = inTurn('x', async () => {
    await gate;
    seen.push('x 1');
  });
  const second = inTurn('x', () => Promise.resolve(seen.push('x 2')));
  await inTurn('y', () => Promise.resolve(seen.push('y')));
  open();
  await Promise.all([first, second]);
  expect(seen).toEqual(['y', 'x 1', 'x 2']);
});
