import type { FindingFilter, FindingGroup, Grouping } from '../../src-shared/audit/finding-search.ts';
import { readRunSearch, type RunSearch, type SearchPart, withSearch } from './address.ts';

/** What of an address narrows the findings. */
export function filterOf(search: RunSearch): FindingFilter {
  const { type, actor, from, to, after, before, words, acknowledged } = search;
  return {
    type: type ?? null,
    actor: actor ?? null,
    from: from ?? null,
    to: to ?? null,
    after: after ?? null,
    before: before ?? null,
    words: words ?? null,
    acknowledged: acknowledged ?? null,
  };
}

/** True if nothing is narrowed. */
export const isEmpty = (filter: FindingFilter): boolean =>
  Object.values(filter).every((value) => value === null);

/** True if the findings are narrowed by more than their kind. */
export const isNarrowed = (filter: FindingFilter): boolean =>
  Object.entries(filter).some(([name, value]) => name !== 'type' && value !== null);

/** Nothing narrowed; what is open and how the list is put together stay. */
export const withoutFilter = ({ finding, group }: RunSearch): RunSearch => readRunSearch({ finding, group });

/** The address that shows the findings of a group. */
export function searchOfGroup(search: RunSearch, by: Grouping, group: FindingGroup): RunSearch {
  const all = (part: SearchPart): RunSearch =>
    withSearch(search, { group: undefined, finding: undefined, ...part });
  switch (by) {
    case 'type':
      return all(group.type === null ? {} : { type: group.type });
    case 'actor':
      return all({ actor: group.key ?? '' });
    case 'day':
      return all(dayOf(group.key));
    case 'row':
      return all({
        ...(group.type === null ? {} : { type: group.type }),
        ...(group.from === null || group.to === null ? {} : { from: group.from, to: group.to }),
      });
  }
}

function dayOf(day: string | null): SearchPart {
  const begin = Date.parse(`${day ?? ''}T00:00:00Z`);
  if (Number.isNaN(begin)) return {};
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { after: iso(begin), before: iso(begin + 86_400_000) };
}

/** What a field for a moment shows of an instant: this machine's time, to the minute. */
export function localField(instant: string | undefined): string {
  const at = Date.parse(instant ?? '');
  if (Number.isNaN(at)) return '';
  const shifted = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** The instant that was typed into such a field, or undefined. */
export function fromLocalField(text: string): string | undefined {
  const at = text === '' ? Number.NaN : new Date(text).getTime();
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
