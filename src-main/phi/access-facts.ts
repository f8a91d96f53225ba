/** What the catalogue says of rights, as far as it decides who can read a column. Names of roles; `public` is everybody. */
export type AccessFacts = {
  readonly roles: readonly RoleFact[];
  readonly relations: readonly RelationFact[];
  /** Roles whose rights another one has without doing anything, itself included. */
  readonly has: readonly (readonly [role: string, other: string])[];
  /** Roles that another one can switch to. */
  readonly switches: readonly (readonly [role: string, other: string])[];
  /** SECURITY DEFINER functions whose owner can read one of the tables. */
  readonly definerFunctions: number;
};

export type RoleFact = {
  readonly role: string;
  readonly login: boolean;
  readonly superuser: boolean;
  readonly bypassesRows: boolean;
  readonly readsEverything: boolean;
};

/** A column of a relation, by the relation's number. */
export type ColumnAt = { readonly relation: string; readonly column: number };

/** A table, a partition of one, a view or a materialised view. */
export type RelationFact = {
  readonly relation: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'view' | 'materialized';
  readonly owner: string;
  readonly columns: readonly { readonly column: number; readonly name: string }[];
  /** The table that it is a part of; null for what stands by itself. */
  readonly parent: string | null;
  /** Roles with a right to read: all columns, or the ones named. */
  readonly readers: readonly {
    readonly role: string;
    readonly all: boolean;
    readonly columns: readonly number[];
  }[];
  /** Roles that are named in the right itself, as opposed to those that have it by another. */
  readonly grantees: readonly string[];
  /** Roles that may use the schema it lies in. */
  readonly schemaUsers: readonly string[];
  readonly rowSecurity: boolean;
  /** Also its owner. */
  readonly rowsForced: boolean;
  readonly policies: readonly {
    readonly permissive: boolean;
    readonly roles: readonly string[];
    /** Whether it lets every row through. */
    readonly every: boolean;
  }[];
  /** Of a view. */
  readonly view: ViewFact | null;
};

export type ViewFact = {
  /** Reads with the rights of whoever asks, not with its owner's (PostgreSQL 15, security_invoker). */
  readonly invoker: boolean;
  /** All that it refers to; no columns: it counts rows, or takes them whole. */
  readonly uses: readonly { readonly relation: string; readonly columns: readonly number[] }[];
  /** Where each of its columns comes from; null: that cannot be told, it may show anything that it refers to. */
  readonly shows: readonly {
    readonly column: number;
    readonly from: readonly ColumnAt[] | null;
    /** Whether it is the value itself, and not something computed of it. */
    readonly plain: boolean;
  }[];
};
