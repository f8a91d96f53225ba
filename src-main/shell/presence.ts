import type { PowerMonitor } from 'electron';

/** Seconds between two looks at how long nobody touched the computer. */
const LOOK_EVERY = 15;

/**
 * Tells when the officer left: the screen was locked, the computer is going to sleep, or nobody touched it for a while.
 * Each time once.
 *
 * @param idleSeconds - how long is a while
 * @returns what ends the watch
 */
export function watchPresence(
  monitor: Pick<PowerMonitor, 'on' | 'getSystemIdleTime'>,
  idleSeconds: number,
  left: (why: 'lock-screen' | 'suspend' | 'idle') => void,
): () => void {
  let idle = false;
  monitor.on('lock-screen', () => {
    left('lock-screen');
  });
  monitor.on('suspend', () => {
    left('suspend');
  });
  const look = (): void => {
    const now = monitor.getSystemIdleTime() >= idleSeconds;
    if (now && !idle) left('idle');
    idle = now;
  };
  const timer = setInterval(look, LOOK_EVERY * 1000);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
