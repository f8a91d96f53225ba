/** Runs asynchronous work one at a time in the order it came; a failure of one does not stop the next. */
export function turns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

/** The same for each name: work under different names does not wait for one another. */
export function turnsByName(): <T>(name: string, work: () => Promise<T>) => Promise<T> {
  const waiting = new Map<string, { readonly inTurn: ReturnType<typeof turns>; count: number }>();
  return async (name, work) => {
    const queue = waiting.get(name) ?? { inTurn: turns(), count: 0 };
    waiting.set(name, queue);
    queue.count += 1;
    try {
      return await queue.inTurn(work);
    } finally {
      queue.count -= 1;
      if (queue.count === 0) waiting.delete(name);
    }
  };
}
