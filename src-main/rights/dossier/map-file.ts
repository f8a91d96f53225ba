import { createHash } from 'node:crypto';
import {
  type DossierMap,
  dossierMapSchema,
  EXCLUSION_RULES,
  type MapProblem,
  type MapSource,
} from '../../../src-shared/rights/dossier-map.ts';
import { readLinedAs } from '../../base/lined-document.ts';

/** A map with the SHA-256 of its file, or everything that is wrong with it. */
export type ReadMap =
  | { readonly map: DossierMap; readonly sha256: string; readonly problems: readonly [] }
  | { readonly map: null; readonly problems: readonly MapProblem[] };

const MOST_BYTES = 2 * 1024 * 1024;

/** Reads a dossier map from YAML or JSON. All problems are told at once, each with its line, for whoever writes it. */
export function readMap(text: string): ReadMap {
  const bytes = Buffer.from(text, 'utf8');
  const { value, problems } = readLinedAs(bytes, MOST_BYTES, dossierMapSchema, structureProblems);
  return problems === null
    ? { map: value, sha256: createHash('sha256').update(bytes).digest('hex'), problems: [] }
    : { map: null, problems };
}

type Problem = { readonly path: readonly PropertyKey[]; readonly text: string };

/** What a field is called in the answer. */
export const fieldOf = ({ column, field }: MapSource['columns'][number]): string => field ?? column;

/** What no schema sees: names that stand twice, tables that are left out and read, sources that are not there. */
function structureProblems(map: DossierMap): readonly Problem[] {
  const problems: Problem[] = [];
  const known = new Set<string>();
  for (const [index, source] of map.sources.entries()) {
    const say = (path: readonly PropertyKey[], text: string): void => {
      problems.push({ path: ['sources', index, ...path], text: `Source ${source.source}: ${text}` });
    };
    if (known.has(source.source) || RESERVED.includes(source.source)) say([], 'its name is taken.');
    known.add(source.source);
    if (source.apart !== undefined && source.columns.length > 0)
      say(['columns'], 'its table is left out, so none of its columns may be read.');
    if (source.apart !== undefined && EXCLUSION_RULES[source.apart].effect !== 'unread')
      say(
        ['apart'],
        'rows of this kind are looked at one by one, so their table cannot be left out as a whole.',
      );
    if (source.apart === undefined && source.columns.length === 0) say(['columns'], 'it names no column.');
    const fields = new Set<string>();
    for (const [at, column] of source.columns.entries()) {
      const field = fieldOf(column);
      if (fields.has(field)) say(['columns', at], `two columns are called “${field}”.`);
      fields.add(field);
    }
  }
  for (const [at, source] of (map.restriction?.sources ?? []).entries())
    if (!known.has(source))
      problems.push({ path: ['restriction', 'sources', at], text: `There is no source ${source}.` });
  return problems;
}

/** Names that collecting uses itself. */
export const DISCLOSURES = 'disclosures';
export const ENTRIES = 'entries-made-here';
const RESERVED: readonly string[] = [DISCLOSURES, ENTRIES];
