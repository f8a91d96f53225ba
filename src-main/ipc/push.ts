import type { EventName } from '../../src-shared/ipc/channels.ts';
import { eventSchemas } from '../../src-shared/ipc/contract.ts';
import type { Log } from '../base/log.ts';
import type { Push, WindowEnd } from './ports.ts';

/** The windows we opened, and which of them listen by now. */
export interface Windows {
  add(end: WindowEnd): void;
  remove(id: number): void;
  has(id: number): boolean;
  /** The page subscribed: from now on it gets events. Anything sent before would be lost silently. */
  listening(id: number): void;
  /** The page is loading anew and does not listen. */
  loading(id: number): void;
  /** The windows that listen. */
  listeners(): readonly WindowEnd[];
}

/** An empty register of windows. */
export function windowRegister(): Windows {
  const ends = new Map<number, WindowEnd>();
  const listening = new Set<number>();
  return {
    add: (end) => {
      ends.set(end.id, end);
    },
    remove: (id) => {
      ends.delete(id);
      listening.delete(id);
    },
    has: (id) => ends.has(id),
    listening: (id) => {
      if (ends.has(id)) listening.add(id);
    },
    loading: (id) => {
      listening.delete(id);
    },
    listeners: () => [...ends.values()].filter(({ id }) => listening.has(id)),
  };
}

/**
 * Sends events to every window that listens. A payload that is not what the contract says is not sent: the same gate as
 * for answers.
 */
export function pushTo(windows: Windows, log: Log): Push {
  return (event: EventName, payload: unknown) => {
    const checked = eventSchemas[event].safeParse(payload);
    if (!checked.success) {
      log.warn('ipc.event-refused', { event });
      return;
    }
    for (const end of windows.listeners()) {
      try {
        end.send(event, checked.data);
      } catch {
        // The window closed meanwhile; it will ask anew when it opens.
        log.warn('ipc.event-lost', { event });
      }
    }
  };
}
