import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { turns } from '../base/turns.ts';
import { type EnvelopeContext, recipientsOf } from '../token/index.ts';
import type { SealedObject } from './ports.ts';
import { allow, generateKey, type KeyParts, readKeys } from './ring.ts';
import { openBytes, sealBytes } from './vault.ts';

/**
 * Where a sealed column stands. All three stand in clear in the cache: a store (`rights.request`), the record's own random
 * id and the column's name; never a name, number or address of a person.
 */
export type ColumnPlace = { readonly store: string; readonly record: string; readonly column: string };

/** Bytes that one column holds at most; more belongs into a file of its own (`KeyRing.encryptFile`). */
export const MOST_COLUMN_BYTES = 1024 * 1024;

/** The key, one on each token, under which columns are sealed. */
export const COLUMN_KEY = 'Personal data on this computer';

/**
 * Columns of the cache whose content only the token opens: who asked, letters, small attachments. Each lies in an envelope of
 * its own, bound to its place, so that none opens in the place of another. They stand in `sealed_object` and nowhere else: a
 * store keeps its record without them, under the same id. They are counted as things under their version of the key; so a
 * re-wrap brings them along and the key is not destroyed while one is left. Somebody must be signed in to the token.
 *
 * All may throw Fault `not-signed-in`, `key-forbidden`, `token-…`; `token-absent` when a column was sealed on another token.
 */
export interface SealedColumns {
  /**
   * Encrypts, without keeping it. The store puts the outcome in the transaction that writes its record, by
   * `sealedObjectStore(database).put(object, null)` on the cache thread: both are there, or neither is.
   * @throws Fault `usage` for a place that is not allowed or more than {@link MOST_COLUMN_BYTES}
   */
  seal(place: ColumnPlace, plaintext: Uint8Array): Promise<SealedObject>;
  /** As {@link SealedColumns.seal}, and keeps it at once, in the place of what was there. */
  write(place: ColumnPlace, plaintext: Uint8Array): Promise<void>;
  /** Null when nothing was kept there. @throws Fault `envelope-damaged`, `envelope-context` for one that was moved or changed */
  read(place: ColumnPlace): Promise<Uint8Array | null>;
  /** All columns of one record by their names; empty when there are none. */
  readRecord(store: string, record: string): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Id of their key on the token, for files that belong beside them; made when there is none yet. */
  key(): Promise<string>;
  /** Forgets all columns of a record; needs no token. Recorded. */
  erase(store: string, record: string): Promise<void>;
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const RECORD = /^[\w-]{1,128}$/;

/** What the ids of a record's columns begin with; nothing else does. */
export function recordPrefix(store: string, record: string): string {
  if (!NAME.test(store) || !RECORD.test(record)) throw noPlace();
  return `column/${store}/${record}/`;
}

function placeOf({ store, record, column }: ColumnPlace): {
  readonly objectId: string;
  readonly context: EnvelopeContext;
} {
  if (!NAME.test(column)) throw noPlace();
  return { objectId: `${recordPrefix(store, record)}${column}`, context: { store, record, column } };
}

export function sealedColumns(parts: KeyParts): SealedColumns {
  // One after the other: two at once would make the key twice, or exchange it twice.
  const inTurn = turns();
  const seal = (place: ColumnPlace, plaintext: Uint8Array): Promise<SealedObject> =>
    inTurn(async () => {
      const { objectId, context } = placeOf(place);
      if (plaintext.length > MOST_COLUMN_BYTES) throw tooMuch();
      await allow(parts, 'encrypt');
      const { envelope, keyId, version } = await sealBytes(parts, await columnKey(parts), context, plaintext);
      const updatedAt = instantOf(parts.clock);
      const recipients = recipientsOf(envelope);
      return { objectId, kind: 'value', keyId, version, context, envelope, updatedAt, recipients };
    });
  return {
    seal,
    write: async (place, plaintext) => parts.store.putObject(await seal(place, plaintext), null),
    read: async (place) => {
      const { objectId, context } = placeOf(place);
      const object = await parts.store.object(objectId);
      // The place that was asked for, not the one that stands beside the envelope: nobody moves it elsewhere.
      return object === null ? null : openBytes(parts, context, object.envelope);
    },
    readRecord: async (store, record) => {
      const prefix = recordPrefix(store, record);
      const columns = new Map<string, Uint8Array>();
      for (const { objectId, envelope } of await parts.store.objectsOf(prefix)) {
        const column = objectId.slice(prefix.length);
        columns.set(column, await openBytes(parts, { store, record, column }, envelope));
      }
      return columns;
    },
    key: () =>
      inTurn(async () => {
        await allow(parts, 'encrypt');
        return columnKey(parts);
      }),
    erase: (store, record) =>
      parts.store.removeObjects(
        recordPrefix(store, record),
        parts.activity.event({
          ...{ operation: 'columns.erase', objectType: 'record', objectId: record },
          purpose: store,
        }),
      ),
  };
}

/** The columns' key on the token that somebody is signed in to; made when there is none yet. */
async function columnKey(parts: KeyParts): Promise<string> {
  const serial = parts.token.serial();
  const known = (await readKeys(parts.store)).find(
    (key) => key.name === COLUMN_KEY && key.serial === serial && key.versions[0]?.state !== 'destroyed',
  );
  if (known !== undefined) return known.keyId;
  const [kind] = await parts.token.dataKinds();
  if (kind === undefined)
    throw new Fault(
      'token-error',
      'This token can neither wrap nor derive keys for data.',
      'Use a token with AES key wrap, HMAC or RSA-OAEP; the page Tokens shows what each can do.',
    );
  return generateKey(parts, { name: COLUMN_KEY, kind });
}

const noPlace = (): Fault =>
  new Fault(
    'usage',
    'What shall be kept has no place: a name or an id is missing or holds other signs than letters, digits and lines.',
    'This is a fault of the program; please report it.',
  );

const tooMuch = (): Fault =>
  new Fault('usage', 'This is too long to be kept as one text.', 'Shorten it, or attach it as a file.');
