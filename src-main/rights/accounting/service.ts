import { createHash } from 'node:crypto';
import {
  type Accounting,
  accountingSchema,
  type AccountingBasis,
  type Disclosure,
  disclosureSchema,
  type Suspension,
  suspensionSchema,
} from '../../../src-shared/rights/accounting.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { daysBetween, plusYears } from '../clock.ts';
import { incomplete, openBatch } from '../dossier/batch.ts';
import { DISCLOSURES } from '../dossier/map-file.ts';
import type { DossierStore, EntryRecord, PatientEntryStore } from '../dossier/ports.ts';
import type { RightsStore } from '../ports.ts';
import { newRecord, personIndex } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { accountFor, type Considered } from './account.ts';
import { basisOf } from './bases.ts';
import { readEntry, sealEntry } from './entries.ts';

const GIVEN = 'rights.accounting';
const PIECE = 1024 * 1024;
/** An accounting looks back six years at most (45 CFR 164.528(a)(1)). */
const LOOK_BACK_YEARS = 6;
/** An oral statement holds so long, unless a written one follows (45 CFR 164.528(a)(2)(ii)). */
const ORAL_DAYS = 30;
const PAGE = 500;

/** A disclosure that was entered here. */
export type EnteredDisclosure = {
  readonly disclosureId: string;
  readonly enteredAt: string;
  readonly enteredBy: string;
  readonly replaces: string | null;
  readonly disclosure: Disclosure;
};

/** An authority's statement that was entered here. */
export type EnteredSuspension = {
  readonly suspensionId: string;
  readonly inForce: boolean;
  readonly suspension: Suspension;
};

/** Accountings of disclosures. Everything but the list of what is to be issued again needs somebody who is signed in. */
export interface AccountingService {
  /** As it comes out now. @throws Fault `rights-refused` before the disclosures were collected, `cache-unreadable`, `token-…` */
  account(caseId: string): Promise<{ readonly accounting: Accounting; readonly basis: AccountingBasis }>;
  /**
   * Fixes it as the one that is given, and records in the case which rows are withheld.
   * @returns SHA-256 of its canonical JSON
   */
  fix(caseId: string): Promise<string>;
  /** The one that was fixed; null before. @throws Fault `cache-unreadable` */
  given(caseId: string): Promise<Accounting | null>;
  disclosures(caseId: string): Promise<readonly EnteredDisclosure[]>;
  suspensions(caseId: string): Promise<readonly EnteredSuspension[]>;
  addDisclosure(caseId: string, disclosure: Disclosure, replaces: string | null): Promise<string>;
  addSuspension(caseId: string, suspension: Suspension): Promise<string>;
  /** Cases whose suspension has ended, with its last day. */
  reissues(): Promise<readonly { readonly caseId: string; readonly since: string }[]>;
}

