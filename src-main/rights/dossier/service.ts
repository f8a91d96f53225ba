import { createHash } from 'node:crypto';
import type { Collection, Companion, MapTrial } from '../../../src-shared/rights/dossier.ts';
import type { MapProblem } from '../../../src-shared/rights/dossier-map.ts';
import type { RightsSettings } from '../../../src-shared/rights/settings.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import type { Clock } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { machineZone } from '../../base/zone.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { inForceFor, recordsOf } from '../in-force.ts';
import type { PatientDirectory, RightsStore } from '../ports.ts';
import { newRecord, personIndex } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { collect, type Subject } from './collect.ts';
import { addressedItems, readCompanions, sealCompanions } from './companions.ts';
import { entryRows } from './entry-rows.ts';
import { readMap, type ReadMap } from './map-file.ts';
import { manifestOf } from './manifest.ts';
import type { DossierReader, DossierStore, PatientEntryStore } from './ports.ts';
import { refused } from '../refused.ts';

/** The map in use, as text. */
export type MapFile = { readonly origin: 'shipped' | 'own'; readonly text: string };

/** The dossier map, and collecting a patient's record by it. */
export interface DossierService {
  map(): Promise<MapFile & { readonly read: ReadMap }>;
  check(text: string): readonly MapProblem[];
  /** Takes a map, or goes back to the shipped one. @returns problems; with any, nothing was changed */
  setMap(text: string | null): Promise<readonly MapProblem[]>;
  /** Tries every source; with the patient of a case if one is named. @throws Fault `table-unusable`, `database-…`, `not-signed-in` */
  tryMap(
    caseId: string | null,
  ): Promise<{ readonly trials: readonly MapTrial[]; readonly warnings: readonly string[] }>;
  /** Collects, or goes on. @returns whether every source was read. @throws Fault as `collect`, `usage` for a map with problems */
  collect(caseId: string, work: Work): Promise<boolean>;
  collection(caseId: string): Promise<Collection | null>;
  /** The manifest as it was hashed; null before the collection is complete. @throws Fault `cache-unreadable` when it changed */
  manifest(caseId: string): Promise<{ readonly text: string; readonly sha256: string } | null>;
  /** From now on this travels with these rows of the record. @throws Fault `rights-refused`, `not-signed-in`, `token-…` */
  addCompanions(
    caseId: string,
    items: readonly number[],
    kind: Companion['kind'],
    text: string,
  ): Promise<{ readonly records: number; readonly sha256: string }>;
}

export type DossierParts = {
  readonly rights: RightsService;
  readonly cases: Pick<RightsStore, 'about'>;
  readonly store: DossierStore;
  readonly entries: PatientEntryStore;
  readonly reader: DossierReader;
  readonly directory: () => Promise<PatientDirectory>;
  readonly columns: SealedColumns;
  readonly activity: ActivityLog;
  readonly mapFile: () => Promise<MapFile>;
  readonly writeMap: (text: string | null) => Promise<void>;
  readonly settings: () => Promise<RightsSettings>;
  readonly clock: Clock;
  /** Told of every case that changed; null: the map did. */
  readonly changed: (caseId: string | null) => void;
};

