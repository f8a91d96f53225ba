import type { SecurityEvent } from '../../src-shared/clinic/security-events.ts';

/** An event in the queue: the number of its group (its first event's) and how many are in it. */
export type QueuedEvent = {
  readonly event: SecurityEvent;
  readonly group: number;
  readonly together: number;
};

/** Events of one person or address that follow each other within this belong together. Milliseconds. */
export const TOGETHER_MS = 3_600_000;

/** Who nobody knows is not one person, and this machine's own address is nobody's. */
const NOBODY = ['unknown', ''];
const isOwn = (address: string): boolean => address === '::1' || address.startsWith('127.');

/**
 * Puts events of one person or one address within an hour together, and keeps the given order otherwise.
 *
 * @param gathered - groups stand together at the place of their first event; otherwise every event stays where it is
 */
export function queueOf(events: readonly SecurityEvent[], gathered: boolean): readonly QueuedEvent[] {
  const parent = new Map(events.map(({ id }) => [id, id]));
  const root = (id: number): number => {
    let at = id;
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up;
    return at;
  };
  const last = new Map<string, { readonly id: number; readonly at: number }>();
  const inTime = events
    .map((event) => ({ event, at: Date.parse(event.occurredAt ?? event.recordedAt) }))
    .toSorted((a, b) => a.at - b.at || a.event.id - b.event.id);
  for (const { event, at } of inTime) {
    const keys = [
      ...(NOBODY.includes(event.actor) ? [] : [`actor ${event.actor}`]),
      ...(event.address === null || isOwn(event.address) ? [] : [`address ${event.address}`]),
    ];
    for (const key of keys) {
      const before = last.get(key);
      if (before !== undefined && at - before.at <= TOGETHER_MS) {
        const [one, two] = [root(before.id), root(event.id)];
        parent.set(Math.max(one, two), Math.min(one, two));
      }
      last.set(key, { id: event.id, at });
    }
  }
  const groups = Map.groupBy(events, ({ id }) => root(id));
  const queued = (event: SecurityEvent): QueuedEvent => {
    const group = root(event.id);
    return { event, group, together: groups.get(group)?.length ?? 1 };
  };
  return (gathered ? [...groups.values()].flat() : events).map(queued);
}
