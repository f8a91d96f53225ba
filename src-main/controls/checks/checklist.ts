import { z } from 'zod';
import {
  type ChecklistItem,
  checklistItemSchema,
  type ChecklistLine,
  type CheckRun,
} from '../../../src-shared/controls/checks.ts';
import { hexOf, sha256 } from '../../base/hash.ts';

/** The data file of the lists (resources/checklists/checklists.json). */
export const checklistsSchema = z
  .strictObject({
    format: z.literal('attestry-checklists/1'),
    /** Days of the week on which the daily list is due, Monday is 0. */
    workdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
    items: z.array(checklistItemSchema).min(1).max(100),
  })
  .refine(({ items }) => new Set(items.map(({ id }) => id)).size === items.length, {
    error: 'Every item needs an id of its own.',
  });
export type Checklists = z.infer<typeof checklistsSchema>;

/** A person did something on a list, or took that back. */
export type Tick = {
  readonly turn: string;
  readonly itemId: string;
  readonly done: boolean;
  readonly note: string;
  readonly at: string;
  readonly by: string;
};

/**
 * The lines of a list: what a person ticked, and what the checks of its time fill in. A person's tick counts above a check,
 * because it was done by somebody who saw what the check asks for and said why in a note.
 *
 * @param ticks - of this turn, oldest first
 * @param runs - of its time, oldest first
 */
export const linesOf = (
  items: readonly ChecklistItem[],
  ticks: readonly Tick[],
  runs: readonly CheckRun[],
): readonly ChecklistLine[] =>
  items.map((item) => {
    const tick = ticks.findLast(({ itemId }) => itemId === item.id);
    if (tick?.done === true)
      return { item, state: 'done', by: tick.by, at: tick.at, note: tick.note, runId: null };
    const run = runs.at(-1);
    const open: ChecklistLine = { item, state: 'open', by: '', at: null, note: '', runId: null };
    if (item.checks.length === 0 || run === undefined) return open;
    const seen = item.checks.map((id) => run.results.find((result) => result.id === id));
    const first = seen.find((result) => result?.outcome !== 'ok');
    // A check that the run does not know was not looked at: that is not in order.
    const fine = seen.every((result) => result?.outcome === 'ok');
    return {
      item,
      state: fine ? 'done' : 'attention',
      by: run.by,
      at: run.finishedAt,
      note: fine ? '' : (first?.sentence ?? 'This was not looked at.'),
      runId: run.runId,
    };
  });

/** What is signed of a list. Notes are a person's own words and may name somebody: only their hash is signed. */
export const signedLines = (
  lines: readonly ChecklistLine[],
): readonly Record<'item' | 'title' | 'state' | 'by' | 'at' | 'run' | 'noteSha256', string | null>[] =>
  lines.map(({ item, state, by, at, note, runId }) => ({
    ...{ item: item.id, title: item.title, state, by, at, run: runId },
    noteSha256: note === '' ? null : hexOf(sha256(Buffer.from(note))),
  }));
