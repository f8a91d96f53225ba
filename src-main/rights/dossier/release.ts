import type { Companion, ItemField } from '../../../src-shared/rights/dossier.ts';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { Fault } from '../../base/fault.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { isUndisputed, type SignOffs } from '../../signing/index.ts';
import { fieldsOf } from '../review/rows.ts';
import type { RightsService } from '../service.ts';
import { batchHash, incomplete, openBatch, openContent } from './batch.ts';
import type { DossierStore, SourceRecord } from './ports.ts';

/** An item as it is given out: what was redacted is not in it. */
export type ReleasedItem = {
  readonly number: number;
  readonly source: string;
  readonly title: string;
  readonly category: string;
  /** FHIR R4 resource that the map names; null: none. */
  readonly resource: string | null;
  /** Key of the row in the clinic's database. */
  readonly key: readonly string[];
  readonly day: string | null;
  /** Whoever gets it is told not to pass it on (42 CFR 2.32). */
  readonly part2: boolean;
  readonly fields: readonly ItemField[];
  readonly companions: readonly Companion[];
};

/** What was decided to be given out, for the answer. */
export interface Releases {
  /** What sources there are, in their order. @throws Fault `rights-refused` before the review is finished */
  sources(caseId: string): Promise<readonly SourceRecord[]>;
  /**
   * The items, batch by batch; at no time more than one batch is in memory. An answer counts only when this came to its end:
   * what is missing or was changed is seen then at the latest.
   * @throws Fault `rights-refused` before the review is finished, `cache-unreadable`, `not-signed-in`, `token-…`
   */
  items(caseId: string): AsyncIterable<readonly ReleasedItem[]>;
  /** A document or long text in pieces; checked at its end. @throws as {@link Releases.items} */
  content(content: NonNullable<ItemField['content']>): AsyncIterable<Uint8Array>;
}

const KINDS: readonly (string | undefined)[] = ['rights.decide', 'rights.decide-review'];

/** Whether a sign-off ends the review of this case with these decisions: whoever writes the cache can write their hash, too. */
const isOver = (check: SignOffCheck, caseId: string, decisions: string): boolean =>
  isUndisputed(check) &&
  KINDS.includes(check.document?.kind) &&
  check.document?.subject === caseId &&
  check.document.details.sha256OfDecisions === decisions;

const notSigned = (): Fault =>
  new Fault(
    'cache-unreadable',
    'What would be given out is not what was signed at the end of the review; nothing was given out.',
    'Keep the profile folder as it is, it is evidence, and look at the sign-offs under Reports.',
  );

/** Builds it from what it needs. */
export function releases(parts: {
  readonly rights: Pick<RightsService, 'case'>;
  readonly store: DossierStore;
  readonly columns: SealedColumns;
  readonly signOffs: Pick<SignOffs, 'read'>;
}): Releases {
  const { rights, store, columns } = parts;
  const sourcesOf = async (caseId: string): Promise<readonly SourceRecord[]> => {
    const at = await rights.case(caseId);
    const [kept, { finished }] = [await store.collection(caseId), await store.review(caseId)];
    if (kept === null || finished === null || at.decision === null)
      throw new Fault(
        'rights-refused',
        'The review is not finished yet.',
        'Finish it first; nothing is given out before.',
      );
    // What was signed is what is given out.
    const decisions = await store.digest(caseId, null);
    if (finished.decisions !== decisions) throw incomplete();
    const { check } = await parts.signOffs.read(finished.signOff);
    if (!isOver(check, caseId, decisions)) throw notSigned();
    return kept.sources;
  };
  return {
    sources: sourcesOf,
    async *items(caseId) {
      for (const source of await sourcesOf(caseId)) {
        const hash = batchHash();
        let seen = 0;
        for (const batch of await store.batches(caseId, source.source)) {
          const { bytes, items } = await openBatch(columns, batch);
          hash.add(bytes);
          seen += items.length;
          const records = new Map(
            (
              await store.itemsAt(
                caseId,
                items.map(({ n }) => n),
              )
            ).map((record) => [record.number, record]),
          );
          const given: ReleasedItem[] = [];
          for (const item of items) {
            const record = records.get(item.n);
            if (record === undefined) throw incomplete();
            if (record.decision !== 'release' && record.decision !== 'redact') continue;
            given.push({
              ...{ number: item.n, source: source.source, title: source.title, category: source.category },
              ...{ resource: source.resource, key: item.k, day: item.d, part2: record.part2 },
              fields: fieldsOf(source, record, item, true),
              companions: item.c,
            });
          }
          if (given.length > 0) yield given;
        }
        if (seen !== source.items || (source.sha256 !== null && hash.digest() !== source.sha256))
          throw incomplete();
      }
    },
    content: (content) => openContent(columns, content),
  };
}
