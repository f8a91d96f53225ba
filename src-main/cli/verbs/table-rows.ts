import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { meant } from './tables.ts';

/** Looks at one row: as it was taken over, and as it is now. */
export async function tablesRowVerb(context: Context, name: string, place: string): Promise<Outcome> {
  const [sourceId = ''] = await meant(context, name);
  const view = await context.services.tables.row(sourceId, positionFrom(place), context.work.signal);
  return {
    answer: {
      json: view,
      lines: [
        `${view.result}: ${view.detail}`,
        `  key        ${view.taken.key}`,
        `  time       ${view.taken.time ?? 'none'}`,
        `  taken over ${view.takenAt ?? 'at an unknown time'}, at position ${view.position}`,
        ...(view.now ?? []).map(({ row }) => `  now        ${row.key}  ${row.time ?? ''}`.trimEnd()),
        `  proof      ${view.proof === null ? 'none' : `${view.proof.path.length} hashes to ${view.proof.root}`}`,
      ],
    },
    exit: exitOf(view.result),
  };
}

/** Writes the proof file of a row. */
export async function tablesProofVerb(
  context: Context,
  name: string,
  place: string,
  { out }: { readonly out: string },
): Promise<Outcome> {
  const [sourceId = ''] = await meant(context, name);
  const { text } = await context.services.tables.proof(sourceId, positionFrom(place));
  await writeDurably(out, text, { mode: 0o644 });
  return {
    answer: {
      json: { file: out },
      lines: [`Written: ${out}. It holds hashes and the signed checkpoint, and nothing of the row.`],
    },
    exit: EXIT.fine,
  };
}

function positionFrom(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new Fault('usage', 'The position is not understood.', 'Give a number: a finding names its row’s.');
}
