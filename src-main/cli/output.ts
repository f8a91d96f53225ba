import type { Progress } from '../jobs/index.ts';
import { faultToWire } from '../base/fault.ts';

/** What a verb says at its end: one document, or lines for a person. */
export type Answer = { readonly json: unknown; readonly lines: readonly string[] };

/** Where the command line writes. */
export type Console = {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly json: boolean;
};

/** Prints the answer: with `--json` one document and nothing else. */
export function say(console: Console, answer: Answer): void {
  console.out.write(
    console.json
      ? `${JSON.stringify(answer.json, null, 2)}\n`
      : answer.lines.map((line) => `${line}\n`).join(''),
  );
}

/** Prints a failure: what happened and what to do. */
export function sayFailure(console: Console, error: unknown): void {
  const { code, message, remedy } = faultToWire(error);
  if (console.json) console.out.write(`${JSON.stringify({ error: { code, message, remedy } }, null, 2)}\n`);
  else console.err.write(`${message}\n${remedy}\n[${code}]\n`);
}

/** Shows progress on one line of a terminal; silent elsewhere. */
export function progressLine(console: Console): { show(progress: Progress): void; clear(): void } {
  const live = console.err.isTTY === true && !console.json;
  let last = 0;
  return {
    show: ({ phase, done, total, unit }) => {
      const now = performance.now();
      if (!live || now - last < 100) return;
      last = now;
      const of =
        total === null ? '' : ` ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} ${unit}`;
      console.err.write(`\r\x1b[2K${phase}${of}`);
    },
    clear: () => {
      if (live) console.err.write('\r\x1b[2K');
    },
  };
}

/** Aligns pairs for the eye. */
export function table(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
