import type { evidenceContract } from '../../../src-shared/controls/evidence.ts';
import type { reviewsContract } from '../../../src-shared/controls/reviews.ts';
import type { samplesContract } from '../../../src-shared/controls/samples.ts';
import { ANY_FILE, CSV, POPULATION } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

type Channels = typeof reviewsContract & typeof samplesContract & typeof evidenceContract;

/** Reviews of controls, their samples and evidence. */
export function reviewsHandlers({ services, dialogs, jobs }: HandlerParts): HandlersOf<Channels> {
  const { controlReviews: reviews, samples, evidence } = services;
  const choosePopulation = (title: string) => dialogs.openFile({ title, filters: [POPULATION, ANY_FILE] });
  return {
    'reviews.cycles': async () => ({ cycles: [...(await reviews.cycles())] }),
    'reviews.open': (cycle) => reviews.open(cycle),
    'reviews.board': async ({ cycleId }) => {
      const { row, today, controls, findings, samples: drawn } = await reviews.board(cycleId);
      return { row, today, controls: [...controls], findings: [...findings], samples: [...drawn] };
    },
    'reviews.control': ({ cycleId, requirement }) => reviews.control(cycleId, requirement),
    'reviews.edit': async ({ cycleId, controls, change }) => {
      await reviews.edit(cycleId, controls, change);
      return {};
    },
    'reviews.approve': async ({ cycleId, controls }) => {
      await reviews.approve(cycleId, controls);
      return {};
    },
    'reviews.lock': async ({ cycleId }) => {
      await reviews.lock(cycleId);
      return {};
    },
    'reviews.verify': async ({ cycleId }) => {
      const { result, problems } = await reviews.verify(cycleId);
      return { result, problems: [...problems] };
    },
    'samples.choose-population': async () => {
      const file = await choosePopulation('Population: one item a line');
      if (file === null) return { chosen: null };
      const population = await samples.count(dialogs.pathOf(file.handle));
      return { chosen: { handle: file.handle, population } };
    },
    'samples.draw': ({ cycleId, sample, from }) =>
      samples.draw(
        cycleId,
        sample,
        'result' in from ? from : { path: dialogs.pathOf(from.handle), sha256: from.sha256 },
      ),
    'samples.compare': async ({ cycleId, sampleId, revision }) => {
      const file = await choosePopulation('Second source of the population');
      if (file === null) return { agrees: null };
      const path = dialogs.pathOf(file.handle);
      return { agrees: await samples.compare(cycleId, sampleId, path, revision) };
    },
    'samples.answer': async ({ cycleId, sampleId, revision, ...item }) => {
      await samples.answer(cycleId, sampleId, item, revision);
      return {};
    },
    'evidence.list': async () => ({
      evidence: [...(await evidence.list())],
      canSeal: evidence.canSeal(),
    }),
    'evidence.choose-file': async () => ({
      file: await dialogs.openFile({ title: 'Evidence', filters: [ANY_FILE] }),
    }),
    'evidence.add': ({ facts, from, sealed }) =>
      'result' in from
        ? evidence.addResult(from.result, facts, { sealed })
        : evidence.addFile(dialogs.pathOf(from.handle), facts, { sealed }),
    'evidence.result': ({ id }) => evidence.result(id),
    'evidence.seal': () => ({
      jobId: jobs.start('seal-evidence', 'Encrypting evidence', async (work) => {
        const { done, left } = await evidence.seal(work);
        work.progress({
          phase:
            left === 0
              ? 'Every copy is encrypted.'
              : `${left === 1 ? 'One copy is' : `${left} copies are`} gone or changed and stay as they are.`,
          ...{ done: done + left, total: done + left, unit: 'files' },
        });
        return null;
      }),
    }),
    'evidence.check': async () => {
      const counted = { intact: 0, missing: 0, changed: 0, unread: 0 };
      for (const { state } of await evidence.list(true))
        counted[state === 'not-checked' ? 'unread' : state]++;
      return counted;
    },
    'evidence.save': async ({ id, as }) => {
      const name = await evidence.fileNameOf(id);
      const table = as === 'table';
      const file = await dialogs.saveFile({
        title: table ? 'Save the test result as a table' : 'Save a copy of the evidence',
        defaultName: table ? name.replace(/\.json$/, '.csv') : name,
        filters: [table ? CSV : ANY_FILE],
      });
      if (file === null) return { saved: null };
      const to = dialogs.pathOf(file.handle);
      await (table ? evidence.writeTable(id, to) : evidence.writeTo(id, to));
      return { saved: file };
    },
  };
}
