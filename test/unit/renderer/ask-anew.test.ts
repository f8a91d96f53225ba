import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { askAnew } from '../../../src-renderer/lib/ask-anew.ts';

const queries = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
const queryKey = ['access-matrix.get', {}];
const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  queries.clear();
});

/** A page that shows the answer; each call waits until it is answered. */
function shown(): { readonly answers: ((value: string) => void)[]; readonly data: () => string | undefined } {
  const answers: ((value: string) => void)[] = [];
  const observer = new QueryObserver<string>(queries, {
    queryKey,
    queryFn: () =>
      new Promise<string>((resolve) => {
        answers.push(resolve);
      }),
  });
  stops.push(observer.subscribe(() => undefined));
  return { answers, data: () => observer.getCurrentResult().data };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));

test('a change while the first answer is under way is not missed: the answer from before it is not kept', async () => {
  const { answers, data } = shown();
  expect(answers).toHaveLength(1);
  askAnew(queries, ['access-matrix.get']);
  await settled();
  expect(answers).toHaveLength(2);
  answers[0]?.('before the change');
  await settled();
  expect(data()).toBeUndefined();
  answers[1]?.('after the change');
  await settled();
  expect(data()).toBe('after the change');
});

test('a change while a later answer is under way, and one after an answer, are asked for again', async () => {
  const { answers, data } = shown();
  answers[0]?.('first');
  await settled();
  askAnew(queries, queryKey);
  askAnew(queries, queryKey);
  await settled();
  expect(answers).toHaveLength(3);
  answers[2]?.('third');
  answers[1]?.('second');
  await settled();
  expect(data()).toBe('third');
});

test('whoever waits for the first answer gets the one that is asked for again', async () => {
  const { answers } = shown();
  const waiting = queries.query<string>({ queryKey });
  askAnew(queries, queryKey);
  await settled();
  answers[0]?.('before');
  answers[1]?.('after');
  await expect(waiting).resolves.toBe('after');
});
