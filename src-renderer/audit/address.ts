import { GROUPINGS, type Grouping } from '../../src-shared/audit/finding-search.ts';
import type { TamperType } from '../../src-shared/audit/types.ts';
import { TYPE_ORDER } from './words.ts';

/** What the address of a run's page can say beside its id: which finding is open, which are shown, and how. */
export interface RunSearch {
  readonly finding?: number;
  readonly type?: TamperType;
  /** Words of the header. */
  readonly words?: string;
  /** Who the entry names; empty: nobody. */
  readonly actor?: string;
  /** Positions, both included. */
  readonly from?: number;
  readonly to?: number;
  /** The entry's time, RFC 3339. */
  readonly after?: string;
  readonly before?: string;
  readonly acknowledged?: boolean;
  /** How they are put together. */
  readonly group?: Grouping;
}

/** The number of an entry as an address or a person gives it; null when it is none. */
export function readEntryId(typed: string): number | null {
  const id = /^-?\d{1,16}$/.test(typed) ? Number(typed) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/;

/** Reads the search part of an address; what makes no sense is left out, since anybody can type an address. */
export function readRunSearch(raw: { readonly [name in keyof RunSearch]?: unknown }): RunSearch {
  const whole = (value: unknown): number | undefined => {
    const number = Number(value ?? Number.NaN);
    return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  };
  const words = (value: unknown): string | undefined =>
    typeof value === 'string' ? value.slice(0, 200) : typeof value === 'number' ? String(value) : undefined;
  const instant = (value: unknown): string | undefined =>
    typeof value === 'string' && INSTANT.test(value) ? value : undefined;
  const search: { readonly [name in keyof RunSearch]: RunSearch[name] | undefined } = {
    finding: whole(raw.finding),
    type: TYPE_ORDER.find((known) => known === raw.type),
    words: words(raw.words) === '' ? undefined : words(raw.words),
    actor: words(raw.actor),
    from: whole(raw.from),
    to: whole(raw.to),
    after: instant(raw.after),
    before: instant(raw.before),
    acknowledged: typeof raw.acknowledged === 'boolean' ? raw.acknowledged : undefined,
    group: GROUPINGS.find((known) => known === raw.group),
  };
  // Members that are undefined would stand in the address.
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** Some members of an address; undefined takes one away. */
export type SearchPart = { readonly [name in keyof RunSearch]?: RunSearch[name] | undefined };

/** The address with some members changed. */
export const withSearch = (search: RunSearch, part: SearchPart): RunSearch =>
  readRunSearch({ ...search, ...part });
