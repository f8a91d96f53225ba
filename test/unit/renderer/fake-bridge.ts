import { CHANNELS, type Channel, type EventName } from '../../../src-shared/ipc/channels.ts';
import {
  contract,
  type Bridge,
  type EventPayload,
  type Handlers,
  type Input,
  type Output,
} from '../../../src-shared/ipc/contract.ts';
import type { Failure } from '../../../src-shared/ipc/result.ts';
import { startState, type Scenario } from './fake-clinic.ts';
import { FakeFailure } from './fake-failure.ts';
import { handlersFor } from './fake-handlers.ts';

/** A bridge that works in memory, and what tests may do to it. */
export interface FakeBridge extends Bridge {
  /** Every channel invoked, in order. */
  readonly invoked: readonly Channel[];
  /** Pushes an event, as the main process would. */
  readonly push: <E extends EventName>(event: E, payload: EventPayload<E>) => void;
}

/**
 * The main process as the window sees it: state in memory, jobs that progress, events. Inputs and outputs pass through
 * the contract's own schemas, so that it cannot drift from it.
 */
export function fakeBridge(scenario: Scenario, tick = 120): FakeBridge {
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const invoked: Channel[] = [];
  const push = <E extends EventName>(event: E, payload: EventPayload<E>): void => {
    for (const listener of listeners.get(event) ?? [])
      (listener as (payload: EventPayload<E>) => void)(payload);
  };
  const handlers: Handlers = handlersFor(startState(scenario), push, tick);

  return {
    invoked,
    push,
    async invoke<C extends Channel>(channel: C, input: Input<C>) {
      invoked.push(channel);
      if (!CHANNELS.includes(channel)) throw new Error(`Unlisted channel: ${channel}`);
      const { input: inputSchema, output: outputSchema } = contract[channel];
      try {
        const handler = handlers[channel] as (input: Input<C>) => Promise<Output<C>> | Output<C>;
        const output = await handler(inputSchema.parse(input) as Input<C>);
        return { ok: true as const, value: outputSchema.parse(output) as Output<C> };
      } catch (thrown) {
        return { ok: false as const, error: failureOf(thrown) };
      }
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      set.add(listener);
      listeners.set(event, set);
      return () => {
        set.delete(listener);
      };
    },
  };
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof FakeFailure) return thrown.failure;
  return {
    code: 'output-refused',
    message: thrown instanceof Error ? thrown.message : String(thrown),
    remedy: 'Mend the fake.',
    correlation: 'fake',
  };
}
