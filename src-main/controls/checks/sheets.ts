import { z } from 'zod';
import {
  CHECKLIST_PERIODS,
  type ChecklistItem,
  checklistItemSchema,
  type ChecklistSheet,
  type CheckRun,
} from '../../../src-shared/controls/checks.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { CheckedSignOff } from '../../signing/index.ts';
import { type Checklists, linesOf, signedLines, type Tick } from './checklist.ts';
import { plusDays, type Turn, turnsBetween, weekdayOf } from './turns.ts';

/** How far back the lists are told of, in days. */
export const SHOWN_DAYS = 90;

/** Kind of the sign-offs over lists; their subject is the turn. */
export const LIST_KIND = 'checklist.done';

/** What is signed of a list beside the statement. */
const detailsSchema = z.looseObject({
  /** Nothing later is part of it. */
  asOf: z.string(),
  items: z.array(checklistItemSchema),
  lines: z.array(z.json()),
});

/** Everything that is known of one turn. */
export type TurnRecord = {
  readonly turn: Turn;
  /** Oldest first. */
  readonly ticks: readonly Tick[];
  readonly runs: readonly CheckRun[];
  readonly signOffs: readonly CheckedSignOff[];
};

/** The turns to tell of, the newest first, without the one that is running. */
export function pastTurns(since: string | null, today: string, { workdays }: Checklists): readonly Turn[] {
  if (since === null) return [];
  const oldest = plusDays(today, -SHOWN_DAYS);
  const first = since > oldest ? since : oldest;
  return CHECKLIST_PERIODS.flatMap((period) =>
    turnsBetween(period, first, today).filter(
      ({ from, to }) => to < today && (period !== 'daily' || workdays.includes(weekdayOf(from))),
    ),
  );
}

/** The facts that an officer signs a list over. */
export function sheetDetails(items: readonly ChecklistItem[], record: TurnRecord, asOf: string) {
  const lines = linesOf(items, record.ticks, record.runs);
  return {
    ...{ asOf, turn: record.turn.turn, from: record.turn.from, to: record.turn.to },
    items: items.map((item) => ({ ...item })),
    lines: signedLines(lines).map((line) => ({ ...line })),
  };
}

/**
 * A list as it stands. One that was signed is shown as it was then, and compared with what is kept: a tick or a run that was
 * changed behind the application makes it tampered.
 *
 * @param items - of this period, as the data file has them now
 * @param dayOf - the day of an instant on the wall
 */
export function sheetOf(
  items: readonly ChecklistItem[],
  record: TurnRecord,
  today: string,
  dayOf: (instant: string) => string,
): ChecklistSheet {
  const { turn, period, from, to } = record.turn;
  const about = { turn, period, from, to };
  const signOff = record.signOffs.at(-1);
  if (signOff === undefined)
    return {
      ...about,
      state: to < today ? 'missed' : 'open',
      lines: [...linesOf(items, record.ticks, record.runs)],
      signed: null,
    };
  const { document } = signOff.check;
  const details = detailsSchema.safeParse(document?.details);
  const at = document?.decidedAt ?? new Date(0).toISOString();
  const signedOver = details.success ? details.data : { asOf: at, items, lines: null };
  const lines = linesOf(
    signedOver.items,
    record.ticks.filter((tick) => tick.at <= signedOver.asOf),
    record.runs.filter((run) => run.finishedAt <= signedOver.asOf),
  );
  const same =
    signedOver.lines !== null && canonicalJson(signedLines(lines)) === canonicalJson(signedOver.lines);
  return {
    ...about,
    state: dayOf(at) > to ? 'signed-late' : 'signed',
    lines: [...lines],
    signed: {
      at,
      by: document?.officer ?? '',
      signOffId: signOff.signed.signOffId,
      verdict: signOff.check.result === 'intact' && !same ? 'tampered' : signOff.check.result,
    },
  };
}
