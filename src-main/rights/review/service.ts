import { createHash } from 'node:crypto';
import type { ItemFilter, ItemRow } from '../../../src-shared/rights/review.ts';
import { hasContact, type RightsSettings } from '../../../src-shared/rights/settings.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { SignOffs } from '../../signing/index.ts';
import { incomplete } from '../dossier/batch.ts';
import type { DossierStore, SourceRecord } from '../dossier/ports.ts';
import { groundOf } from '../grounds.ts';
import type { RightsCase } from '../case.ts';
import { NO_CONTACT } from '../rule.ts';
import type { RightsService } from '../service.ts';
import { inside, looksInside, plainOf } from './find.ts';
import { changedMeanwhile, decidingMistake, refused } from './mistakes.ts';
import { openedBatches } from './opened-batches.ts';
import type { ReviewService } from './review.ts';
import { fieldsOf, itemRowOf } from './rows.ts';
import { summaryOf } from './summary.ts';
import { missingOf, type Tally, tallyOf } from './tally.ts';

/** Builds the service from what it needs. */
export function reviewService(parts: {
  readonly rights: RightsService;
  readonly store: DossierStore;
  readonly columns: SealedColumns;
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  readonly activity: ActivityLog;
  readonly settings: () => Promise<RightsSettings>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: (caseId: string) => void;
}): ReviewService {
  const { rights, store, activity, officer } = parts;
  const opened = openedBatches(store, parts.columns, officer);
  const find = inside(opened);
  const load = async (
    caseId: string,
  ): Promise<{ readonly at: RightsCase; readonly sources: readonly SourceRecord[] }> => {
    const at = await rights.case(caseId);
    const kept = await store.collection(caseId);
    if (kept === null || at.manifest === null) throw refused(['Nothing has been collected to its end yet.']);
    return { at, sources: kept.sources };
  };
  const mayDecide = (at: RightsCase): string | null => {
    if (at.state === 'review') return null;
    if (at.state !== 'review-requested') return 'This case is not in review.';
    return at.review?.reviewer === officer()
      ? null
      : 'Only the professional to whom the refusal was referred reviews it.';
  };
  const tally = async (caseId: string, at: RightsCase, sources: readonly SourceRecord[]): Promise<Tally> => {
    const counts = await store.counts(caseId);
    const digests = new Map<string, string>();
    for (const ground of new Set(counts.map((row) => row.ground)))
      if (ground !== null && groundOf(at.opening.type, ground)?.licensed === true)
        digests.set(ground, await store.digest(caseId, ground));
    return tallyOf(at.opening.type, counts, sources, await store.review(caseId), digests);
  };
  const missing = async (caseId: string, at: RightsCase, counted: Tally): Promise<readonly string[]> => {
    const step = at.state === 'review-requested' ? 'decide-review' : 'decide';
    const offered = (await rights.view(caseId)).offered.find((one) => one.step === step);
    const contact =
      counted.outcome === 'approved' || counted.outcome === null || hasContact(await parts.settings());
    return [
      ...missingOf(counted),
      ...(mayDecide(at) === null ? [] : [mayDecide(at) ?? '']),
      ...(offered?.missing ?? []),
      ...(contact ? [] : [NO_CONTACT]),
    ];
  };
  const numbersOf = async (
    caseId: string,
    at: RightsCase,
    sources: readonly SourceRecord[],
    filter: ItemFilter,
  ): Promise<readonly number[]> => {
    const numbers = await store.numbers(caseId, plainOf(filter, sources));
    if (!looksInside(filter)) return numbers;
    const found = await find(caseId, at.manifest, filter);
    return numbers.filter((number) => found.has(number));
  };
  const sourceOf = (sources: readonly SourceRecord[], name: string): SourceRecord => {
    const found = sources.find(({ source }) => source === name);
    if (found === undefined) throw incomplete();
    return found;
  };
  const rowsAt = async (
    caseId: string,
    sources: readonly SourceRecord[],
    numbers: readonly number[],
  ): Promise<readonly ItemRow[]> => {
    const items = await opened.at(caseId, numbers);
    return (await store.itemsAt(caseId, numbers)).map((record) => {
      const item = items.get(record.number);
      if (item === undefined) throw incomplete();
      return itemRowOf(sourceOf(sources, record.source), record, item);
    });
  };
  return {
    summary: async (caseId) => {
      const { at, sources } = await load(caseId);
      const counts = await store.counts(caseId);
      const counted = await tally(caseId, at, sources);
      const lacks = await missing(caseId, at, counted);
      const { finished } = await store.review(caseId);
      return summaryOf(at.opening.type, sources, counts, counted, finished, {
        missing: lacks,
        decide: mayDecide(at) === null,
      });
    },
    items: async (caseId, filter, offset, limit) => {
      const { at, sources } = await load(caseId);
      if (!looksInside(filter)) {
        const { total, rows } = await store.items(caseId, plainOf(filter, sources), offset, limit);
        return {
          total,
          rows: await rowsAt(
            caseId,
            sources,
            rows.map(({ number }) => number),
          ),
        };
      }
      const numbers = await numbersOf(caseId, at, sources, filter);
      return {
        total: numbers.length,
        rows: await rowsAt(caseId, sources, numbers.slice(offset, offset + limit)),
      };
    },
    item: async (caseId, number) => {
      const { sources } = await load(caseId);
      const [record] = await store.itemsAt(caseId, [number]);
      const item = (await opened.at(caseId, [number])).get(number);
      if (record === undefined || item === undefined) throw refused(['There is no such item in this case.']);
      const source = sourceOf(sources, record.source);
      return {
        row: itemRowOf(source, record, item),
        fields: fieldsOf(source, record, item, false),
        companions: item.c,
      };
    },
    decide: async (caseId, chosen, deciding) => {
      const { at, sources } = await load(caseId);
      const objection = mayDecide(at);
      if (objection !== null) throw refused([objection]);
      const numbers =
        chosen.by === 'number'
          ? [...new Set(chosen.numbers)]
          : await numbersOf(caseId, at, sources, chosen.filter);
      if (chosen.by === 'filter' && numbers.length !== chosen.expected) throw changedMeanwhile();
      if (numbers.length === 0) throw refused(['No item was chosen.']);
      const records = await store.itemsAt(caseId, numbers);
      if (records.length !== numbers.length) throw changedMeanwhile();
      const mistake = decidingMistake(at, sources, records, chosen, deciding);
      if (mistake !== null) throw refused([mistake]);
      const ground = 'ground' in deciding ? deciding.ground : null;
      const redacted = 'fields' in deciding ? [...new Set(deciding.fields)].toSorted() : [];
      const concerns = createHash('sha256').update(JSON.stringify(numbers)).digest('hex');
      await store.decide({
        ...{ caseId, numbers, ground, redacted, decision: deciding.decision, by: officer() },
        event: activity.event({
          ...{ operation: 'rights.review-decide', objectType: 'case', objectId: caseId },
          purpose: `${deciding.decision}${ground === null ? '' : ` (${ground})`}: ${numbers.length} items; SHA-256 of their numbers ${concerns}`,
        }),
      });
      parts.changed(caseId);
      return numbers.length;
    },
    confirm: async (caseId, grounds) => {
      const { at } = await load(caseId);
      const counts = await store.counts(caseId);
      const details: Record<string, { readonly items: number; readonly sha256: string }> = {};
      for (const ground of new Set(grounds)) {
        if (groundOf(at.opening.type, ground)?.licensed !== true)
          throw refused([`Ground ${ground} needs no licensed health care professional, or is none.`]);
        const items = counts.reduce((n, row) => n + (row.ground === ground ? row.items : 0), 0);
        if (items === 0) throw refused([`Nothing is left out under ground ${ground}.`]);
        details[ground] = { items, sha256: await store.digest(caseId, ground) };
      }
      if (at.state !== 'review') throw refused(['This case is not in review.']);
      const codes = Object.keys(details);
      const { signOffId } = await parts.signOffs.signOff({
        ...{ kind: 'rights.sign-licensed', subject: caseId, decision: 'grounds-confirmed' },
        statement: `As a licensed health care professional I confirm for request ${caseId} what is left out under the grounds ${codes.join(', ')}.`,
        details: { manifest: at.manifest, grounds: details },
      });
      await rights.take(caseId, {
        step: 'sign-licensed',
        grounds: codes,
        licensed: true,
        signOff: signOffId,
      });
      const review = await store.review(caseId);
      const mine = codes.map(
        (code) => [code, { by: officer(), signOff: signOffId, items: details[code]?.sha256 ?? '' }] as const,
      );
      await store.setReview(caseId, {
        ...review,
        confirmed: { ...review.confirmed, ...Object.fromEntries(mine) },
      });
      parts.changed(caseId);
      return { signOff: signOffId, items: codes.reduce((n, code) => n + (details[code]?.items ?? 0), 0) };
    },
    finish: async (caseId) => {
      const { at, sources } = await load(caseId);
      const counted = await tally(caseId, at, sources);
      const lacks = await missing(caseId, at, counted);
      const { outcome, codes } = counted;
      if (lacks.length > 0 || outcome === null) throw refused(lacks);
      const decisions = await store.digest(caseId, null);
      const review = await store.review(caseId);
      const again = at.state === 'review-requested';
      const granted = review.finished?.decisions !== decisions;
      const known = review.finished;
      // Broken off after it was signed: the same decision is not signed twice.
      const signed =
        !again && known?.decisions === decisions && known.by === officer() && known.outcome === outcome;
      const signOff = signed
        ? known.signOff
        : (
            await parts.signOffs.signOff({
              ...{ kind: again ? 'rights.decide-review' : 'rights.decide', subject: caseId },
              decision: again ? (granted ? 'access-granted' : 'upheld') : outcome,
              statement: again
                ? `The review of the refusal of request ${caseId} came to: ${granted ? 'access-granted' : 'upheld'}.`
                : `Request ${caseId} (${at.opening.type}) is ${outcome}${codes.length === 0 ? '' : `; grounds: ${codes.join(', ')}`}.`,
              details: {
                ...{ manifest: at.manifest, sha256OfDecisions: decisions, grounds: [...codes] },
                ...{ items: counted.items, decisions: counted.decisions },
              },
            })
          ).signOffId;
      const finished = { by: officer(), at: instantOf(parts.clock), signOff, decisions, outcome };
      await store.setReview(caseId, { ...review, finished });
      await rights.take(
        caseId,
        again
          ? { step: 'decide-review', outcome: granted ? 'access-granted' : 'upheld', signOff }
          : { step: 'decide', outcome, grounds: [...codes], signOff },
      );
      parts.changed(caseId);
      return { outcome, signOff };
    },
  };
}
