import { createHash } from 'node:crypto';
import { z } from 'zod';
import { exclusionSchema } from '../../../src-shared/rights/dossier-map.ts';
import { itemDecisionSchema } from '../../../src-shared/rights/review.ts';
import { Fault } from '../../base/fault.ts';
import type { CountRow, DecisionDraft, ItemRecord, PlainFilter, ReviewRecord } from '../../rights/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

type ItemRow = {
  number: number;
  source: string;
  held: string | null;
  part2: number;
  companions: number;
  decision: string;
  ground: string | null;
  redacted: string;
  officer: string | null;
};

const redactedSchema = z.array(z.string());
const itemOf = (row: ItemRow): ItemRecord => ({
  ...{ number: row.number, source: row.source, part2: row.part2 === 1, companions: row.companions },
  held: row.held === null ? null : exclusionSchema.parse(row.held),
  decision: itemDecisionSchema.parse(row.decision),
  ...{ ground: row.ground, redacted: redactedSchema.parse(JSON.parse(row.redacted)), by: row.officer },
});

const NARROWED = `case_id = @caseId
  and (@sources is null or source in (select value from json_each(@sources)))
  and (@decision is null or decision = @decision) and (@ground is null or ground = @ground)
  and (@held is null or (held is not null) = @held)`;

/** Makes a piece of work one transaction that writes from its beginning. */
export const togetherIn =
  (database: CacheDatabase) =>
  <I>(work: (input: I) => void): ((input: I) => void) => {
    const transaction = database.transaction(work);
    return (input) => {
      transaction.immediate(input);
    };
  };

/** The items of a collection, and what was decided of them. */
export function dossierItems(database: CacheDatabase, activity: ActivityTable) {
  const given = (caseId: string, { sources, decision, ground, held }: PlainFilter) => ({
    ...{ caseId, decision, ground, sources: sources === null ? null : JSON.stringify(sources) },
    held: held === null ? null : Number(held),
  });
  const together = togetherIn(database);
  return {
    items: (caseId: string, filter: PlainFilter, offset: number, limit: number) => {
      const all = given(caseId, filter);
      return {
        total:
          database
            .prepare<[typeof all], { n: number }>(`select count(*) as n from rights_item where ${NARROWED}`)
            .get(all)?.n ?? 0,
        rows: database
          .prepare<[typeof all & { offset: number; limit: number }], ItemRow>(
            `select * from rights_item where ${NARROWED} order by number limit @limit offset @offset`,
          )
          .all({ ...all, offset, limit })
          .map(itemOf),
      };
    },
    itemsAt: (caseId: string, numbers: readonly number[]): ItemRecord[] =>
      database
        .prepare<[string, string], ItemRow>(
          `select * from rights_item where case_id = ? and number in (select value from json_each(?)) order by number`,
        )
        .all(caseId, JSON.stringify(numbers))
        .map(itemOf),
    numbers: (caseId: string, filter: PlainFilter): number[] =>
      database
        .prepare<[ReturnType<typeof given>], { number: number }>(
          `select number from rights_item where ${NARROWED} order by number`,
        )
        .all(given(caseId, filter))
        .map(({ number }) => number),
    counts: (caseId: string): CountRow[] =>
      database
        .prepare<
          [string],
          { source: string; decision: string; ground: string | null; held: number; items: number }
        >(
          `select source, decision, ground, held is not null as held, count(*) as items from rights_item
            where case_id = ? group by 1, 2, 3, 4`,
        )
        .all(caseId)
        .map((row) => ({
          ...row,
          decision: itemDecisionSchema.parse(row.decision),
          held: row.held === 1,
        })),
    amended: (caseId: string): number =>
      database
        .prepare<[string], { n: number }>(
          'select count(*) as n from rights_item where case_id = ? and companions > 0',
        )
        .get(caseId)?.n ?? 0,
    digest: (caseId: string, ground: string | null): string => {
      const hash = createHash('sha256');
      const rows = database
        .prepare<[{ caseId: string; ground: string | null }], ItemRow>(
          `select * from rights_item where case_id = @caseId and (@ground is null or ground = @ground) order by number`,
        )
        .iterate({ caseId, ground });
      for (const { number, decision, ground: why, redacted } of rows)
        hash.update(`${JSON.stringify([number, decision, why, redacted])}\n`);
      return hash.digest('hex');
    },
    decide: together((draft: DecisionDraft) => {
      const changed = database
        .prepare(
          `update rights_item set decision = ?, ground = ?, redacted = ?, officer = ?
            where case_id = ? and number in (select value from json_each(?))`,
        )
        .run(
          ...[draft.decision, draft.ground, JSON.stringify(draft.redacted), draft.by, draft.caseId],
          JSON.stringify(draft.numbers),
        ).changes;
      if (changed !== draft.numbers.length) throw itemsChanged();
      activity.append(draft.event);
    }),
    review: (caseId: string): ReviewRecord => {
      const document = database
        .prepare<[string], { review: string | null }>(
          'select review from rights_collection where case_id = ?',
        )
        .get(caseId)?.review;
      // Our own form, written by `setReview`.
      return document === undefined || document === null
        ? { finished: null, confirmed: {} }
        : (JSON.parse(document) as ReviewRecord);
    },
    setReview: together(({ caseId, review }: { caseId: string; review: ReviewRecord }) => {
      database
        .prepare('update rights_collection set review = ? where case_id = ?')
        .run(JSON.stringify(review), caseId);
    }),
  };
}

const itemsChanged = (): Fault =>
  new Fault(
    'rights-changed',
    'The items are others than those that were shown, so nothing was decided.',
    'Look at the list again and decide anew.',
  );
