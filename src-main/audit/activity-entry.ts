import { type ActivityEvent, activityEventSchema } from '../../src-shared/audit/activity.ts';
import { type Hash, ZERO_HASH } from '../base/hash.ts';
import { linkOf } from './chain.ts';
import { ENTRY_COLUMNS, EntryFormatError, headerOf, leafOf } from './entry.ts';

/** Longest text that the header of an entry shows, in bytes. */
const MOST_BYTES = 300;
/** Microseconds between 1970-01-01 and 2000-01-01. */
const EPOCH_MICROSECONDS = 946_684_800_000_000n;

const field = (value: Uint8Array | null): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(value?.length ?? -1);
  return value === null ? length : Buffer.concat([length, value]);
};
const int8 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};
const microsecondsOf = (at: string): bigint => {
  const fraction = /\.(\d{1,6})Z$/.exec(at)?.[1] ?? '';
  const seconds = BigInt(Math.floor(Date.parse(at) / 1000));
  return seconds * 1_000_000n + BigInt(fraction.padEnd(6, '0')) - EPOCH_MICROSECONDS;
};
const SUCCESS: Readonly<Record<ActivityEvent['outcome'], Uint8Array | null>> = {
  begun: null,
  done: Uint8Array.of(1),
  failed: Uint8Array.of(0),
};

/**
 * Bytes of a recorded operation: the same tuple as an entry of the clinic's log (see entry.ts), so that leaf, chain, tree
 * and checkpoint are the same too. The id is the position; patient, address and session are always NULL.
 *
 * @throws ZodError, RangeError for an event that is none
 */
export function activityBytes(position: number, event: ActivityEvent): Buffer {
  const { at, who, role, operation, objectType, objectId, outcome, purpose, version, code } =
    activityEventSchema.parse(event);
  const text = (value: string): Buffer => Buffer.from(value, 'utf8');
  if ([who, objectId].some((value) => Buffer.byteLength(value) > MOST_BYTES))
    throw new RangeError('longer than a header shows');
  const fields = [
    int8(BigInt(position)),
    int8(microsecondsOf(at)),
    text(who),
    text(role),
    text(`attestry.${objectType}`),
    text(operation),
    text(objectType),
    text(objectId),
    null,
    null,
    null,
    SUCCESS[outcome],
    text(JSON.stringify({ code, purpose, version })),
  ];
  const count = Buffer.alloc(2);
  count.writeInt16BE(ENTRY_COLUMNS.length);
  return Buffer.concat([count, ...fields.map(field)]);
}

/**
 * Reads what {@link activityBytes} wrote.
 *
 * @throws EntryFormatError for other bytes
 */
export function activityFrom(entry: Buffer): { readonly position: number; readonly event: ActivityEvent } {
  const header = headerOf(entry);
  let details: unknown;
  try {
    details = JSON.parse(lastFieldOf(entry).toString('utf8'));
  } catch {
    details = null;
  }
  const outcome = header.success === null ? 'begun' : header.success ? 'done' : 'failed';
  const event = activityEventSchema.safeParse({
    at: header.occurredAt,
    who: header.actor,
    role: header.actorRole,
    operation: header.action,
    objectType: header.resourceType,
    objectId: header.resourceId,
    outcome,
    ...(typeof details === 'object' ? details : {}),
  });
  // One event has one encoding: what reads the same but is written otherwise was not written by us.
  if (!event.success || !activityBytes(header.entryId, event.data).equals(entry))
    throw new EntryFormatError('not an entry of the activity log');
  return { position: header.entryId, event: event.data };
}

function lastFieldOf(entry: Buffer): Buffer {
  let at = 2;
  for (let index = 0; index < ENTRY_COLUMNS.length - 1; index++) at += 4 + Math.max(entry.readInt32BE(at), 0);
  return entry.subarray(at + 4);
}

/** Where the activity log ends: how many entries, and the last link of the chain. */
export type ActivityHead = { readonly size: number; readonly chain: Hash };

/** The head of an empty log. */
export const EMPTY_ACTIVITY: ActivityHead = { size: 0, chain: ZERO_HASH };

/** One entry as it is kept. */
export type ActivityLink = { readonly entry: Buffer; readonly leaf: Hash; readonly chain: Hash };

/** The next entry behind a head. */
export function nextActivity(head: ActivityHead, event: ActivityEvent): ActivityLink {
  const entry = activityBytes(head.size, event);
  const leaf = leafOf(entry);
  return { entry, leaf, chain: linkOf(head.chain, leaf) };
}

/** Origin line of the checkpoints of an activity log. */
export const activityOrigin = (logId: string): string => `attestry.activity/${logId}`;
