import type { z } from 'zod';
import type { Channel } from '../../src-shared/ipc/channels.ts';
import type { Call, Contract, Handlers } from '../../src-shared/ipc/contract.ts';
import type { Result } from '../../src-shared/ipc/result.ts';
import { Fault } from '../base/fault.ts';
import type { Log } from '../base/log.ts';
import { failureMapper } from './failure.ts';
import type { Sender } from './sender.ts';

/** Answers one message of a window; never rejects. */
export type Route = (channel: string, input: unknown, sender: Sender) => Promise<Result<unknown>>;

/**
 * The one way from a window into the services. In this order: may the sender speak at all, is the channel one of ours,
 * is the input what the contract says, the handler, is the output what the contract says, the envelope. Refused input
 * never reaches a handler; refused output never reaches the window, so that an extra column of patient data fails
 * instead of leaking.
 *
 * @returns a function whose failures carry `sender-refused`, `input-refused`, `output-refused`, the code of the
 * handler's fault, or `internal`
 */
export function router(
  contract: Contract,
  handlers: Handlers,
  options: {
    readonly trusted: (sender: Sender) => boolean;
    readonly log: Log;
    readonly correlation?: () => string;
  },
): Route {
  const toFailure = failureMapper(options);
  const isChannel = (name: string): name is Channel => Object.hasOwn(contract, name);

  const answer = async (channel: string, input: unknown, sender: Sender): Promise<unknown> => {
    if (!options.trusted(sender)) throw senderRefused();
    if (!isChannel(channel)) throw unknownChannel();
    const call: Call = contract[channel];
    const given = call.input.safeParse(input);
    if (!given.success) {
      options.log.warn('ipc.input-refused', { channel, where: placesOf(given.error) });
      throw inputRefused();
    }
    // The schema just checked is the one this handler's type is derived from.
    const handle = handlers[channel] as (input: unknown) => unknown;
    const made = call.output.safeParse(await handle(given.data));
    if (!made.success) {
      options.log.warn('ipc.output-refused', { channel, where: placesOf(made.error) });
      throw outputRefused();
    }
    return made.data;
  };

  return async (channel, input, sender) => {
    try {
      return { ok: true, value: await answer(channel, input, sender) };
    } catch (error) {
      return { ok: false, error: toFailure(error, eventOf(channel, isChannel)) };
    }
  };
}

// The name of an unknown channel is the caller's text: it does not get into the log.
const eventOf = (channel: string, known: (name: string) => boolean): string =>
  `ipc.${known(channel) ? channel : 'unknown-channel'}`;

const senderRefused = (): Fault =>
  new Fault(
    'sender-refused',
    'A page that does not belong to Attestry tried to use it.',
    'Close Attestry and start it again; if it happens again, give the log file to your IT department.',
  );
const unknownChannel = (): Fault =>
  new Fault(
    'input-refused',
    'The window asked for something that Attestry does not offer.',
    'Close Attestry and start it again; if it happens again, give the log file to your IT department.',
  );
const inputRefused = (): Fault =>
  new Fault(
    'input-refused',
    'What was entered cannot be used as it is.',
    'Check the fields and try again; nothing was changed.',
  );
const outputRefused = (): Fault =>
  new Fault(
    'output-refused',
    'The answer held more than it may, so it was not shown.',
    'Give the log file to your IT department; no data left the application.',
  );

const MAX_PLACES = 8;

/** Where a schema failed and how, without values: `rows.0: unrecognized_keys`. */
function placesOf(error: z.ZodError): string {
  const places = error.issues
    .slice(0, MAX_PLACES)
    .map((issue) => `${issue.path.map(plainKey).join('.') || '(top)'}: ${issue.code}`);
  const more = error.issues.length - places.length;
  return places.join(', ') + (more > 0 ? `, and ${more} more` : '');
}

// A key of a record can itself be data; names of our own making are plain words.
const plainKey = (key: PropertyKey): string =>
  typeof key === 'number' || (typeof key === 'string' && /^[A-Za-z][A-Za-z]{0,39}$/.test(key))
    ? `${key}`
    : '?';
