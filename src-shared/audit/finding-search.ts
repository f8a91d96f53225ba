import { z } from 'zod';
import { count, instant, opaqueId, text } from '../base/schemas.ts';
import { findingSchema, tamperTypeSchema } from './types.ts';

/** Narrows the findings of a run; null: not narrowed. */
export const findingFilterSchema = z.strictObject({
  type: tamperTypeSchema.nullable(),
  /** Who the entry names, exactly; empty: nobody. */
  actor: text.nullable(),
  /** Positions, both included. */
  from: count.nullable(),
  to: count.nullable(),
  /** The time that the entry bears: from `after` on, before `before`. */
  after: instant.nullable(),
  before: instant.nullable(),
  /** Words that stand in the header of the entry, in any case; all of them must. */
  words: z.string().max(200).nullable(),
  acknowledged: z.boolean().nullable(),
});
export type FindingFilter = z.infer<typeof findingFilterSchema>;

/** Everything. */
export const NO_FILTER: FindingFilter = {
  type: null,
  actor: null,
  from: null,
  to: null,
  after: null,
  before: null,
  words: null,
  acknowledged: null,
};

/** By what findings are put together; `row`: the same thing at positions one after the other. */
export const GROUPINGS = ['type', 'day', 'actor', 'row'] as const;
export const groupingSchema = z.enum(GROUPINGS);
export type Grouping = z.infer<typeof groupingSchema>;

/** Findings that belong together. */
export const findingGroupSchema = z.strictObject({
  /** The type, the day (UTC, `YYYY-MM-DD`) or the actor; null: without one. */
  key: text.nullable(),
  /** The type, where the group is of one. */
  type: tamperTypeSchema.nullable(),
  count,
  /** First and last position; null where none is known. */
  from: count.nullable(),
  to: count.nullable(),
});
export type FindingGroup = z.infer<typeof findingGroupSchema>;

/** Groups that are told of; the rest are counted. */
export const MOST_GROUPS = 500;

export const findingSearchContract = {
  /** query: findings of a run that pass the filter, in order, by page. */
  'findings.search': {
    input: z.strictObject({
      runId: opaqueId,
      filter: findingFilterSchema,
      offset: count,
      limit: z.number().int().min(1).max(500),
    }),
    output: z.strictObject({
      total: count,
      rows: z.array(z.strictObject({ index: count, finding: findingSchema })).max(500),
    }),
  },
  /** query: the same, put together in groups: the largest first, those in a row by position, days in order. */
  'findings.groups': {
    input: z.strictObject({ runId: opaqueId, filter: findingFilterSchema, by: groupingSchema }),
    output: z.strictObject({ total: count, groups: z.array(findingGroupSchema).max(MOST_GROUPS) }),
  },
} as const;
