import type { Opening, RowPerson, RowTable, Weakness } from '../../src-shared/phi/rows.ts';
import type { ClinicConnection } from '../clinic/ports.ts';

/** A table of the clinic as the database's catalogue tells of it. */
export type CatalogTable = {
  readonly schema: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** Columns of the primary key. */
  readonly key: readonly string[];
  /** Foreign keys of one column. */
  readonly references: readonly {
    readonly column: string;
    readonly schema: string;
    readonly table: string;
  }[];
};

/** Where the clinic's own tables say who is a patient, who cares for whom, who consented, who is an administrator. */
export type RowSource = {
  readonly purpose: 'patients' | 'care' | 'research' | 'privilege';
  readonly schema: string;
  readonly table: string;
  /** The patient; for purpose `privilege` the account. */
  readonly subjectColumn: string;
  /** Of purpose `care`: the member of staff. */
  readonly personColumn: string | null;
  readonly fromColumn: string | null;
  readonly toColumn: string | null;
  /** Days it holds after its end. */
  readonly days: number;
  /** Columns that must have this value, or one of these. */
  readonly condition: Readonly<Record<string, string | readonly string[]>>;
};

/** A table on which rules were put. */
export type AttachedRows = {
  readonly wish: RowTable;
  /** The table's name now; null when it is gone. */
  readonly now: { readonly schema: string; readonly table: string } | null;
  readonly at: string;
  readonly by: string;
  readonly keeps: readonly string[];
  readonly drift: readonly string[];
};

/** What the database says of the rules; by the officer's own login. */
export type RowStanding = {
  readonly installed: boolean;
  readonly tables: readonly CatalogTable[];
  readonly attached: readonly AttachedRows[];
  readonly weaknesses: readonly Weakness[];
  readonly openings: readonly Opening[];
  readonly persons: readonly RowPerson[];
};

/** The clinic's database, as far as access to rows is concerned. */
export interface RowDatabase {
  /** @throws Fault `database-…` */
  standing(connection: ClinicConnection): Promise<RowStanding>;
  /** The tables alone. */
  catalogue(connection: ClinicConnection): Promise<readonly CatalogTable[]>;
  /**
   * Puts the rules on one table in one transaction that waits three seconds for the table at most; rules that were there are
   * replaced. Who had rights on the table before keeps seeing every row.
   *
   * @throws Fault `rows-refused`, `database-…`
   */
  attach(admin: ClinicConnection, table: RowTable): Promise<void>;
  /** Says where the clinic's tables tell who cares for whom. */
  setSources(admin: ClinicConnection, sources: readonly RowSource[]): Promise<void>;
  /** Takes the rules off: the table is as it was before. @throws Fault `rows-refused`, `database-…` */
  detach(admin: ClinicConnection, table: { readonly schema: string; readonly table: string }): Promise<void>;
  /** Says which member of staff a login is; null takes it back. */
  namePerson(admin: ClinicConnection, login: string, person: string | null): Promise<void>;
}
