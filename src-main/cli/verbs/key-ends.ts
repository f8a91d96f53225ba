import { type Aftermath, type KeyState, keyStateSchema } from '../../../src-shared/keys/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { table } from '../output.ts';
import { fine } from './keys.ts';

const STATES: Readonly<Record<string, KeyState>> = {
  suspend: 'suspended',
  resume: 'active',
  deactivate: 'deactivated',
  compromise: 'compromised',
};

export type VersionOptions = { readonly version: string; readonly reason: string };
const versionIn = (options: { readonly version: string }): number => {
  const version = Number(options.version);
  if (Number.isInteger(version) && version > 0) return version;
  throw new Fault('usage', 'The version is not understood.', 'Give --version a whole number from 1.');
};

/** Suspends, resumes, ends or declares compromised, and says what follows. */
export async function keysStateVerb(
  context: Context,
  word: string,
  name: string,
  options: VersionOptions,
): Promise<Outcome> {
  const to = keyStateSchema.parse(STATES[word]);
  await mustSignIn(context);
  const after = await context.services.keys.change(name, versionIn(options), to, options.reason);
  return fine(after, [
    `Version ${options.version} is now ${to}.`,
    ...(to === 'compromised' ? linesOf(after) : []),
  ]);
}

/** What must be done again because of a version: encrypted under it, signed with it. Needs no token. */
export async function keysAftermathVerb(
  { services }: Context,
  name: string,
  options: { readonly version: string },
): Promise<Outcome> {
  const after = await services.keys.aftermath(name, versionIn(options));
  return fine(after, linesOf(after));
}

const NEXT: Readonly<Record<Aftermath['signed'][number]['kind'], string>> = {
  report: 'sign it again: `report --sign --run',
  'sign-off': 'decide again with the new key',
  checkpoint: 'sign in with the new key and run `seal`',
};

function linesOf({ objects, uses, signed }: Aftermath): readonly string[] {
  const counted = uses.find(({ operation }) => operation === 'sign')?.operations ?? 0;
  return [
    objects === 0
      ? 'Nothing is encrypted under it.'
      : `${objects} things are encrypted under it: rotate the key, then \`keys rewrap\`.`,
    ...signed.map(({ kind, about, title, at, again }) => {
      const next = kind === 'report' ? `${NEXT.report} ${about} --out FILE\`` : NEXT[kind];
      return `${at.slice(0, 10)} ${title}: ${again ? 'done again since' : next}`;
    }),
    ...(counted === 0
      ? []
      : [
          `${counted} signatures were made with it in all. Files that were signed beside themselves are not kept here: sign each of them again.`,
        ]),
  ];
}

/** Asks for a destruction, approves one, or carries out an approved one. */
export async function keysDestroyVerb(
  context: Context,
  name: string,
  options: VersionOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  const requestId = await context.services.keys.requestDestruction(name, versionIn(options), options.reason);
  return fine({ requestId }, [
    `Request ${requestId}: two officers approve it, each signed in with their own token: \`keys approve ${requestId}\`.`,
    `Then: \`keys destroy-approved ${requestId}\`.`,
  ]);
}

export async function keysRequestsVerb({ services }: Context): Promise<Outcome> {
  const requests = await services.keys.requests();
  return fine(
    { requests },
    requests.length === 0
      ? ['Nothing waits for approval.']
      : table(
          requests.map((r) => [
            r.requestId,
            `destroy ${r.keyId} v${r.version}: ${r.state}, ${r.approvals.length} of 2 approvals${r.approvals.map(({ by }) => `; ${by}`).join('')}`,
          ]),
        ),
  );
}

export async function keysApproveVerb(context: Context, requestId: string): Promise<Outcome> {
  const { subject } = await mustSignIn(context);
  await context.services.keys.approve(requestId);
  return fine({ requestId, by: subject }, [`Approved by ${subject}.`]);
}

export async function keysDestroyApprovedVerb(context: Context, requestId: string): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.keys.destroy(requestId);
  return fine({ requestId }, ['The key was destroyed on the token.']);
}
