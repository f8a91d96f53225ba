import type { EntryHeader } from '../../src-shared/audit/types.ts';
import { type Hash, sha256 } from '../base/hash.ts';

/**
 * Columns of an audit entry in sealing order. The entry bytes are exactly the tuple that PostgreSQL sends for these
 * columns in `COPY … (FORMAT binary)`: field count (int16), then for each field its length (int32, −1 for NULL) and
 * the binary form of its type. The first byte is 0x00, which is the leaf prefix of RFC 9162 §2.1.1: the hash of the
 * bytes as sent is the leaf hash.
 */
export const ENTRY_COLUMNS = [
  'id',
  'occurred_at',
  'actor',
  'actor_role',
  'event_type',
  'action',
  'resource_type',
  'resource_id',
  'patient_id',
  'source_ip',
  'session_id',
  'success',
  'details',
] as const;

const FIELD_COUNT_BYTES = 2;
const LENGTH_BYTES = 4;
/** Offset of the eight bytes of `id`: behind the field count and the field's own length. */
const ID_OFFSET = FIELD_COUNT_BYTES + LENGTH_BYTES;
const TIME_FIELD = ID_OFFSET + 8;
const SUCCESS_FIELD_INDEX = ENTRY_COLUMNS.indexOf('success');
const HEADER_LAST_INDEX = ENTRY_COLUMNS.indexOf('resource_id');
/** Microseconds between 1970-01-01 and PostgreSQL's epoch, 2000-01-01. */
const EPOCH_MICROSECONDS = 946_684_800_000_000n;

/** Thrown where bytes are not an entry; never for a negative finding. */
export class EntryFormatError extends Error {
  override readonly name = 'EntryFormatError';
}

/** Leaf hash of entry bytes. */
export const leafOf = (entry: Uint8Array): Hash => sha256(entry);

/**
 * Hash of the entry without its time column: tells a changed time from a changed content.
 *
 * @throws EntryFormatError
 */
export function bodyOf(entry: Buffer): Hash {
  if (entry.length < TIME_FIELD + LENGTH_BYTES || !looksLikeEntry(entry, 0))
    throw new EntryFormatError('not an audit entry');
  const timeLength = entry.readInt32BE(TIME_FIELD);
  const afterTime = TIME_FIELD + LENGTH_BYTES + Math.max(timeLength, 0);
  if (afterTime > entry.length) throw new EntryFormatError('audit entry is cut off');
  const body = Buffer.concat([entry.subarray(0, TIME_FIELD), entry.subarray(afterTime)]);
  body.writeInt16BE(ENTRY_COLUMNS.length - 1, 0);
  return sha256(body);
}

/** `id` of the entry whose bytes begin at `offset`; exact up to ±2^53. */
export function entryIdAt(bytes: Buffer, offset: number): number {
  return bytes.readInt32BE(offset + ID_OFFSET) * 4_294_967_296 + bytes.readUInt32BE(offset + ID_OFFSET + 4);
}

/** True if the bytes begin as an entry must: the right field count and an eight-byte id. */
export const looksLikeEntry = (bytes: Buffer, offset: number): boolean =>
  offset + TIME_FIELD <= bytes.length &&
  bytes.readInt16BE(offset) === ENTRY_COLUMNS.length &&
  bytes.readInt32BE(offset + FIELD_COUNT_BYTES) === 8;

/** A copy of the entry under another id: finds out whether a row was moved. */
export function withId(entry: Buffer, id: number): Buffer {
  const copy = Buffer.from(entry);
  copy.writeBigInt64BE(BigInt(id), ID_OFFSET);
  return copy;
}

