import {
  type Disclosure,
  disclosureSchema,
  type Suspension,
  suspensionSchema,
} from '../../../src-shared/rights/accounting.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { daysBetween } from '../clock.ts';
import type { EntryRecord, PatientEntryStore } from '../dossier/ports.ts';
import { newRecord, personIndex } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { refused } from '../refused.ts';
import { readEntry, sealEntry } from './entries.ts';

/** An oral statement holds so long, unless a written one follows (45 CFR 164.528(a)(2)(ii)). */
const ORAL_DAYS = 30;

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

/** What is entered here about the patient of a case; never changed, only replaced. Somebody must be signed in. */
export interface PatientEntries {
  disclosures(caseId: string): Promise<readonly EnteredDisclosure[]>;
  suspensions(caseId: string): Promise<readonly EnteredSuspension[]>;
  /** @returns its id @throws Fault `rights-refused`, `not-signed-in`, `token-…` */
  addDisclosure(caseId: string, disclosure: Disclosure, replaces: string | null): Promise<string>;
  /** @returns its id @throws Fault `rights-refused`, `not-signed-in`, `token-…` */
  addSuspension(caseId: string, suspension: Suspension): Promise<string>;
}

/** Builds it from what it needs. */
export function patientEntries(parts: {
  readonly rights: Pick<RightsService, 'words' | 'today'>;
  readonly entries: PatientEntryStore;
  readonly columns: SealedColumns;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: (caseId: string) => void;
}): PatientEntries {
  const { rights, entries, columns, activity } = parts;
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
  };
}
