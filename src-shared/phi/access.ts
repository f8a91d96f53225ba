import { z } from 'zod';
import { count, instant, nothing, opaqueId, sha256Hex, text } from '../base/schemas.ts';
import { columnRefSchema, dataClassSchema, readWaySchema } from './classification.ts';

const name = z.string().min(1).max(63);
const reason = z.string().trim().min(10).max(1000);

/** What is seen of a value, from the least to all of it: ciphertext, nothing but its length, its last characters, the value. */
export const EXPOSURES = ['encrypted', 'masked', 'partial', 'clear'] as const;
export const exposureSchema = z.enum(EXPOSURES);
export type Exposure = (typeof EXPOSURES)[number];

/** Of which rows; `none`: row security lets nothing through. */
export const ROW_SCOPES = ['none', 'some', 'every'] as const;
export const rowScopeSchema = z.enum(ROW_SCOPES);
export type RowScope = (typeof ROW_SCOPES)[number];

/** How somebody reads a field. */
const reading = {
  shows: exposureSchema,
  rows: rowScopeSchema,
  way: readWaySchema,
  /** The view, the partition, the group that has the right, or the role switched to; null: by itself. */
  through: z.string().max(200).nullable(),
} as const;

export const accessRoleSchema = z.strictObject({
  role: name,
  /** Whether somebody can log in as it. `public`: everybody, also who comes later. */
  kind: z.enum(['login', 'group', 'public']),
  superuser: z.boolean(),
  /** How many fields it can read, and a SHA-256 over which and how much of them. */
  fields: count,
  sha256: sha256Hex,
});
export type AccessRole = z.infer<typeof accessRoleSchema>;

/** A field that holds health information. */
export const accessFieldSchema = z.strictObject({
  ...columnRefSchema.shape,
  classification: dataClassSchema,
  /** False: a scan proposes it, and nobody has decided yet. */
  decided: z.boolean(),
  encrypted: z.boolean(),
});
export type AccessField = z.infer<typeof accessFieldSchema>;

/** A role that can read a field, as numbers of the two lists. Whoever is not there cannot. */
export const accessCellSchema = z.strictObject({ role: count, field: count, ...reading });
export type AccessCell = z.infer<typeof accessCellSchema>;

/** Most cells that are shown. */
export const MOST_CELLS = 200_000;

/** Who can read which field now, by the database's own catalogue. */
export const accessMatrixSchema = z.strictObject({
  at: instant,
  server: text,
  database: text,
  roles: z.array(accessRoleSchema).max(2000),
  fields: z.array(accessFieldSchema).max(20_000),
  cells: z.array(accessCellSchema).max(MOST_CELLS),
  /** Functions that run with their owner's rights and could read such a field; what they give out cannot be told. */
  definerFunctions: count,
});
export type AccessMatrix = z.infer<typeof accessMatrixSchema>;

/** What was meant to be: a role may read a field, so much of it, for a reason. */
export const intendedCellSchema = z.strictObject({
  role: name,
  ...columnRefSchema.shape,
  shows: exposureSchema,
  rows: rowScopeSchema,
});
export type IntendedCell = z.infer<typeof intendedCellSchema>;

/** How a cell differs: more is read than is meant (`more`: not at all meant; `wider`: more of it), or less. */
export const ACCESS_DIFFERENCES = ['more', 'wider', 'less'] as const;
export const accessDifferenceSchema = z.strictObject({
  kind: z.enum(ACCESS_DIFFERENCES),
  role: name,
  ...columnRefSchema.shape,
  intended: z.strictObject({ shows: exposureSchema, rows: rowScopeSchema }).nullable(),
  now: z.strictObject(reading).nullable(),
});
export type AccessDifference = z.infer<typeof accessDifferenceSchema>;

/** Whether what a role can read is what its work needs (45 CFR 164.502(b), 164.514(d)). */
export const accessReviewSchema = z.strictObject({
  role: name,
  at: instant,
  by: text,
  decision: z.enum(['necessary', 'too-much']),
  note: text,
  /** SHA-256 over what the role could read then. */
  sha256: sha256Hex,
  signOffId: opaqueId.nullable(),
  /** Whether it can read something else since. */
  changed: z.boolean(),
});
export type AccessReview = z.infer<typeof accessReviewSchema>;

export const accessStandingSchema = z.strictObject({
  matrix: accessMatrixSchema,
  /** When and why the intended matrix was saved; null: never. */
  intended: z.strictObject({ since: instant, by: text, reason: text, cells: count }).nullable(),
  /** What is read beyond what is meant first. */
  differences: z.array(accessDifferenceSchema).max(MOST_CELLS),
  /** The newest of each role. */
  reviews: z.array(accessReviewSchema).max(2000),
});
export type AccessStanding = z.infer<typeof accessStandingSchema>;

/** Channels of the access matrix. */
export const accessContract = {
  /** Query: reads the catalogue as it is now. */
  'access-matrix.get': { input: nothing, output: accessStandingSchema },
  /** Command: what is now is what is meant from now on. */
  'access-matrix.adopt': { input: z.strictObject({ reason }), output: nothing },
  /** Command: differences that are meant to be as they are now, each for the same reason. */
  'access-matrix.intend': {
    input: z.strictObject({
      cells: z
        .array(z.strictObject({ role: name, ...columnRefSchema.shape }))
        .min(1)
        .max(20_000),
      reason,
    }),
    output: nothing,
  },
  /** Command: the review of a role, signed by the officer's token. */
  'access-matrix.review': {
    input: z.strictObject({
      role: name,
      decision: accessReviewSchema.shape.decision,
      note: reason,
      /** What was looked at; something else in between, and nothing is signed. */
      sha256: sha256Hex,
    }),
    output: nothing,
  },
} as const;
