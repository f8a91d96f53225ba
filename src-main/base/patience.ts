/**
 * Asks something that may take long without making the asker wait for it: after `ms` milliseconds the last answer
 * counts (null when there was none yet), and `late` is called when the new one has come.
 *
 * @param work - must not reject
 * @param ms - Infinity to wait as long as it takes
 */
export function patiently<T>(work: () => Promise<T>, ms: number, late: () => void): () => Promise<T | null> {
  let last: T | null = null;
  let running: Promise<T> | null = null;
  let arrived = false;
  const begin = async (): Promise<T> => {
    try {
      last = await work();
      return last;
    } finally {
      running = null;
    }
  };
  return async () => {
    // The asker was told that this answer has come: it is not asked for once more.
    if (arrived && last !== null) {
      arrived = false;
      return last;
    }
    running ??= begin();
    if (ms === Infinity) return running;
    let timer: NodeJS.Timeout | undefined;
    const tired = new Promise<'tired'>((resolve) => {
      timer = setTimeout(resolve, ms, 'tired');
    });
    const current = running;
    const first = await Promise.race([current, tired]);
    clearTimeout(timer);
    if (first !== 'tired') return first;
    void current.then(() => {
      arrived = true;
      late();
    });
    return last;
  };
}