/** Where each field's length stands; checks that the fields fill the bytes exactly. */
function fieldOffsets(entry: Buffer): readonly number[] {
  if (entry.length < ID_OFFSET + 8 || !looksLikeEntry(entry, 0))
    throw new EntryFormatError('not an audit entry');
  const offsets: number[] = [];
  let at = FIELD_COUNT_BYTES;
  while (offsets.length < ENTRY_COLUMNS.length) {
    if (at + LENGTH_BYTES > entry.length) throw new EntryFormatError('audit entry is cut off');
    offsets.push(at);
    const length = entry.readInt32BE(at);
    if (length < -1) throw new EntryFormatError('audit entry has an impossible field length');
    at += LENGTH_BYTES + Math.max(length, 0);
  }
  if (at !== entry.length) throw new EntryFormatError('audit entry has bytes left over');
  return offsets;
}

/**
 * The fields of an entry in the order of {@link ENTRY_COLUMNS}; null where the column is NULL.
 *
 * @throws EntryFormatError
 */
export function fieldsOf(entry: Buffer): readonly (Buffer | null)[] {
  return fieldOffsets(entry).map((at) => {
    const length = entry.readInt32BE(at);
    return length === -1 ? null : entry.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length);
  });
}

/**
 * The part of an entry that the witness keeps in clear: id to resource_id, and success. The patient, the address, the
 * session and the details are left out.
 */
export function headerBytesOf(entry: Buffer): Buffer {
  const offsets = fieldOffsets(entry);
  const end = offsets[HEADER_LAST_INDEX + 1];
  const success = offsets[SUCCESS_FIELD_INDEX];
  const details = offsets[SUCCESS_FIELD_INDEX + 1];
  return Buffer.concat([entry.subarray(FIELD_COUNT_BYTES, end), entry.subarray(success, details)]);
}

/** Reads what {@link headerBytesOf} wrote. */
export function headerFrom(bytes: Buffer): EntryHeader {
  const fields: (Buffer | null)[] = [];
  for (let at = 0; at + LENGTH_BYTES <= bytes.length;) {
    const length = bytes.readInt32BE(at);
    const from = at + LENGTH_BYTES;
    if (length < -1 || from + length > bytes.length) throw new EntryFormatError('entry header is damaged');
    fields.push(length === -1 ? null : bytes.subarray(from, from + length));
    at = from + Math.max(length, 0);
  }
  const [id, time, actor, role, event, action, resourceType, resourceId, success] = fields;
  if (id?.length !== 8) throw new EntryFormatError('entry header is damaged');
  return {
    entryId: Number(id.readBigInt64BE()),
    occurredAt: time?.length === 8 ? instantFromPostgres(time.readBigInt64BE()) : null,
    actor: shortText(actor),
    actorRole: shortText(role),
    eventType: shortText(event),
    action: shortText(action),
    resourceType: shortText(resourceType),
    resourceId: shortText(resourceId),
    success: success === null || success === undefined ? null : success[0] === 1,
  };
}

/** Header of full entry bytes. */
export const headerOf = (entry: Buffer): EntryHeader => headerFrom(headerBytesOf(entry));

// Bounded: an altered row may hold a megabyte where a name belongs.
const shortText = (field: Buffer | null | undefined): string | null =>
  field === null || field === undefined ? null : field.toString('utf8', 0, Math.min(field.length, 300));

/** Microseconds since 2000-01-01 as RFC 3339 with microseconds; PostgreSQL's infinities by name. */
export function instantFromPostgres(microseconds: bigint): string {
  if (microseconds === 9_223_372_036_854_775_807n) return 'infinity';
  if (microseconds === -9_223_372_036_854_775_808n) return '-infinity';
  const unix = microseconds + EPOCH_MICROSECONDS;
  const fraction = ((unix % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((unix - fraction) / 1000n));
  // Years that Date cannot hold are shown at its border: the hash, not the text, decides.
  if (Number.isNaN(date.getTime())) return unix > 0n ? 'infinity' : '-infinity';
  const year = date.getUTCFullYear();
  if (year < 0 || year > 9999) return unix > 0n ? 'infinity' : '-infinity';
  return `${date.toISOString().slice(0, 19)}.${fraction.toString().padStart(6, '0')}Z`;
}
