import type { ColumnRef } from '../../src-shared/phi/classification.ts';
import type { EncryptedField, FieldCheck, FieldPlan, SearchRule } from '../../src-shared/phi/fields.ts';
import type { Work } from '../audit/index.ts';

/** A key of encrypted columns as the database keeps it. */
export type StoredFieldKey = {
  readonly id: number;
  /** The secret half, encrypted under a key of the token. */
  readonly wrapped: Uint8Array;
};

/** The secret halves that a transaction is given, by the number of their key. */
export type GivenKeys = ReadonlyMap<number, Uint8Array>;

/** The clinic's database where columns are encrypted; every call is one connection as the administrator. */
export interface FieldDatabase {
  keys(): Promise<readonly StoredFieldKey[]>;
  /** @returns its number; `wrap` is told the number before the key is stored */
  addKey(publicKey: Uint8Array, tokenKey: string, wrap: (id: number) => Promise<Uint8Array>): Promise<number>;
  plan(column: ColumnRef): Promise<FieldPlan>;
  /** From now on what is written is encrypted; a column that is already stays as it is. @throws Fault `field-refused` */
  attach(columns: readonly ColumnRef[], key: number): Promise<readonly EncryptedField[]>;
  /** Encrypts what is not yet, batch after batch, each a transaction of its own. @returns how many rows */
  encryptRows(field: EncryptedField, work: Work): Promise<number>;
  /** Brings every value under another key. @returns how many rows */
  rotateRows(field: EncryptedField, to: number, given: GivenKeys, work: Work): Promise<number>;
  /** Decrypts every row, then takes everything of ours off the table. @returns how many rows */
  rollBack(field: EncryptedField, given: GivenKeys, work: Work): Promise<number>;
  /** From now on what is written is noted for the index; a search is refused until it has caught up. */
  makeSearchable(field: EncryptedField, rule: SearchRule): Promise<void>;
  /** Puts every value into the index. @returns how many */
  catchUp(field: EncryptedField, given: GivenKeys, work: Work): Promise<number>;
  /** Takes the index away. */
  endSearch(field: EncryptedField): Promise<void>;
  /** Wraps waiting data keys for quick reading. @returns how many */
  takeOver(given: GivenKeys): Promise<number>;
  /** @param seconds - within `KEY_SECONDS` @throws Fault `pack-outdated` */
  setKeyTime(seconds: number): Promise<void>;
  verify(field: EncryptedField, given: GivenKeys | null): Promise<readonly FieldCheck[]>;
}

/** What everybody may know: which columns are encrypted. */
export interface FieldRegister {
  /** @throws Fault `pack-outdated`, `database-…` */
  fields(): Promise<readonly EncryptedField[]>;
  /** Seconds for which the key stays given; null: the whole transaction, the pack is older. @throws Fault `database-…` */
  keyTime(): Promise<number | null>;
}
