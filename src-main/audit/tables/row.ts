import type { MappedColumn } from '../../../src-shared/audit/tables.ts';
import type { MappedRow } from '../../../src-shared/audit/types.ts';
import { type Hash, sha256 } from '../../base/hash.ts';

/** Longest part of key and time that is kept in clear: a key without an index may be a megabyte. Bytes. */
export const HEADER_BYTES = 4096;
/** Longest text of a key on the screen. Characters. */
const KEY_TEXT = 300;
const DAY = 86_400_000_000n;
const INFINITY = 9_223_372_036_854_775_807n;
const MINUS_INFINITY = -9_223_372_036_854_775_808n;
const DATE_INFINITY = 2_147_483_647;
const DATE_MINUS_INFINITY = -2_147_483_648;
/** Microseconds between 1970-01-01 and PostgreSQL's epoch, 2000-01-01. */
const EPOCH = 946_684_800_000_000n;

/** Types whose value is a point in time, by the name PostgreSQL gives them. */
const TIME_TYPE = /^(timestamp(\(\d\))? (with|without) time zone|date)$/;
export const isTimeType = (type: string): boolean => TIME_TYPE.test(type);
/** A clock on the wall: what it shows says nothing without its zone. */
export const isLocalTime = (type: string): boolean => isTimeType(type) && !type.includes('with time zone');
const INTEGER_TYPE = /^(smallint|integer|bigint)$/;
export const isIntegerType = (type: string): boolean => INTEGER_TYPE.test(type);

/** Fields one after the other, each with its length; stops where the bytes were cut off. */
function fieldsOf(bytes: Buffer): readonly (Buffer | null)[] {
  const fields: (Buffer | null)[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readInt32BE(at);
    fields.push(length < 0 ? null : bytes.subarray(at + 4, at + 4 + length));
    at += 4 + Math.max(length, 0);
  }
  return fields;
}

/**
 * Hash of the key fields in a kept header; null when the header was cut off.
 *
 * @param keys - number of key columns
 */
export function keyHashOf(header: Buffer, keys: number): Hash | null {
  if (header.length >= HEADER_BYTES) return null;
  let end = 0;
  for (let done = 0; done < keys; done++) {
    if (end + 4 > header.length) return null;
    end += 4 + Math.max(header.readInt32BE(end), 0);
  }
  return end > header.length ? null : sha256(header.subarray(0, end));
}

/** The key fields in a kept header as they were sent; null when the header was cut off. */
export function keyFieldsOf(header: Buffer, keys: number): readonly Buffer[] | null {
  if (keyHashOf(header, keys) === null) return null;
  return fieldsOf(header)
    .slice(0, keys)
    .flatMap((field) => field ?? []);
}

/** Key and time for the eye. */
export function mappedRowOf(header: Buffer, columns: readonly MappedColumn[]): MappedRow {
  const fields = fieldsOf(header);
  const keys = columns.filter(({ role }) => role === 'key');
  const time = columns.find(({ role }) => role === 'time');
  const timeField = time === undefined ? null : (fields[keys.length] ?? null);
  return {
    key: shortened(keys.map((column, index) => valueOf(fields[index] ?? null, column)).join(' / ')),
    time: time === undefined || timeField === null ? null : shortened(valueOf(timeField, time)),
  };
}

/** The number in a header's first key column that rows are ordered by; null where it has none. */
export function rankIn(header: Buffer, columns: readonly MappedColumn[]): bigint | null {
  const key = columns.find(({ role }) => role === 'key');
  const field = fieldsOf(header)[0] ?? null;
  return key === undefined || field === null ? null : rankOf(field, key.type);
}

/** Bytes of the time field in a header; null when there is no time column or it is missing. */
export function timeBytesOf(header: Buffer, columns: readonly MappedColumn[]): string | null {
  const keys = columns.filter(({ role }) => role === 'key').length;
  return fieldsOf(header)[keys]?.toString('latin1') ?? null;
}

// A hostile key may hold line breaks or a megabyte.
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const shortened = (text: string): string => {
  const clean = text.replace(CONTROL, '\u00b7');
  return clean.length <= KEY_TEXT ? clean : `${clean.slice(0, KEY_TEXT - 1)}\u2026`;
};

function valueOf(field: Buffer | null, { type, sent }: MappedColumn): string {
  if (field === null) return '(none)';
  if (sent === 'text' || TEXT_TYPE.test(type)) return field.toString('utf8', 0, KEY_TEXT * 4);
  if (type === 'uuid' && field.length === 16)
    return field.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  if (type === 'oid' && field.length === 4) return String(field.readUInt32BE());
  const rank = rankOf(field, type);
  if (isIntegerType(type) && rank !== null) return rank.toString();
  if (isTimeType(type) && field.length === (type === 'date' ? 4 : 8)) return timeText(field, type);
  return `\\x${field.toString('hex', 0, KEY_TEXT)}`;
}
const TEXT_TYPE = /^(text|character(\(\d+\))?|name)$/;
/** Key columns of these types can be shown as they are sent; others are read as text. */
export const isReadableKey = (type: string): boolean =>
  TEXT_TYPE.test(type) || type === 'uuid' || type === 'oid' || isIntegerType(type) || isTimeType(type);

/**
 * The number in a field that rows are ordered by: an integer, or a time in microseconds since 2000.
 *
 * @returns null for a time that is infinite or a field of another type
 */
export function rankOf(field: Buffer, type: string): bigint | null {
  if (isIntegerType(type))
    return field.length === 8
      ? field.readBigInt64BE()
      : field.length === 4
        ? BigInt(field.readInt32BE())
        : field.length === 2
          ? BigInt(field.readInt16BE())
          : null;
  if (!isTimeType(type)) return null;
  if (type === 'date') {
    const days = field.length === 4 ? field.readInt32BE() : DATE_INFINITY;
    return days === DATE_INFINITY || days === DATE_MINUS_INFINITY ? null : BigInt(days) * DAY;
  }
  const micros = field.length === 8 ? field.readBigInt64BE() : INFINITY;
  return micros === INFINITY || micros === MINUS_INFINITY ? null : micros;
}

function timeText(field: Buffer, type: string): string {
  const rank = rankOf(field, type);
  if (rank === null) {
    const negative = type === 'date' ? field.readInt32BE() < 0 : field.readBigInt64BE() < 0n;
    return negative ? '-infinity' : 'infinity';
  }
  const text = momentText(rank);
  return type === 'date' ? text.slice(0, text.indexOf('T')) : isLocalTime(type) ? text.slice(0, -1) : text;
}

/** Microseconds since 2000 as RFC 3339 with microseconds; years that need it have more digits or a minus (ISO 8601). */
export function momentText(micros: bigint): string {
  const unix = micros + EPOCH;
  const fraction = ((unix % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((unix - fraction) / 1000n));
  if (Number.isNaN(date.getTime())) return `${unix / 1_000_000n} s since 1970`;
  return `${date.toISOString().slice(0, -5)}.${fraction.toString().padStart(6, '0')}Z`;
}
