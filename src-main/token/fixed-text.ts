/** The text of a field of fixed width. */
export const trimmed = (text: string): string =>
  text
    // Fixed-width fields padded with blanks, or with NUL by modules that misread the standard.
    .replace(/\p{Cc}/gu, ' ')
    .trim();

/** CK_VERSION, as `1.0`. */
export const version = ({ major, minor }: { readonly major: number; readonly minor: number }): string =>
  `${major}.${minor}`;

const LABEL_BYTES = 32;

/** A label of exactly 32 bytes, never cut inside a character. */
export function paddedLabel(label: string): string {
  let cut = label;
  while (Buffer.byteLength(cut) > LABEL_BYTES) cut = Array.from(cut).slice(0, -1).join('');
  return cut + ' '.repeat(LABEL_BYTES - Buffer.byteLength(cut));
}
