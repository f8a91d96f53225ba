import { type RiskMap, riskMapSchema } from '../../src-shared/risk/map.ts';
import { type LinedProblem, placeOf, readLined } from '../base/lined-document.ts';

/** A map, or everything that is wrong with its file. */
export type ReadRiskMap =
  | { readonly map: RiskMap; readonly problems: readonly [] }
  | { readonly map: null; readonly problems: readonly LinedProblem[] };

const MOST_BYTES = 256 * 1024;
/** Most problems that are told; the rest comes when these are mended. */
const SHOWN = 50;

/** Reads a map from YAML or JSON. All problems are told at once, each with its line. */
export function readRiskMap(bytes: Uint8Array): ReadRiskMap {
  const read = readLined(bytes, MOST_BYTES);
  if (read.problems !== null) return { map: null, problems: read.problems.slice(0, SHOWN) };
  const parsed = riskMapSchema.safeParse(read.value);
  if (parsed.success) return { map: parsed.data, problems: [] };
  return {
    map: null,
    problems: parsed.error.issues.slice(0, SHOWN).map(({ path, message }) => ({
      line: read.lineOf(path),
      text: `${placeOf(path)}: ${message}`.slice(0, 500),
    })),
  };
}
