/** Runs asynchronous work one at a time in the order it came; a failure of one does not stop the next. */
export function fifo(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}
