/**
 * The only pages that open outside, in the officer's own browser. Asked for by id, never by address, so that nothing in
 * a record or in a file can send anybody anywhere.
 */
export const PAGES = {
  'hipaa-security': 'https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C',
  'hipaa-privacy': 'https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-E',
} as const satisfies Record<string, `https://${string}`>;

/** An id of {@link PAGES}. */
export type PageId = keyof typeof PAGES;
