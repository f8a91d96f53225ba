import type { Cycle } from '../../../src-shared/controls/cycles.ts';
import { type Catalogue, effectiveOn, ownIds } from '../catalogue.ts';
import { editionIn } from '../own/edition.ts';
import { digestOf } from '../review/records.ts';
import { attention, type Check, failed, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

/** Whether frameworks of one's own are as they were imported, hold, and are reviewed in the edition that counts. */
export const frameworkChecks = (
  { controls, ownFrameworks, controlReviews }: CheckSources,
  now: () => number,
): readonly Check[] => [
  {
    ...{ id: 'own-frameworks', area: 'controls', title: 'Frameworks of your own', link: '/controls' },
    look: async () =>
      frameworkLook(
        await ownFrameworks.damaged(),
        await controls.catalogue(),
        (await controlReviews.cycles()).map(({ cycle }) => cycle),
        new Date(now()).toISOString().slice(0, 10),
      ),
  },
];

/** How frameworks of one's own stand. @param today - a day such as `2026-11-22` */
export function frameworkLook(
  damaged: readonly { readonly id: string; readonly version: string }[],
  catalogue: Catalogue,
  cycles: readonly Cycle[],
  today: string,
): Look {
  if (damaged.length > 0)
    return failed(
      `What is kept of ${damaged.map(({ id, version }) => `${id} (version ${version})`).join(', ')} was changed outside this application.`,
      'Import its file again, and ask who had access to the profile folder.',
    );
  const own = ownIds(catalogue);
  const outdated = cycles.filter(
    ({ state, versions, from, to }) =>
      state === 'open' &&
      versions.some(({ id, sha256 }) => {
        const counts = own.has(id) ? editionIn(catalogue.editions, id, from, to) : undefined;
        return counts !== undefined && digestOf(counts) !== sha256;
      }),
  );
  if (outdated.length > 0)
    return attention(
      `${many(outdated.length, 'open review follows', 'open reviews follow')} an earlier version of a framework than the one that holds in its period: ${outdated.map(({ name }) => `“${name}”`).join(', ')}.`.slice(
        0,
        1000,
      ),
      'Finish it as it is with a word on why, or open a new one under the later version.',
    );
  const holding = new Set(effectiveOn(catalogue.frameworks, today).map(({ id }) => id));
  const ended = [...own].filter((id) => !holding.has(id));
  if (ended.length > 0)
    return attention(
      `${many(ended.length, 'framework of your own does', 'frameworks of your own do')} not hold today: ${ended.join(', ')}.`,
      'Import the version that holds now, or take it out of use.',
    );
  return fine(
    own.size === 0
      ? 'There is none.'
      : `${many(own.size, 'framework is', 'frameworks are')} as imported, and ${own.size === 1 ? 'holds' : 'hold'} today.`,
  );
}
