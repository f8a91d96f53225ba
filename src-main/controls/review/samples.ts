import { randomBytes } from 'node:crypto';
import { type NewSample, newSampleSchema, type SampleItem } from '../../../src-shared/controls/samples.ts';
import { instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { drawn } from './draw.ts';
import { populationFromFile, populationFromResult, type Population } from './population.ts';
import { mustBeOpen, reviewDraft, type ReviewParts, takePicture } from './review-parts.ts';
import type { ControlRecord, SampleRecord } from './records.ts';

/** Samples of a cycle: populations that are frozen, drawn from by a seed, and looked at item by item. */
export interface Samples {
  /** Counts a population in a file and keeps nothing. @throws Fault `file-unreadable` */
  count(path: string): Promise<Population['counted']>;
  /**
   * Freezes a population (its count and hash are kept) and draws from it.
   * @param from - `sha256`: the hash over the items that was looked at
   * @throws Fault `file-unreadable`, `usage`, `review-unknown`, `review-locked`
   */
  draw(
    cycleId: string,
    sample: NewSample,
    from: { readonly path: string; readonly sha256?: string } | { readonly result: string },
  ): Promise<{ readonly sampleId: string }>;
  /**
   * Compares the population with a second source.
   * @returns whether count and hash agree
   * @throws Fault as {@link Samples.draw}; `review-changed`
   */
  compare(cycleId: string, sampleId: string, path: string, revision?: number): Promise<boolean>;
  /** Keeps what was found about one item. @throws Fault as {@link Samples.compare} */
  answer(
    cycleId: string,
    sampleId: string,
    item: Pick<SampleItem, 'position' | 'answers' | 'note'>,
    revision?: number,
  ): Promise<void>;
}

/** Builds the service from what it needs. */
export function samplesService(parts: ReviewParts): Samples {
  const { store, clock } = parts;
  const write = async (
    cycleId: string,
    sample: SampleRecord,
    controls: readonly ControlRecord[],
    what: string,
  ): Promise<void> => {
    await store.change({
      ...{ cycleId, sample, at: instantOf(clock), by: parts.officer() },
      // What a control rests on has changed: so has the control, and its approval holds no more.
      controls: controls.map((record) => ({ record: { ...record, revision: record.revision + 1 }, what })),
      event: parts.activity.event(reviewDraft('sample', cycleId, `${sample.id}: ${what}`)),
    });
    parts.changed();
  };
  const change = async (
    cycleId: string,
    sampleId: string,
    revision: number | undefined,
    what: string,
    make: (sample: SampleRecord) => SampleRecord | Promise<SampleRecord>,
  ): Promise<SampleRecord> => {
    const picture = await takePicture(parts, cycleId);
    mustBeOpen(picture);
    await store.letGo(cycleId);
    const sample = (await store.samples(cycleId)).find(({ id }) => id === sampleId);
    if (sample === undefined)
      throw new Fault('review-unknown', 'This cycle has no such sample.', 'Choose one of its samples.');
    if (revision !== undefined && sample.revision !== revision)
      throw new Fault(
        'review-changed',
        'The sample was changed since you looked at it, so nothing was written.',
        'Look at it again.',
      );
    const next = { ...(await make(sample)), revision: sample.revision + 1 };
    const naming = [...picture.records.values()].filter(({ samples }) => samples.includes(sampleId));
    await write(cycleId, next, naming, what);
    return next;
  };
  return {
    count: async (path) => (await populationFromFile(path)).counted,
    draw: async (cycleId, wanted, from) => {
      const read = newSampleSchema.safeParse(wanted);
      if (!read.success)
        throw new Fault(
          'usage',
          'What is said about the sample is not complete.',
          'Give title, definition, what is asked of every item, size, where the size comes from, and a seed.',
        );
      mustBeOpen(await takePicture(parts, cycleId));
      await store.letGo(cycleId);
      const { counted, items } = await population(parts, from);
      if ('sha256' in from && from.sha256 !== counted.sha256)
        throw new Fault(
          'file-unreadable',
          'The population is not the one that was counted: the file was changed.',
          'Choose it again.',
        );
      const id = randomBytes(9).toString('base64url');
      const sample: SampleRecord = {
        ...read.data,
        ...{ id, cycleId, population: counted, completeness: null },
        ...{ frozenAt: instantOf(clock), frozenBy: parts.officer(), revision: 0 },
        items: drawn(items, read.data).map((position) => ({
          position: position + 1,
          key: items[position] ?? '',
          answers: read.data.attributes.map(() => null),
          note: '',
        })),
      };
      await write(cycleId, sample, [], `drawn ${sample.items.length} of ${counted.count}`);
      return { sampleId: id };
    },
    compare: async (cycleId, sampleId, path, revision) => {
      const { counted } = await populationFromFile(path);
      const next = await change(cycleId, sampleId, revision, 'Population compared', (sample) => ({
        ...sample,
        completeness: {
          ...counted,
          agrees: counted.count === sample.population.count && counted.sha256 === sample.population.sha256,
          ...{ by: parts.officer(), at: instantOf(clock) },
        },
      }));
      return next.completeness?.agrees === true;
    },
    answer: async (cycleId, sampleId, { position, answers, note }, revision) => {
      await change(cycleId, sampleId, revision, `Item ${position} of a sample looked at`, (sample) => {
        const known = sample.items.some((item) => item.position === position);
        if (!known || answers.length !== sample.attributes.length)
          throw new Fault(
            'usage',
            'This item was not drawn, or not every attribute has an answer of its own.',
            'Answer the items as the sample lists them.',
          );
        return {
          ...sample,
          items: sample.items.map((item) =>
            item.position === position ? { ...item, answers: [...answers], note: note.trim() } : item,
          ),
        };
      });
    },
  };
}

async function population(
  parts: ReviewParts,
  from: { readonly path: string } | { readonly result: string },
): Promise<Population> {
  if ('path' in from) return populationFromFile(from.path);
  const result = await parts.tests.result(from.result);
  if (result === null)
    throw new Fault('usage', 'There is no such test result.', 'Choose one of the results of the tests.');
  return populationFromResult(result);
}
