import { z } from 'zod';
import {
  type AccessField,
  type AccessMatrix,
  type AccessReview,
  accessReviewSchema,
  type AccessStanding,
  type IntendedCell,
  intendedCellSchema,
} from '../../src-shared/phi/access.ts';
import { columnRefSchema, type DataMap, isPhi } from '../../src-shared/phi/classification.ts';
import type { EncryptedField } from '../../src-shared/phi/fields.ts';
import { recordsOf, type RecordStore } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { SignOffs } from '../signing/index.ts';
import type { AccessFacts, ColumnAt } from './access-facts.ts';
import { cellKey, differencesOf, intendedFrom, matrixOf } from './access-matrix.ts';
import { readingsOf } from './access-reads.ts';
import { columnKey } from './data-map.ts';

/** The clinic's catalogue, as far as rights to read are concerned. */
export interface AccessCatalogue {
  /** @param fields - by name; those that are gone have no number in the answer. @throws Fault `database-…` */
  read(fields: readonly AccessField[]): Promise<{
    readonly facts: AccessFacts;
    readonly placed: readonly (ColumnAt & { readonly index: number })[];
    readonly server: string;
    readonly database: string;
  }>;
}

/** Which role reads which field, what was meant, and the review of each role. */
export interface AccessMatrixService {
  /** As it is now. @throws Fault `database-…`, `profile-missing`, `usage` */
  standing(): Promise<AccessStanding>;
  /** What is now is what is meant. @throws Fault as {@link AccessMatrixService.standing} */
  adopt(reason: string): Promise<void>;
  /** Some of what differs is meant to be as it is now. @throws Fault `usage` when one does not differ any more */
  intend(
    cells: readonly (Pick<IntendedCell, 'role'> & z.infer<typeof columnRefSchema>)[],
    reason: string,
  ): Promise<void>;
  /** Signed by the officer's token. @throws Fault `table-changed` when the role reads something else by now, `not-signed-in` */
  review(wanted: {
    readonly role: string;
    readonly decision: AccessReview['decision'];
    readonly note: string;
    readonly sha256: string;
  }): Promise<void>;
}

const intentSchema = z.strictObject({
  what: z.enum(['adopt', 'intend']),
  at: z.string(),
  by: z.string(),
  reason: z.string(),
  cells: z.array(intendedCellSchema),
  /** Taken out of what is meant. */
  gone: z.array(z.strictObject({ role: z.string(), ...columnRefSchema.shape })),
});
const reviewSchema = accessReviewSchema.omit({ changed: true });

/** Kind of the sign-offs over reviews of roles. */
const REVIEW_KIND = 'phi.minimum-necessary';

/** See {@link AccessMatrixService}. */
export function accessMatrixService(parts: {
  readonly map: () => Promise<DataMap>;
  readonly encrypted: () => Promise<readonly EncryptedField[]>;
  readonly catalogue: () => Promise<AccessCatalogue>;
  readonly store: RecordStore;
  /** Names the database. */
  readonly source: () => Promise<string>;
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  readonly clock: Clock;
  readonly officer: () => string;
}): AccessMatrixService {
  const matrix = async (): Promise<AccessMatrix> => {
    const [{ columns }, encrypted] = [await parts.map(), await parts.encrypted()];
    const sealed = new Set(encrypted.map(columnKey));
    const fields = columns.flatMap((field): AccessField[] => {
      const classification = field.decision?.classification ?? field.proposal?.classification;
      if (classification === undefined || !isPhi(classification) || field.drift === 'gone') return [];
      const { schema, table, column } = field;
      return [
        {
          ...{ schema, table, column, classification },
          ...{ decided: field.decision !== null, encrypted: sealed.has(columnKey(field)) },
        },
      ];
    });
    const { facts, placed, server, database } = await (await parts.catalogue()).read(fields);
    const hidden = placed.filter(({ index }) => fields[index]?.encrypted === true);
    return matrixOf(
      { at: instantOf(parts.clock), server, database, definerFunctions: facts.definerFunctions },
      facts.roles,
      fields,
      placed,
      readingsOf(facts, placed, hidden),
    );
  };
  const intents = async (source: string) => recordsOf(parts.store, source, 'access-intent', intentSchema);
  const meantBy = (records: Awaited<ReturnType<typeof intents>>): readonly IntendedCell[] => {
    const meant = new Map<string, IntendedCell>();
    for (const { what, cells, gone } of records) {
      if (what === 'adopt') meant.clear();
      for (const cell of gone) meant.delete(cellKey(cell));
      for (const cell of cells) meant.set(cellKey(cell), cell);
    }
    return [...meant.values()];
  };
  const keep = async (kept: Omit<z.infer<typeof intentSchema>, 'at' | 'by'>): Promise<void> => {
    const document = { ...kept, at: instantOf(parts.clock), by: parts.officer() };
    await parts.store.add(await parts.source(), 'access-intent', JSON.stringify(document));
  };

  return {
    standing: async () => {
      const source = await parts.source();
      const now = await matrix();
      const records = await intents(source);
      const meant = meantBy(records);
      const last = records.at(-1);
      const newest = new Map<string, z.infer<typeof reviewSchema>>();
      for (const review of await recordsOf(parts.store, source, 'access-review', reviewSchema))
        newest.set(review.role, review);
      return {
        matrix: now,
        intended:
          last === undefined
            ? null
            : { since: last.at, by: last.by, reason: last.reason, cells: meant.length },
        differences: last === undefined ? [] : [...differencesOf(now, meant)],
        reviews: [...newest.values()].map((review) => ({
          ...review,
          changed: now.roles.find(({ role }) => role === review.role)?.sha256 !== review.sha256,
        })),
      };
    },
    adopt: async (reason) =>
      keep({ what: 'adopt', reason, cells: [...intendedFrom(await matrix())], gone: [] }),
    intend: async (cells, reason) => {
      const now = await matrix();
      const open = new Set(differencesOf(now, meantBy(await intents(await parts.source()))).map(cellKey));
      if (!cells.every((cell) => open.has(cellKey(cell))))
        throw new Fault(
          'usage',
          'Something that was chosen does not differ any more.',
          'Look at the differences again; they are shown as they are now.',
        );
      const chosen = new Set(cells.map(cellKey));
      const wanted = intendedFrom(now).filter((cell) => chosen.has(cellKey(cell)));
      const there = new Set(wanted.map(cellKey));
      await keep({
        ...{ what: 'intend', reason, cells: wanted },
        gone: cells
          .filter((cell) => !there.has(cellKey(cell)))
          .map(({ role, schema, table, column }) => ({ role, schema, table, column })),
      });
    },
    review: async ({ role, decision, note, sha256 }) => {
      const now = await matrix();
      const own = now.roles.find((each) => each.role === role);
      if (own?.sha256 !== sha256)
        throw new Fault(
          'table-changed',
          'What this role can read was changed while you looked at it. Nothing was signed.',
          'Look at it again, then decide.',
        );
      const { fields } = own;
      const { signOffId } = await parts.signOffs.signOff({
        ...{ kind: REVIEW_KIND, subject: role, decision },
        statement: `What the role ${role} can read of health information (${String(fields)} fields) ${decision === 'necessary' ? 'is what its work needs' : 'is more than its work needs'} (45 CFR 164.502(b)).`,
        details: { database: now.database, server: now.server, fields, sha256, readAt: now.at },
      });
      const review = {
        ...{ role, decision, note, sha256, signOffId },
        ...{ at: instantOf(parts.clock), by: parts.officer() },
      };
      await parts.store.add(await parts.source(), 'access-review', JSON.stringify(review));
    },
  };
}