/** Builds the service from what it needs. */
export function dossierService(parts: DossierParts): DossierService {
  const { rights, store, columns, activity } = parts;
  const zone = async (): Promise<string> => (await parts.settings()).zone ?? machineZone();
  const mustMap = async () => {
    const read = readMap((await parts.mapFile()).text);
    if (read.map !== null) return read;
    throw new Fault(
      'usage',
      `The dossier map has a problem: ${read.problems[0]?.text ?? ''}`,
      'Mend it in Settings, Patient rights, or with `rights map check`.',
    );
  };
  const patientOf = async (caseId: string): Promise<string> => {
    const { patientId } = await rights.words(caseId);
    if (patientId !== null) return patientId;
    throw refused('The patient has not been found in the clinic’s database yet.');
  };
  const allRecordsOf = async (patientId: string): Promise<readonly string[]> =>
    recordsOf(patientId, (await parts.settings()).patients.columns.mergedInto !== null, parts.directory);
  const personOf = async (patientId: string): Promise<string> =>
    (await personIndex(columns)).ofPatient(patientId);
  const subjectOf = async (caseId: string): Promise<Subject> => {
    const patientId = await patientOf(caseId);
    const person = await personOf(patientId);
    const [patients, index] = [await allRecordsOf(patientId), await personIndex(columns)];
    return {
      patients,
      ...(await inForceFor(
        patients.map((id) => index.ofPatient(id)),
        parts.cases,
        rights,
      )),
      companions: await readCompanions(columns, await parts.entries.companions([person])),
      entries: (wanted) => entryRows(columns, parts.entries, person, wanted, parts.clock),
    };
  };
  return {
    map: async () => {
      const file = await parts.mapFile();
      return { ...file, read: readMap(file.text) };
    },
    check: (text) => readMap(text).problems,
    setMap: async (text) => {
      const problems = text === null ? [] : readMap(text).problems;
      if (problems.length > 0) return problems;
      const sha256 = text === null ? '' : createHash('sha256').update(text, 'utf8').digest('hex');
      await activity.around(
        {
          ...{ operation: 'rights.set-dossier-map', objectType: 'profile', objectId: 'dossier-map' },
          purpose: text === null ? 'the shipped one' : `SHA-256 ${sha256}`,
        },
        () => parts.writeMap(text),
      );
      parts.changed(null);
      return [];
    },
    tryMap: async (caseId) => {
      const { map } = await mustMap();
      const patients = caseId === null ? null : await allRecordsOf(await patientOf(caseId));
      return activity.around(
        { operation: 'rights.try-dossier-map', objectType: 'case', objectId: caseId ?? '' },
        async () => parts.reader.trial(map, await zone(), patients),
      );
    },
    collect: async (caseId, work) => {
      const mapped = await mustMap();
      const subject = await subjectOf(caseId);
      try {
        return await activity.around(
          {
            operation: 'rights.collect',
            objectType: 'case',
            objectId: caseId,
            purpose: `map ${mapped.sha256}`,
          },
          async () =>
            collect(
              caseId,
              mapped,
              subject,
              {
                ...{ rights, store, columns, reader: parts.reader, clock: parts.clock },
                ...{ zone: await zone(), today: await rights.today() },
              },
              work,
            ),
        );
      } finally {
        parts.changed(caseId);
      }
    },
    collection: async (caseId) => {
      const kept = await store.collection(caseId);
      if (kept === null) return null;
      const { record, sources } = kept;
      return {
        ...{ caseId, map: record.map, startedAt: record.startedAt, manifest: record.manifest },
        state:
          record.manifest !== null
            ? 'complete'
            : sources.some(({ outcome }) => outcome === 'failed')
              ? 'failed'
              : 'unfinished',
        items: sources.reduce((sum, { items }) => sum + items, 0),
        sources: sources.map(({ source, title, category, outcome, items, asOf, excluded, problem }) => ({
          ...{ source, title, category, outcome, items, asOf, problem, excluded: [...excluded] },
        })),
        restrictions: { cases: [...record.restrictions.cases], clinic: record.restrictions.clinic },
        addresses: [...record.addresses],
        amended: await store.amended(caseId),
      };
    },
    manifest: async (caseId) => {
      const kept = await store.collection(caseId);
      if (typeof kept?.record.manifest !== 'string') return null;
      const manifest = manifestOf(caseId, kept.record, kept.sources);
      if (manifest.sha256 !== (await rights.case(caseId)).manifest)
        throw new Fault(
          'cache-unreadable',
          'The list of what was collected is not the one that the case recorded.',
          'Give nothing out. Keep the profile folder as it is and ask your IT department to restore it from a backup.',
        );
      return manifest;
    },
    addCompanions: async (caseId, items, kind, text) => {
      const { opening } = await rights.case(caseId);
      if (opening.type !== 'amendment')
        throw refused('Only what came of an amendment request travels with the record.');
      const rows = await addressedItems(columns, store, caseId, items);
      const addedOn = await rights.today();
      const sealed = await sealCompanions(columns, rows, { caseId, kind, addedOn, text });
      const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
      await parts.entries.addCompanions(
        await personOf(await patientOf(caseId)),
        ...sealed,
        activity.event({
          ...{ operation: 'rights.add-companion', objectType: 'case', objectId: caseId },
          purpose: `${kind} for ${rows.length} records; SHA-256 ${sha256}`,
        }),
      );
      return { records: rows.length, sha256 };
    },
  };
}

/** Id of something new that is sealed. */
export const newEntry = newRecord;
