import type {
  AccessCell,
  AccessDifference,
  AccessMatrix,
  AccessRole,
  Exposure,
  RowScope,
} from '../../src-shared/phi/access.ts';
import type { ReadWay } from '../../src-shared/phi/classification.ts';
import { WAY_WORDS } from './words.ts';

/** How much of a value is seen, as a letter for the matrix and in words. */
export const EXPOSURE_WORDS: Readonly<Record<Exposure, { readonly letter: string; readonly words: string }>> =
  {
    clear: { letter: 'R', words: 'reads the value' },
    partial: { letter: 'P', words: 'reads the last characters' },
    masked: { letter: 'M', words: 'reads it masked' },
    encrypted: { letter: 'E', words: 'reads ciphertext' },
  };

export const SCOPE_WORDS: Readonly<Record<RowScope, string>> = {
  none: 'of no patient',
  some: 'of some patients (row rules)',
  every: 'of every patient',
};

export const KIND_WORDS: Readonly<Record<AccessRole['kind'], string>> = {
  public: 'Everybody',
  login: 'Login',
  group: 'Group',
};

export const DIFFERENCE_WORDS: Readonly<
  Record<AccessDifference['kind'], { readonly word: string; readonly tone: 'bad' | 'unsure' }>
> = {
  more: { word: 'Not meant', tone: 'bad' },
  wider: { word: 'More than meant', tone: 'bad' },
  less: { word: 'Less than meant', tone: 'unsure' },
};

/** How somebody comes to read it. */
export function wayWords({
  way,
  through,
}: {
  readonly way: ReadWay;
  readonly through: string | null;
}): string {
  if (through === null) return WAY_WORDS[way];
  return way === 'view' || way === 'role-switch'
    ? `${WAY_WORDS[way]} ${through}`
    : `${WAY_WORDS[way]} (${through})`;
}

/** What a cell says. */
export const readingWords = (cell: Pick<AccessCell, 'shows' | 'rows'>): string =>
  `${EXPOSURE_WORDS[cell.shows].words} ${SCOPE_WORDS[cell.rows]}`;

/** One name for a role's access to a column. */
export const placeOf = (at: {
  readonly role: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;
}): string => JSON.stringify([at.role, at.schema, at.table, at.column]);

/** What narrows the matrix. */
export interface MatrixFilter {
  readonly words: string;
  readonly role: string;
  readonly classification: string;
  readonly differing: boolean;
}

export const NO_FILTER: MatrixFilter = { words: '', role: '', classification: '', differing: false };

/** Numbers of the fields that a filter lets through, those that differ first; and of the roles. */
export function narrowed(
  matrix: AccessMatrix,
  differences: readonly AccessDifference[],
  filter: MatrixFilter,
): { readonly fields: readonly number[]; readonly roles: readonly number[] } {
  const [words, role] = [filter.words.trim().toLowerCase(), filter.role.trim().toLowerCase()];
  const nameOf = (at: { schema: string; table: string; column: string }): string =>
    `${at.schema}.${at.table}.${at.column}`;
  const differing = new Set(differences.map(nameOf));
  const fields = matrix.fields
    .map((field, index) => ({ field, index, differs: differing.has(nameOf(field)) }))
    .filter(
      ({ field, differs }) =>
        nameOf(field).toLowerCase().includes(words) &&
        (filter.classification === '' || field.classification === filter.classification) &&
        (!filter.differing || differs),
    )
    .sort((a, b) => Number(b.differs) - Number(a.differs) || a.index - b.index);
  const roles = matrix.roles.flatMap((each, index) =>
    each.role.toLowerCase().includes(role) ? [index] : [],
  );
  return { fields: fields.map(({ index }) => index), roles };
}
