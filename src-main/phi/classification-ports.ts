import type {
  ColumnDecision,
  ColumnRef,
  DataMap,
  FieldReader,
  Proposal,
} from '../../src-shared/phi/classification.ts';

/** A column as the catalogue has it. */
export type CatalogueColumn = ColumnRef & {
  /** The table's number and the column's in it: they stay when names change. */
  readonly relation: string;
  readonly attribute: number;
  readonly type: string;
  /** What the clinic wrote about column and table; empty when nothing. */
  readonly comment: string;
  readonly tableComment: string;
  readonly primaryKey: boolean;
  /** The table that it points to. */
  readonly references: { readonly schema: string; readonly table: string } | null;
  /** Rows of the table, about; null when nobody knows. */
  readonly rows: number | null;
};

/** A decision with the column it was made on. */
export type DecidedColumn = ColumnRef & {
  readonly relation: string;
  readonly attribute: number;
  /** The highest number of a column in the table then: what has a higher one came later. */
  readonly last: number;
  readonly type: string;
  readonly decision: ColumnDecision;
};

/** A decision to be written down. */
export type NewDecision = ColumnRef &
  Pick<ColumnDecision, 'classification' | 'tags' | 'encrypt' | 'audit' | 'verdict' | 'reason'>;

/** The clinic's columns, and what was decided on them. */
export interface ColumnRegistry {
  /** @throws Fault `database-…` */
  columns(): Promise<readonly CatalogueColumn[]>;
  /** @throws Fault `database-…`, `pack-outdated` when the pack has no registry */
  decided(): Promise<readonly DecidedColumn[]>;
  /** All of them or none. @throws Fault `database-…`, `pack-outdated`, `table-changed` */
  decide(decisions: readonly NewDecision[], by: string): Promise<void>;
  /** @throws Fault `database-…`, `table-missing` */
  readers(schema: string, table: string): Promise<TableReaders>;
}

export type TableReaders = {
  readonly columns: readonly string[];
  readonly readers: readonly FieldReader[];
  readonly rowSecurity: boolean;
  readonly definerFunctions: number;
};

/** Values of the clinic, for the scanner alone. */
export interface ValueSource {
  /**
   * Shows some values of each column, as text; nobody keeps them.
   *
   * @returns false when this table could not be read: it is then judged by names alone
   * @throws Fault `database-…` when the connection is gone
   */
  sample(
    schema: string,
    table: string,
    columns: readonly string[],
    rows: number | null,
    show: (column: string, value: string) => void,
  ): Promise<boolean>;
}

/** The copy of the data map on this computer. */
export interface DataMapStore {
  load(source: string): Promise<StoredMap | null>;
  save(source: string, map: StoredMap): Promise<void>;
}

/** What is kept of the data map between looks: no value of the clinic. */
export type StoredMap = {
  readonly map: DataMap;
  readonly proposals: readonly (ColumnRef & { readonly proposal: Proposal })[];
};
