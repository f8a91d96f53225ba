import type { DataClass, MappedField } from '../../src-shared/phi/classification.ts';
import { classOf } from './words.ts';

/** What narrows the data map. */
export interface FieldFilter {
  readonly words: string;
  readonly classes: readonly DataClass[];
  readonly state: 'all' | 'undecided' | 'decided' | 'drift' | 'encrypt';
}

export const NO_FILTER: FieldFilter = { words: '', classes: [], state: 'all' };

export const fieldKey = ({
  schema,
  table,
  column,
}: Pick<MappedField, 'schema' | 'table' | 'column'>): string => JSON.stringify([schema, table, column]);
export const tableOf = ({ schema, table }: Pick<MappedField, 'schema' | 'table'>): string =>
  `${schema}.${table}`;

const STATES: Readonly<Record<FieldFilter['state'], (field: MappedField) => boolean>> = {
  all: () => true,
  undecided: ({ decision }) => decision === null,
  decided: ({ decision }) => decision !== null,
  drift: ({ drift }) => drift !== null,
  encrypt: ({ decision, proposal }) => (decision ?? proposal)?.encrypt === true,
};

/** Whether a column passes the filter. */
export function passes(filter: FieldFilter, field: MappedField): boolean {
  const words = filter.words.trim().toLowerCase();
  const found = classOf(field);
  return (
    STATES[filter.state](field) &&
    (filter.classes.length === 0 || (found !== null && filter.classes.includes(found))) &&
    (words === '' ||
      `${tableOf(field)}.${field.column} ${field.proposal?.kind ?? ''}`.toLowerCase().includes(words))
  );
}
