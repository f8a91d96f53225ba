import type { SigningIdentityInfo } from '../../src-shared/token/types.ts';
import { Fault } from '../base/fault.ts';
import type { Services } from '../jobs/ports.ts';
import type { Work } from '../audit/index.ts';
import type { Answer } from './output.ts';
import type { ExitCode } from './exit.ts';
import { pinOf } from './pin-answers.ts';

/** What a verb works with. */
export type Context = {
  readonly services: Services;
  readonly work: Work;
  /** The officer says that the PIN was checked after two wrong ones. */
  readonly pinChecked: boolean;
  /** Folder of the profile, for messages. */
  readonly folder: string;
};

/** What a verb comes to. */
export type Outcome = { readonly answer: Answer; readonly exit: ExitCode };

/**
 * Signs in to the chosen token: PIN from ATTESTRY_PIN, the sample's own, or a prompt.
 *
 * @returns null when no token was chosen or no PIN can be had
 */
export async function signIn({ services, pinChecked }: Context): Promise<SigningIdentityInfo | null> {
  const { configured, token, problem } = await services.token.current();
  if (!configured) return null;
  if (problem !== null) throw problem;
  if (token === null) return null;
  const pin = await pinOf(services, token, '');
  return pin === null ? null : services.token.signIn(token.serial, pin, { confirmed: pinChecked });
}

/** As {@link signIn}, but somebody must be signed in. @throws Fault `token-absent`, `pin-required` */
export async function mustSignIn(context: Context): Promise<SigningIdentityInfo> {
  const identity = await signIn(context);
  if (identity !== null) return identity;
  const { configured } = await context.services.token.current();
  throw configured
    ? new Fault(
        'pin-required',
        'The PIN is needed to sign.',
        'Set ATTESTRY_PIN, or run the command in a terminal.',
      )
    : new Fault(
        'token-absent',
        'No token was chosen in this profile.',
        'Run `connect` with --module and --token first.',
      );
}
