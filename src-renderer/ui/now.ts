import { useSyncExternalStore } from 'react';

const EVERY = 20_000;
let now = Date.now();

function subscribe(changed: () => void): () => void {
  const timer = setInterval(() => {
    now = Date.now();
    changed();
  }, EVERY);
  return () => {
    clearInterval(timer);
  };
}

/** The time, renewed every 20 s: enough for “5 minutes ago”. Milliseconds since 1970. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
