import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { Companion, MapTrial } from '../../../src-shared/rights/dossier.ts';
import type { DossierMap, Exclusion, MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { ItemDecision } from '../../../src-shared/rights/review.ts';
import type { SealedObject } from '../../keys/ports.ts';

/** What is wanted of a source. */
export type Wanted = {
  /** Ids of the patient: of the record that counts, and of those that were merged into it. */
  readonly patients: readonly string[];
  /** Days, both included, in the zone. */
  readonly from: string | null;
  readonly until: string | null;
  /** Somebody else than the patient gets it. */
  readonly forOthers: boolean;
  /** The patient consented to the disclosure of Part 2 records. */
  readonly part2Consent: boolean;
};

/** A value, or where it is to be read in pieces because it is too long. */
export type Value = string | null | { readonly bytes: number; readonly text: boolean };

/** A row as it was read: the values stand in the order of the map's columns. */
export type Row = {
  readonly key: readonly string[];
  readonly day: string | null;
  readonly values: readonly Value[];
  readonly held: Exclusion | null;
  readonly part2: boolean;
};

/** One consistent view of the clinic's database. Everything is read within one transaction that can only read. */
export interface DossierSnapshot {
  /** When it was taken; RFC 3339, UTC. */
  readonly asOf: string;
  /** Rows of a source in an order that does not change, so many at a time; none of those that are never read. */
  rows(source: MapSource, wanted: Wanted, most: number): AsyncIterable<readonly Row[]>;
  /** How many rows of the source are left out without being read, by why. */
  unread(source: MapSource, wanted: Wanted): Promise<ReadonlyMap<Exclusion, number>>;
  /** A long value in pieces. */
  content(
    source: MapSource,
    key: readonly string[],
    column: number,
    wanted: Wanted,
  ): AsyncIterable<Uint8Array>;
  hasPart2Consent(map: DossierMap, patients: readonly string[], today: string): Promise<boolean>;
  restrictions(map: DossierMap, patients: readonly string[], today: string): Promise<number>;
  close(): Promise<void>;
}

/** The tables of the designated record set. */
export interface DossierReader {
  /**
   * @param zone - in which days are counted
   * @throws Fault `database-…`, `table-unusable` when the role that the map names cannot be taken on
   */
  open(map: DossierMap, zone: string, signal: AbortSignal): Promise<DossierSnapshot>;
  /** Tries every source; never fails because one of them does. */
  trial(
    map: DossierMap,
    zone: string,
    patients: readonly string[] | null,
  ): Promise<{ readonly trials: readonly MapTrial[]; readonly warnings: readonly string[] }>;
}

/** What is kept of a source, in clear: nothing of the patient. */
export type SourceRecord = {
  readonly source: string;
  readonly title: string;
  readonly category: string;
  /** FHIR R4 resource; null where the map names none. */
  readonly resource: string | null;
  readonly fields: readonly { readonly field: string; readonly title: string; readonly kind: string }[];
  readonly outcome: 'waiting' | 'rows' | 'none' | 'failed';
  readonly items: number;
  readonly asOf: string | null;
  readonly excluded: readonly { readonly code: Exclusion; readonly items: number }[];
  readonly problem: string;
  /** SHA-256 over the batches in their order; null until it is read to its end. */
  readonly sha256: string | null;
};

/** What is kept of a collection. */
export type CollectionRecord = {
  readonly map: { readonly name: string; readonly revision: number; readonly sha256: string };
  readonly startedAt: string;
  readonly restrictions: { readonly cases: readonly string[]; readonly clinic: number };
  readonly addresses: readonly string[];
  readonly part2Consent: boolean;
  readonly forOthers: boolean;
  /** SHA-256 of everything that says what is read; another one begins anew. */
  readonly basis: string;
  readonly manifest: string | null;
};

/** An item, in clear: its place, and what is to be done with it. */
export type ItemRecord = {
  readonly number: number;
  readonly source: string;
  readonly held: Exclusion | null;
  readonly part2: boolean;
  readonly companions: number;
  readonly decision: ItemDecision;
  readonly ground: string | null;
  readonly redacted: readonly string[];
  readonly by: string | null;
};

/** What narrows items without opening anything. */
export type PlainFilter = {
  readonly sources: readonly string[] | null;
  readonly decision: ItemDecision | null;
  readonly ground: string | null;
  readonly held: boolean | null;
};

export type BatchRecord = {
  readonly source: string;
  readonly number: number;
  /** Number of its first item. */
  readonly first: number;
  readonly items: number;
  /** Sealed record that holds it. */
  readonly sealed: string;
};

/** A batch that is written together with its items and their sealed content, or not at all. */
export type BatchDraft = Omit<BatchRecord, 'source'> & {
  readonly caseId: string;
  readonly source: string;
  /** Who collects now: a second one that began meanwhile takes the source over, and this one is refused. */
  readonly attempt: string;
  readonly rows: readonly Pick<ItemRecord, 'number' | 'held' | 'part2' | 'companions'>[];
  readonly objects: readonly SealedObject[];
};

/** Where a piece of a long value belongs. */
export type ContentPlace = {
  readonly caseId: string;
  readonly source: string;
  /** See {@link BatchDraft}. */
  readonly attempt: string;
  readonly content: string;
};

/** A change of decisions: who, what, how many; with the SHA-256 of the numbers it concerns. */
export type DecisionDraft = {
  readonly caseId: string;
  readonly numbers: readonly number[];
  readonly decision: ItemDecision;
  readonly ground: string | null;
  readonly redacted: readonly string[];
  readonly by: string;
  readonly event: ActivityEvent;
};

/** What was finished, or confirmed by a professional. */
export type ReviewRecord = {
  readonly finished: {
    readonly by: string;
    readonly at: string;
    readonly signOff: string;
    readonly decisions: string;
    readonly outcome: 'approved' | 'partial' | 'denied';
  } | null;
  /** By ground: what a licensed professional confirmed, as SHA-256 over the items. */
  readonly confirmed: Readonly<
    Record<string, { readonly by: string; readonly signOff: string; readonly items: string }>
  >;
};

export type CountRow = {
  readonly source: string;
  readonly decision: ItemDecision;
  readonly ground: string | null;
  readonly held: boolean;
  readonly items: number;
};

export type CompanionRecord = {
  readonly caseId: string;
  readonly kind: Companion['kind'];
  readonly addedOn: string;
  /** Sealed record that says which row, and what. */
  readonly sealed: string;
};

/** Where collections and decisions are kept. Every call is one transaction. */
export interface DossierStore {
  /** Begins a collection, or takes up the one with the same basis: then what was read to its end stays. */
  begin(caseId: string, record: CollectionRecord, sources: readonly SourceRecord[]): Promise<void>;
  collection(
    caseId: string,
  ): Promise<{ readonly record: CollectionRecord; readonly sources: readonly SourceRecord[] } | null>;
  /** Forgets what a broken-off attempt left of this source, and takes it over. */
  beginSource(caseId: string, source: string, attempt: string): Promise<void>;
  /** @throws Fault `rights-changed` when somebody else collects this source */
  addBatch(draft: BatchDraft): Promise<void>;
  /** Pieces of long values; forgotten together with the source. @throws as {@link DossierStore.addBatch} */
  addContent(place: ContentPlace, object: SealedObject): Promise<void>;
  /** @throws as {@link DossierStore.addBatch} */
  endSource(caseId: string, attempt: string, source: SourceRecord): Promise<void>;
  setManifest(caseId: string, manifest: string): Promise<void>;
  batches(caseId: string, source: string | null): Promise<readonly BatchRecord[]>;
  items(
    caseId: string,
    filter: PlainFilter,
    offset: number,
    limit: number,
  ): Promise<{ readonly total: number; readonly rows: readonly ItemRecord[] }>;
  /** In the order of their numbers. */
  itemsAt(caseId: string, numbers: readonly number[]): Promise<readonly ItemRecord[]>;
  /** Numbers that a filter finds, in order. */
  numbers(caseId: string, filter: PlainFilter): Promise<readonly number[]>;
  counts(caseId: string): Promise<readonly CountRow[]>;
  /** Items with a companion. */
  amended(caseId: string): Promise<number>;
  /** SHA-256 over number, decision, ground and redacted fields of all items, or of those under one ground. */
  digest(caseId: string, ground: string | null): Promise<string>;
  decide(draft: DecisionDraft): Promise<void>;
  review(caseId: string): Promise<ReviewRecord>;
  setReview(caseId: string, review: ReviewRecord): Promise<void>;
}

/** Something that was entered here about a patient: a disclosure, or an authority's statement; its words are sealed. */
export type EntryRecord = {
  readonly entryId: string;
  readonly kind: 'disclosure' | 'suspension';
  readonly at: string;
  readonly by: string;
  /** Entry in whose place this one stands. */
  readonly replaces: string | null;
};

/** Where entries about patients are kept; only ever added to. */
export interface PatientEntryStore {
  addEntry(person: string, entry: EntryRecord, object: SealedObject, event: ActivityEvent): Promise<void>;
  /** Oldest first. */
  entries(persons: readonly string[], kind: EntryRecord['kind']): Promise<readonly EntryRecord[]>;
  addCompanions(
    person: string,
    companions: readonly CompanionRecord[],
    objects: readonly SealedObject[],
    event: ActivityEvent,
  ): Promise<void>;
  companions(persons: readonly string[]): Promise<readonly CompanionRecord[]>;
}
