import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { Fault, throwIfCancelled } from '../base/fault.ts';
import { type TimeStampTransport } from './ports.ts';

/** Tokens with long chains stay below 20 kB. Bytes. */
const LARGEST = 100_000;

const unavailable = (cause?: unknown): Fault =>
  new Fault(
    'time-stamp-unavailable',
    'The time-stamp authority cannot be reached.',
    'Check the network and the address in the settings; the time-stamp is added as soon as it can be had.',
    cause,
  );
const odd = (): Fault =>
  new Fault(
    'time-stamp-refused',
    'What answers at the address of the time-stamp authority is no time-stamp service.',
    'Check the address in the settings.',
  );

/**
 * Time-stamps over http and https (RFC 3161 §3.4). Follows no redirect, sends no cookie, takes at most 100 kB, and gives up when
 * the whole exchange takes longer than `ms`.
 */
export const httpTransport = (ms = 15_000): TimeStampTransport => ({
  post: async (url, body, signal) => {
    throwIfCancelled(signal);
    const late = AbortSignal.timeout(ms);
    const stop = signal === undefined ? late : AbortSignal.any([signal, late]);
    try {
      const response = await send(new URL(url), body, stop);
      const type = response.headers['content-type'] ?? '';
      if (response.statusCode !== 200 || !/^application\/timestamp-reply\b/i.test(type)) {
        response.destroy();
        // A server in trouble may be well tomorrow.
        throw (response.statusCode ?? 0) >= 500 ? unavailable() : odd();
      }
      return await bodyOf(response);
    } catch (error) {
      throwIfCancelled(signal);
      throw error instanceof Fault ? error : unavailable(error);
    }
  },
});

const send = (url: URL, body: Uint8Array, signal: AbortSignal): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      method: 'POST',
      agent: false,
      signal,
      headers: {
        'content-type': 'application/timestamp-query',
        accept: 'application/timestamp-reply',
        'content-length': body.length,
      },
    });
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });

async function bodyOf(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = chunk as Uint8Array;
    bytes += part.length;
    if (bytes > LARGEST) {
      response.destroy();
      throw odd();
    }
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}
