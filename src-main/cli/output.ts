import type { Progress } from '../jobs/index.ts';
import { faultToWire } from '../base/fault.ts';
import { printable } from '../base/printable.ts';

/** What a verb says at its end: one document, or lines for a person. */
export type Answer = { readonly json: unknown; readonly lines: readonly string[] };

/** Where the command line writes. */
export type Console = {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly json: boolean;
};

// JSON leaves them as they are; written as escapes they mean the same and move no cursor.
const BARE = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A document of JSON with a line end, in which no sign does anything to a terminal. */
const documentOf = (json: unknown): string =>
  `${JSON.stringify(json, null, 2).replaceAll(BARE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;

/** Prints the answer: with `--json` one document and nothing else; otherwise one line for each, whatever stands in it. */
export function say(console: Console, answer: Answer): void {
  console.out.write(
    console.json ? documentOf(answer.json) : answer.lines.map((line) => `${printable(line)}\n`).join(''),
  );
}

/** Prints a failure: what happened and what to do. */
export function sayFailure(console: Console, error: unknown): void {
  const { code, message, remedy } = faultToWire(error);
  if (console.json) console.out.write(documentOf({ error: { code, message, remedy } }));
  else console.err.write(`${printable(message)}\n${printable(remedy)}\n[${code}]\n`);
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
      console.err.write(`\r\x1b[2K${printable(phase)}${of}`);
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
