/** Constants of the format that the writer and the independent verifier both keep to; no code is shared but these. */

/** SubFilter of PAdES (ETSI EN 319 142-1 §5.3). */
export const SUB_FILTER = 'ETSI.CAdES.detached';

/** Room for the CMS in /Contents, in bytes: a chain with long RSA certificates and a later time-stamp fit. */
export const CONTENTS_BYTES = 16_000;

/**
 * Where signatures may draw themselves: boxes on the last page of a report, in points from its lower left corner. A signature
 * that is added later may draw in a free one of these and nowhere else, or it could cover what others have signed.
 */
export const BOXES: readonly (readonly [number, number, number, number])[] = [0, 1, 2].flatMap((row) =>
  [48, 303].map((left): readonly [number, number, number, number] => [
    left,
    574 - row * 130,
    left + 244,
    690 - row * 130,
  ]),
);
