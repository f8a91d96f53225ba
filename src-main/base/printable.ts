/** Controls have no shape, and directional overrides can make a name read as another one. */
export const UNSHOWABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Text from outside as one line of a terminal. Names of tables, people and files may hold escape sequences that would move the
 * cursor and write over what stands there, a verdict for example: what has no shape becomes U+FFFD, a line end U+23CE.
 */
export const printable = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, '\u23ce')
    .replaceAll(UNSHOWABLE, (sign) => (sign === '\t' ? sign : '\ufffd'));
