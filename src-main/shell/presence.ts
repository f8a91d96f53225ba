import type { PowerMonitor } from 'electron';

/** Seconds between two looks at how long nobody touched the computer. */
const LOOK_EVERY = 15;

/**
 * Tells when the officer left: the screen was locked, the computer is going to sleep, or nobody touched it for a while.
 * Each time once.
 *
 * @param idleSeconds - how long is a while; asked at each look, so that a change counts at once
 * @returns what ends the watch
 */
export function watchPresence(
  monitor: Pick<PowerMonitor, 'on' | 'getSystemIdleTime'>,
  idleSeconds: () => Promise<number>,
  left: (why: 'lock-screen' | 'suspend' | 'idle') => void,
): () => void {
  let idle = false;
  monitor.on('lock-screen', () => {
    left('lock-screen');
  });
  monitor.on('suspend', () => {
    left('suspend');
  });
  const look = async (): Promise<void> => {
    const now = monitor.getSystemIdleTime() >= (await idleSeconds());
    if (now && !idle) left('idle');
    idle = now;
  };
  const timer = setInterval(() => void look(), LOOK_EVERY * 1000);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
