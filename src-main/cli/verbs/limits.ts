import { z } from 'zod';
import { instant } from '../../../src-shared/base/schemas.ts';
import {
  limitsContract,
  newFhirConnectionSchema,
  rateLimitSchema,
} from '../../../src-shared/clinic/limits.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { askSecret } from '../secret.ts';

export type SetOptions = { readonly most: string; readonly seconds: string };
export type ConnectOptions = {
  readonly url: string;
  readonly client: string;
  readonly scopes: string;
  readonly until?: string;
};

const done = (json: object, line: string): Outcome => ({ answer: { json, lines: [line] }, exit: EXIT.fine });

/** A value as its schema has it. @throws Fault `usage` */
function valid<T>(schema: z.ZodType<T>, value: unknown, remedy: string): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new Fault('usage', 'One of the options is not as it has to be.', remedy);
}
const endOf = (until: string | undefined): string | null =>
  until === undefined
    ? null
    : valid(instant, new Date(until).toJSON(), 'Give --until as 2027-01-31T00:00:00Z.');

/** Credentials from a prompt or ATTESTRY_CREDENTIALS; never from an argument. @throws Fault `usage` when there are none */
async function credentials(): Promise<string> {
  const secret = process.env.ATTESTRY_CREDENTIALS ?? (await askSecret('Credentials: ')) ?? '';
  if (secret !== '') return secret;
  throw new Fault(
    'usage',
    'The credentials are missing.',
    'Type them at the prompt, or put them into the variable ATTESTRY_CREDENTIALS.',
  );
}

/** Limits with their use, and connections. Exit code 2: a connection’s credentials have run out. */
export async function limitsListVerb({ services }: Context): Promise<Outcome> {
  const { installed, limits, connections } = await services.limits.state();
  return {
    answer: {
      json: { installed, limits, connections },
      lines: installed
        ? [
            ...table(
              limits.map(({ kind, most, seconds, busiest, refused }) => [
                kind,
                `${most} in ${seconds} s; busiest ${busiest}, ${refused} refused`,
              ]),
            ),
            ...(connections.length === 0 ? ['No other system is connected.'] : []),
            ...connections.map(
              ({ connectionId, name, baseUrl, state, expiresAt }) =>
                `${connectionId} ${name} (${baseUrl}): ${state}${expiresAt === null || state === 'revoked' ? '' : `, until ${expiresAt}`}`,
            ),
          ]
        : ['The pack in the database does not have this part: `guard upgrade`.'],
    },
    exit: connections.some(({ state }) => state === 'expired') ? EXIT.tampered : EXIT.fine,
  };
}

/** How often something may be done by one subject. */
export async function limitsSetVerb(
  { services }: Context,
  kind: string,
  { most, seconds }: SetOptions,
): Promise<Outcome> {
  const limit = valid(
    rateLimitSchema,
    { kind, most: Number(most), seconds: Number(seconds) },
    'Give --most from 1 to 10000 and --seconds from 1 to 86400; a kind has small letters and hyphens.',
  );
  await services.limits.setLimit(limit);
  return done(limit, `${limit.kind}: ${limit.most} in ${limit.seconds} s.`);
}

/** Keeps a connection, its credentials encrypted with the token. */
export async function limitsConnectVerb(
  context: Context,
  name: string,
  { url, client, scopes, until }: ConnectOptions,
): Promise<Outcome> {
  const made = valid(
    newFhirConnectionSchema.omit({ secret: true }),
    { name, baseUrl: url, clientId: client, scopes, expiresAt: endOf(until) },
    'Name and client must not be empty nor longer than 80 and 200 characters.',
  );
  await mustSignIn(context);
  const connectionId = await context.services.limits.connect({ ...made, secret: await credentials() });
  return done({ connectionId }, `Kept as ${connectionId}; its credentials are encrypted.`);
}

/** New credentials for a connection. */
export async function limitsRefreshVerb(
  context: Context,
  id: string,
  { until }: { readonly until?: string },
): Promise<Outcome> {
  const expiresAt = endOf(until);
  await mustSignIn(context);
  await context.services.limits.refresh(id, await credentials(), expiresAt);
  return done({ connectionId: id, expiresAt }, 'The new credentials are in force.');
}

/** Removes the credentials of a connection for good. */
export async function limitsRevokeVerb(
  { services }: Context,
  id: string,
  { reason }: { readonly reason: string },
): Promise<Outcome> {
  const given = valid(
    limitsContract['limits.revoke'].input,
    { connectionId: id, reason },
    'Give the id as `limits list` has it, and a reason of 10 to 300 characters.',
  );
  await services.limits.revoke(given.connectionId, given.reason);
  return done({ connectionId: id }, 'Revoked: its credentials are gone. Tell the other system too.');
}