/** Builds the service from what it needs. */
export function accountingService(parts: {
  readonly rights: RightsService;
  readonly cases: Pick<RightsStore, 'list'>;
  readonly store: DossierStore;
  readonly entries: PatientEntryStore;
  readonly columns: SealedColumns;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: (caseId: string) => void;
}): AccountingService {
  const { rights, store, entries, columns, activity } = parts;
  const personOf = async (caseId: string): Promise<string> => {
    const { patientId } = await rights.words(caseId);
    if (patientId === null) throw refused('The patient has not been found in the clinic’s database yet.');
    return (await personIndex(columns)).ofPatient(patientId);
  };
  const entered = async (caseId: string): Promise<readonly EnteredDisclosure[]> => {
    const all: EnteredDisclosure[] = [];
    for (const entry of await entries.entries([await personOf(caseId)], 'disclosure'))
      all.push({
        ...{
          disclosureId: entry.entryId,
          enteredAt: entry.at,
          enteredBy: entry.by,
          replaces: entry.replaces,
        },
        disclosure: disclosureSchema.parse(await readEntry(columns, entry)),
      });
    return all;
  };
  const statements = async (caseId: string): Promise<readonly EnteredSuspension[]> => {
    const today = await rights.today();
    const all: EnteredSuspension[] = [];
    for (const entry of await entries.entries([await personOf(caseId)], 'suspension')) {
      const suspension = suspensionSchema.parse(await readEntry(columns, entry));
      const inForce = suspension.madeOn <= today && suspension.until >= today;
      all.push({ suspensionId: entry.entryId, inForce, suspension });
    }
    return all;
  };
  /** What the clinic recorded itself, as it was collected. */
  const recorded = async (caseId: string, until: string): Promise<readonly Considered[]> => {
    const kept = await store.collection(caseId);
    const fields = kept?.sources.find(({ source }) => source === DISCLOSURES)?.fields ?? [];
    const rows: Considered[] = [];
    for (const batch of await store.batches(caseId, DISCLOSURES))
      for (const { d, v } of (await openBatch(columns, batch)).items) {
        const of = (name: string): string => {
          const value = v[fields.findIndex(({ field }) => field === name)] ?? null;
          return typeof value === 'string' ? value.trim().slice(0, 500) : '';
        };
        rows.push(consideredOf(d, until, of));
      }
    return rows;
  };
  const compute = async (caseId: string) => {
    const at = await rights.case(caseId);
    if (at.opening.type !== 'accounting') throw refused('This case is no accounting of disclosures.');
    const { scope } = at;
    if (at.manifest === null || scope === null) throw refused('The disclosures have not been collected yet.');
    const { receivedOn } = at.opening;
    const first = plusYears(receivedOn, -LOOK_BACK_YEARS);
    const today = await rights.today();
    const mine = await entered(caseId);
    const replaced = new Set(mine.map(({ replaces }) => replaces));
    const { accounting, basis } = accountFor(
      [
        ...(await recorded(caseId, scope.until ?? receivedOn)),
        ...mine
          .filter(({ disclosureId }) => !replaced.has(disclosureId))
          .map(({ disclosure }) => ({ ...disclosure, markedOut: false, undated: false })),
      ],
      (await statements(caseId)).map(({ suspension }) => suspension),
      {
        from: scope.from !== null && scope.from > first ? scope.from : first,
        until: scope.until ?? receivedOn,
        today,
      },
    );
    const whole = { caseId, ...accounting };
    const text = canonicalJson(whole);
    const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
    return { at, accounting: whole, text, basis: { ...basis, sha256 } };
  };
  const add = async (
    caseId: string,
    kind: EntryRecord['kind'],
    words: object,
    replaces: string | null,
  ): Promise<string> => {
    const entryId = newRecord();
    const event = activity.event({
      ...{ operation: `rights.add-${kind}`, objectType: 'case', objectId: caseId },
      purpose: replaces === null ? '' : 'in the place of an earlier one',
    });
    const entry = { entryId, kind, at: instantOf(parts.clock), by: parts.officer(), replaces };
    await entries.addEntry(await personOf(caseId), entry, await sealEntry(columns, entryId, words), event);
    parts.changed(caseId);
    return entryId;
  };
  return {
    account: async (caseId) => {
      const { accounting, basis } = await compute(caseId);
      return { accounting, basis };
    },
    fix: async (caseId) => {
      const { at, text, basis } = await compute(caseId);
      if (basis.incomplete.length > 0) throw refused(basis.incomplete.join(' '));
      if (basis.suspended !== null && at.suspended === null)
        await rights.take(caseId, { step: 'suspend-rows', ...basis.suspended });
      const bytes = Buffer.from(text, 'utf8');
      const record = newRecord();
      for (let from = 0; from < bytes.length; from += PIECE)
        await columns.write(
          { store: GIVEN, record, column: String(from / PIECE).padStart(4, '0') },
          bytes.subarray(from, from + PIECE),
        );
      // Last: until this stands the earlier one is the one that is given.
      await columns.write(
        { store: GIVEN, record: caseId, column: 'head' },
        Buffer.from(JSON.stringify({ record, sha256: basis.sha256 }), 'utf8'),
      );
      await activity.record({
        ...{ operation: 'rights.fix-accounting', objectType: 'case', objectId: caseId },
        purpose: `SHA-256 ${basis.sha256}`,
      });
      parts.changed(caseId);
      return basis.sha256;
    },
    given: async (caseId) => {
      const head = await columns.read({ store: GIVEN, record: caseId, column: 'head' });
      if (head === null) return null;
      const { record, sha256 } = JSON.parse(Buffer.from(head).toString('utf8')) as Record<
        'record' | 'sha256',
        string
      >;
      const pieces = [...(await columns.readRecord(GIVEN, record))].sort(([a], [b]) => a.localeCompare(b));
      const bytes = Buffer.concat(pieces.map(([, piece]) => piece));
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw incomplete();
      return accountingSchema.parse(JSON.parse(bytes.toString('utf8')));
    },
    disclosures: entered,
    suspensions: statements,
    addDisclosure: async (caseId, disclosure, replaces) => {
      if (disclosure.disclosedOn > (await rights.today()))
        throw refused('A disclosure cannot have been made after today.');
      if (disclosure.lastOn !== null && disclosure.lastOn < disclosure.disclosedOn)
        throw refused('The last disclosure was before the first.');
      if (replaces !== null && !(await entered(caseId)).some(({ disclosureId }) => disclosureId === replaces))
        throw refused('The entry that it replaces is not one of this patient.');
      return add(caseId, 'disclosure', disclosure, replaces);
    },
    addSuspension: async (caseId, suspension) => {
      const { statement, madeOn, until } = suspension;
      if (statement === 'oral' && daysBetween(madeOn, until) > ORAL_DAYS)
        throw refused(`An oral statement holds for ${ORAL_DAYS} days at most.`);
      if (madeOn > (await rights.today())) throw refused('A statement cannot have been made after today.');
      return add(caseId, 'suspension', suspension, null);
    },
    reissues: async () => {
      const today = await rights.today();
      const due: { readonly caseId: string; readonly since: string }[] = [];
      const filter = { open: true, type: 'accounting', state: null, id: '' } as const;
      for (let offset = 0; ; offset += PAGE) {
        const { rows } = await parts.cases.list(filter, offset, PAGE);
        for (const { caseId, case: at } of rows)
          if (at.suspended !== null && at.suspended.until < today && at.state === 'delivered')
            due.push({ caseId, since: at.suspended.until });
        if (rows.length < PAGE) return due;
      }
    },
  };
}

/** A row of the clinic's table. A basis that nobody knows counts: better one row too many than one too few. */
function consideredOf(day: string | null, fallback: string, of: (name: string) => string): Considered {
  const section = of('basis');
  return {
    // Without a day it cannot be outside the period.
    ...{
      disclosedOn: day ?? fallback,
      undated: day === null,
      lastOn: null,
      recipient: of('recipient'),
      address: of('address'),
    },
    ...{ description: of('description'), purpose: of('purpose') },
    ...{ basis: section === '' ? 'other' : basisOf(section), byBusinessAssociate: false, research: null },
    markedOut: section === '' && of('accountable') === 'false',
  };
}

const refused = (reason: string): Fault =>
  new Fault('rights-refused', reason, 'Do what is missing first; nothing was changed.');
