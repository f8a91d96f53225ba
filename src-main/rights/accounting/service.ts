import { createHash } from 'node:crypto';
import {
  type Accounting,
  accountingSchema,
  type AccountingBasis,
} from '../../../src-shared/rights/accounting.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import type { Clock } from '../../base/clock.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { plusYears } from '../clock.ts';
import { incomplete } from '../dossier/batch.ts';
import type { DossierStore, PatientEntryStore } from '../dossier/ports.ts';
import type { RightsStore } from '../ports.ts';
import { newRecord } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { accountFor } from './account.ts';
import { patientEntries, type PatientEntries } from './entered.ts';
import { refused } from '../refused.ts';
import { recordedDisclosures } from './recorded.ts';

const GIVEN = 'rights.accounting';
const PIECE = 1024 * 1024;
/** An accounting looks back six years at most (45 CFR 164.528(a)(1)). */
const LOOK_BACK_YEARS = 6;
const PAGE = 500;

/** Accountings of disclosures. Everything but the list of what is to be issued again needs somebody who is signed in. */
export interface AccountingService extends PatientEntries {
  /** As it comes out now. @throws Fault `rights-refused` before the disclosures were collected, `cache-unreadable`, `token-…` */
  account(caseId: string): Promise<{ readonly accounting: Accounting; readonly basis: AccountingBasis }>;
  /**
   * Fixes it as the one that is given, and records in the case which rows are withheld.
   * @returns SHA-256 of its canonical JSON
   */
  fix(caseId: string): Promise<string>;
  /** The one that was fixed; null before. @throws Fault `cache-unreadable` */
  given(caseId: string): Promise<Accounting | null>;
  /** The one that was fixed, for the letter. @throws Fault `rights-refused` before; as {@link AccountingService.given} */
  mustBeGiven(caseId: string): Promise<Accounting>;
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
  const { rights, store, columns, activity } = parts;
  const entered = patientEntries(parts);
  const compute = async (caseId: string) => {
    const at = await rights.case(caseId);
    if (at.opening.type !== 'accounting') throw refused('This case is no accounting of disclosures.');
    const { scope } = at;
    if (at.manifest === null || scope === null) throw refused('The disclosures have not been collected yet.');
    const { receivedOn } = at.opening;
    const first = plusYears(receivedOn, -LOOK_BACK_YEARS);
    const today = await rights.today();
    const mine = await entered.disclosures(caseId);
    const replaced = new Set(mine.map(({ replaces }) => replaces));
    const { accounting, basis } = accountFor(
      [
        ...(await recordedDisclosures(store, columns, caseId, scope.until ?? receivedOn)),
        ...mine
          .filter(({ disclosureId }) => !replaced.has(disclosureId))
          .map(({ disclosure }) => ({ ...disclosure, markedOut: false, undated: false })),
      ],
      (await entered.suspensions(caseId)).map(({ suspension }) => suspension),
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
  const given: AccountingService['given'] = async (caseId) => {
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
  };
  return {
    ...entered,
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
    given,
    mustBeGiven: async (caseId) => {
      const fixed = await given(caseId);
      if (fixed !== null) return fixed;
      throw refused('The accounting that is given has not been fixed yet: look at it and fix it first.');
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
