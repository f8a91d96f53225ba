import { type RiskMap, riskMapSchema } from '../../src-shared/risk/map.ts';
import { type LinedProblem, readLinedAs } from '../base/lined-document.ts';

/** A map, or everything that is wrong with its file. */
export type ReadRiskMap =
  | { readonly map: RiskMap; readonly problems: readonly [] }
  | { readonly map: null; readonly problems: readonly LinedProblem[] };

const MOST_BYTES = 256 * 1024;

/** Reads a map from YAML or JSON. All problems are told at once, each with its line. */
export function readRiskMap(bytes: Uint8Array): ReadRiskMap {
  const { value, problems } = readLinedAs(bytes, MOST_BYTES, riskMapSchema);
  return problems === null ? { map: value, problems: [] } : { map: null, problems };
}
