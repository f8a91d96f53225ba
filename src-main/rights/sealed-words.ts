import { createHmac, randomBytes } from 'node:crypto';
import { type Person, type RequestWords, requestWordsSchema } from '../../src-shared/rights/people.ts';
import type { CaseType } from '../../src-shared/rights/words.ts';
import { Fault } from '../base/fault.ts';
import { folded } from '../base/person.ts';
import type { SealedColumns } from '../keys/index.ts';
import type { SealedObject } from '../keys/ports.ts';
import type { TakenStep } from './case.ts';

const STORE = 'rights.words';
const INDEX = { store: 'rights.index', record: 'persons', column: 'key' } as const;
const KEY_BYTES = 32;

/** What a step may carry that names somebody. */
export type Words = {
  readonly request?: RequestWords;
  /** Id of the patient in the clinic's database. */
  readonly patient?: string;
  readonly note?: string;
};

/** Words that were sealed, with the id under which the step finds them; nothing is kept yet. */
export type SealedWords = { readonly record: string | null; readonly objects: readonly SealedObject[] };

/** Why a request cannot be recorded with these words, or nothing. */
export const wordsMistakes = (type: CaseType, { alternative }: RequestWords): readonly string[] =>
  type === 'confidential-communications'
    ? alternative === null || Object.values(alternative).every((way) => way === '')
      ? ['It is not said where the person wants to be reached instead.']
      : []
    : alternative === null
      ? []
      : ['Another address is asked for by a request of its own (45 CFR 164.522(b)).'];

/** A fresh random id. */
export const newRecord = (): string => randomBytes(15).toString('base64url');

/** Seals the words of one step. @throws Fault `not-signed-in`, `token-…` */
export async function sealWords(columns: SealedColumns, words: Words): Promise<SealedWords> {
  const given: readonly (readonly [string, string])[] = [
    ...(words.request === undefined ? [] : [['request', JSON.stringify(words.request)] as const]),
    ...(words.patient === undefined ? [] : [['patient', words.patient] as const]),
    ...(words.note === undefined || words.note === '' ? [] : [['note', words.note] as const]),
  ];
  if (given.length === 0) return { record: null, objects: [] };
  const record = newRecord();
  const objects: SealedObject[] = [];
  for (const [column, text] of given)
    objects.push(await columns.seal({ store: STORE, record, column }, Buffer.from(text, 'utf8')));
  return { record, objects };
}

/** The words of a step; empty members where there are none. @throws Fault `not-signed-in`, `token-…`, `envelope-…` */
export async function readWords(columns: SealedColumns, { sealed }: TakenStep): Promise<Words> {
  if (sealed === null) return {};
  const kept = await columns.readRecord(STORE, sealed);
  const text = (column: string): string | undefined => {
    const bytes = kept.get(column);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  };
  const [request, patient, note] = [text('request'), text('patient'), text('note')];
  return {
    ...(request === undefined ? {} : { request: requestWordsSchema.parse(JSON.parse(request)) }),
    ...(patient === undefined ? {} : { patient }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Keyed hashes of a person, by which requests about the same one are found without saying who it is. */
export interface PersonIndex {
  ofPerson(person: Person): readonly string[];
  ofPatient(patientId: string): string;
}

/**
 * The index under its key, which is made once and kept sealed: whoever has the cache but no token can neither read nor try
 * names.
 *
 * @throws Fault `not-signed-in`, `token-…`
 */
export async function personIndex(columns: SealedColumns): Promise<PersonIndex> {
  const key = (await columns.read(INDEX)) ?? (await freshKey(columns));
  if (key.length !== KEY_BYTES)
    throw new Fault(
      'cache-unreadable',
      'The key by which requests about one person are found is damaged.',
      'Keep the profile folder as it is; ask your IT department to restore it from a backup.',
    );
  const hash = (...parts: readonly string[]): string =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  return {
    ofPerson: ({ familyName, givenNames, birthDate, recordNumber }) => [
      ...(familyName === '' || birthDate === null
        ? []
        : [hash('person', folded(familyName), folded(givenNames).split(' ')[0] ?? '', birthDate)]),
      ...(recordNumber === '' ? [] : [hash('record', folded(recordNumber))]),
    ],
    ofPatient: (patientId) => hash('patient', patientId),
  };
}

async function freshKey(columns: SealedColumns): Promise<Uint8Array> {
  const key = randomBytes(KEY_BYTES);
  await columns.write(INDEX, key);
  return key;
}
