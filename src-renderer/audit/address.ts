import type { TamperType } from '../../src-shared/audit/types.ts';
import { TYPE_ORDER } from './words.ts';

/** What the address of a run's page can say beside its id: which finding is open, and which kind is shown. */
export interface RunSearch {
  readonly finding?: number;
  readonly type?: TamperType;
}

/** The number of an entry as an address or a person gives it; null when it is none. */
export function readEntryId(typed: string): number | null {
  const id = /^-?\d{1,16}$/.test(typed) ? Number(typed) : Number.NaN;
  return Number.isSafeInteger(id) ? id : null;
}

/** Reads the search part of an address; what makes no sense is left out, since anybody can type an address. */
export function readRunSearch(raw: { readonly finding?: unknown; readonly type?: unknown }): RunSearch {
  const finding = Number(raw.finding ?? Number.NaN);
  const type = TYPE_ORDER.find((known) => known === raw.type);
  return {
    ...(Number.isSafeInteger(finding) && finding >= 0 ? { finding } : {}),
    ...(type === undefined ? {} : { type }),
  };
}
