import type { TestSession } from './ports.ts';

/** So often a connection that broke is made anew in one run: a server that is away is not waited for again and again. */
const MOST_RENEWED = 3;

/** The connection of one run: opened when the first test asks for it, and again when it broke. */
export interface SessionLine {
  /** @throws Fault as the reader's `open` */
  readonly session: () => Promise<TestSession>;
  /** Asks for a sign of life; without one, the next test gets another connection. */
  renewIfLost(): Promise<void>;
  leave(): Promise<void>;
}

/** See {@link SessionLine}. */
export function sessionLine(open: () => Promise<TestSession>): SessionLine {
  const state: { current: Promise<TestSession> | null; renewed: number } = { current: null, renewed: 0 };
  const leave = async (): Promise<void> => {
    const left = state.current;
    state.current = null;
    await left?.then((one) => one.close()).catch(() => undefined);
  };
  return {
    session: () => (state.current ??= open()),
    leave,
    renewIfLost: async () => {
      if (state.current === null || state.renewed >= MOST_RENEWED) return;
      const alive = await state.current.then((one) => one.alive()).catch(() => false);
      if (alive) return;
      state.renewed += 1;
      await leave();
    },
  };
}
