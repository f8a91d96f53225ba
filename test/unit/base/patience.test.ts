import { describe, expect, test } from 'vitest';
import { patiently } from '../../../src-main/base/patience.ts';

/** Work whose answers come when the test says so. */
function slow(): { work: () => Promise<string>; answer: (value: string) => void; asked: () => number } {
  let resolve: (value: string) => void = () => undefined;
  let asked = 0;
  return {
    work: () => {
      asked++;
      return new Promise((done) => {
        resolve = done;
      });
    },
    answer: (value) => {
      resolve(value);
    },
    asked: () => asked,
  };
}

describe('patience', () => {
  test('a quick answer is handed out', async () => {
    const ask = patiently(
      () => Promise.resolve('here'),
      1000,
      () => undefined,
    );
    expect(await ask()).toBe('here');
  });
  test('a late answer is announced once and handed out without asking again', async () => {
    const { work, answer, asked } = slow();
    let announce: () => void = () => undefined;
    const announced = new Promise<void>((done) => {
      announce = done;
    });
    const ask = patiently(work, 5, () => {
      announce();
    });
    expect(await ask()).toBeNull();
    expect(await ask()).toBeNull();
    expect(asked()).toBe(1);
    answer('late');
    await announced;
    expect(await ask()).toBe('late');
    expect(asked()).toBe(1);
    // The next question is a new one; while it is open the last answer counts.
    expect(await ask()).toBe('late');
    expect(asked()).toBe(2);
  });
  test('without a limit it waits', async () => {
    const { work, answer } = slow();
    const ask = patiently(work, Infinity, () => undefined);
    const waiting = ask();
    answer('in the end');
    expect(await waiting).toBe('in the end');
  });
});
