import { createHash } from 'node:crypto';
import type { Companion } from '../../../src-shared/rights/dossier.ts';
import type { DossierMap, Exclusion, MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { Step } from '../../../src-shared/rights/steps.ts';
import type { Work } from '../../audit/index.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { RightsCase } from '../case.ts';
import { newRecord } from '../sealed-words.ts';
import type { RightsService } from '../service.ts';
import { SOURCE_SPAN } from './batch.ts';
import { refused } from '../refused.ts';
import { collectSource, type Rows } from './collect-source.ts';
import { ENTRIES } from './map-file.ts';
import { sourcesOf, waiting } from './sources.ts';
import { manifestOf } from './manifest.ts';
import type {
  CollectionRecord,
  DossierReader,
  DossierSnapshot,
  DossierStore,
  SourceRecord,
  Wanted,
} from './ports.ts';

/** What is known of the patient before anything is read. */
export type Subject = {
  readonly patients: readonly string[];
  /** Cases in force for this patient. */
  readonly restrictions: readonly string[];
  readonly addresses: readonly string[];
  readonly companions: readonly {
    readonly source: string;
    readonly key: readonly string[];
    readonly companion: Companion;
  }[];
  /** Disclosures that were entered here, as rows. */
  readonly entries: (wanted: Wanted) => Rows;
};

export type CollectParts = {
  readonly rights: Pick<RightsService, 'take' | 'case'>;
  readonly store: DossierStore;
  readonly reader: DossierReader;
  readonly columns: SealedColumns;
  readonly zone: string;
  readonly today: string;
  readonly clock: Clock;
};

/** Codes of faults that are of one source alone: the others are read all the same. */
const OF_THE_SOURCE: readonly string[] = [
  'table-unusable',
  'database-error',
  'database-not-guarded',
  'log-locked',
];

/**
 * Collects what a case asks for, or goes on where it was broken off: what was read to its end stays, each source under one
 * view of the database. Ends in the review when no source failed.
 *
 * @returns whether every source was read
 * @throws Fault `rights-refused`, `rights-changed`, `not-signed-in`, `token-…`, `database-…`, `cancelled`, `disk-full`
 */
export async function collect(
  caseId: string,
  mapped: { readonly map: DossierMap; readonly sha256: string },
  subject: Subject,
  parts: CollectParts,
  work: Work,
): Promise<boolean> {
  const { signal } = work;
  const { rights, store, reader } = parts;
  const { map } = mapped;
  let at = await rights.case(caseId);
  const known = sourcesOf(at, map);
  if (at.state === 'scoping') {
    if (subject.addresses.length > 0 && at.scope?.confidentialAddress === 'none-on-file')
      throw refused(
        'The patient has an alternative address in force since what is asked for was settled: settle it again.',
      );
    at = await rights.take(caseId, { step: 'start-collection', sources: known.map(({ source }) => source) });
  }
  if (at.state !== 'collecting')
    throw refused('This case is not at the point at which records are collected.');
  const snapshot = await reader.open(map, parts.zone, signal);
  try {
    const { record, wanted, restricted } = await begun(at, mapped, subject, parts, snapshot);
    const sources = known.filter(({ source }) => Object.hasOwn(at.sources, source));
    await store.begin(caseId, record, sources.map(waiting));
    const attempt = newRecord();
    let done = 0;
    for (const [place, source] of sources.entries()) {
      throwIfCancelled(signal);
      const kept = (await store.collection(caseId))?.sources.find((each) => each.source === source.source);
      let report = kept ?? waiting(source);
      if (report.outcome === 'waiting' || report.outcome === 'failed') {
        const before = done;
        report = await readSource(source, waiting(source), place, {
          ...{ caseId, attempt, parts, subject, signal, wanted, restricted },
          rows: source.source === ENTRIES ? subject.entries(wanted) : snapshot,
          progress: (items) => {
            work.progress({
              phase: `Reading ${source.title}`,
              done: before + items,
              total: null,
              unit: 'items',
            });
          },
        });
        await store.endSource(caseId, attempt, report);
      }
      done += report.items;
      await reported(caseId, report, parts);
    }
    return await finished(caseId, at, parts);
  } finally {
    await snapshot.close();
  }
}

async function begun(
  at: RightsCase,
  { map, sha256 }: { readonly map: DossierMap; readonly sha256: string },
  subject: Subject,
  parts: CollectParts,
  snapshot: DossierSnapshot,
): Promise<{
  readonly record: CollectionRecord;
  readonly wanted: Wanted;
  readonly restricted: readonly string[];
}> {
  const { patients } = subject;
  const forOthers = at.opening.requester !== 'individual';
  const clinic = await snapshot.restrictions(map, patients, parts.today);
  // Whoever is directed to by the patient is named by nobody in the clinic's consents: then none is enough.
  const part2Consent =
    at.opening.requester !== 'third-party-directive' &&
    (await snapshot.hasPart2Consent(map, patients, parts.today));
  const [from, until] = [at.scope?.from ?? null, at.scope?.until ?? null];
  const wanted = { patients, from, until, forOthers, part2Consent };
  // What a restriction of ours covers stands in its own words alone: so everything is held.
  const restricted = !forOthers
    ? []
    : subject.restrictions.length > 0
      ? map.sources.map(({ source }) => source)
      : clinic > 0
        ? (map.restriction?.sources ?? [])
        : [];
  const basis = createHash('sha256')
    .update(canonicalJson({ sha256, from, until, forOthers, part2Consent, patients, restricted }))
    .digest('hex');
  return {
    ...{ wanted, restricted },
    record: {
      map: { name: map.name, revision: map.revision, sha256 },
      startedAt: instantOf(parts.clock),
      restrictions: { cases: subject.restrictions, clinic },
      addresses: subject.addresses,
      ...{ part2Consent, forOthers, basis, manifest: null },
    },
  };
}

type Reading = {
  readonly caseId: string;
  readonly attempt: string;
  readonly parts: CollectParts;
  readonly subject: Subject;
  readonly wanted: Wanted;
  readonly restricted: readonly string[];
  readonly rows: Rows;
  readonly signal: AbortSignal;
  readonly progress: (items: number) => void;
};

async function readSource(
  source: MapSource,
  begun_: SourceRecord,
  place: number,
  { caseId, attempt, parts, subject, wanted, restricted, rows, signal, progress }: Reading,
): Promise<SourceRecord> {
  const holdAll: Exclusion | null = restricted.includes(source.source) ? 'restricted' : null;
  try {
    return await collectSource(source, begun_, place * SOURCE_SPAN, rows, {
      ...{ caseId, attempt, store: parts.store, columns: parts.columns, wanted, holdAll, signal, progress },
      companionsOf: (name, key) =>
        subject.companions
          .filter((one) => one.source === name && same(one.key, key))
          .map(({ companion }) => companion),
    });
  } catch (error) {
    if (!(error instanceof Fault) || !OF_THE_SOURCE.includes(error.code)) throw error;
    return { ...begun_, outcome: 'failed', problem: `${error.message} ${error.remedy}` };
  }
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((part, index) => part === b[index]);

/** Tells the case, unless it knows. */
async function reported(caseId: string, source: SourceRecord, parts: CollectParts): Promise<void> {
  const { sources } = await parts.rights.case(caseId);
  if (source.outcome === 'waiting' || sources[source.source] === source.outcome) return;
  const left = source.excluded.reduce((sum, { items }) => sum + items, 0);
  await insist(parts, caseId, {
    ...{ step: 'report-source', source: source.source, outcome: source.outcome },
    rows: source.items + left,
  });
}

async function finished(caseId: string, at: RightsCase, parts: CollectParts): Promise<boolean> {
  const kept = await parts.store.collection(caseId);
  if (kept === null) return false;
  const wanted = Object.keys(at.sources);
  const read = kept.sources.filter(({ outcome }) => outcome === 'rows' || outcome === 'none');
  if (!wanted.every((source) => read.some((one) => one.source === source))) return false;
  const { sha256 } = manifestOf(caseId, kept.record, kept.sources);
  await parts.store.setManifest(caseId, sha256);
  const excluded = new Map<string, number>();
  for (const { code, items } of kept.sources.flatMap((source) => source.excluded))
    excluded.set(code, (excluded.get(code) ?? 0) + items);
  await insist(parts, caseId, {
    ...{ step: 'finish-collection', manifest: sha256 },
    excluded: [...excluded].map(([code, items]) => ({ code, items })),
  });
  return true;
}

/** Takes a step; somebody else may add a note to the case at the same moment. */
async function insist({ rights }: CollectParts, caseId: string, step: Step): Promise<void> {
  for (let tries = 3; ; tries -= 1)
    try {
      await rights.take(caseId, step);
      return;
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'rights-changed' || tries === 1) throw error;
    }
}
