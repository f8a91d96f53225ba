import { userInfo } from 'node:os';
import { type ActivityDraft, type ActivityLog, activityLog, type SignerTrust } from './audit/index.ts';
import type { ActivityStore } from './audit/ports.ts';
import type { Clock } from './base/clock.ts';
import type { Role } from './keys/index.ts';
import { standingUnder } from './signing/index.ts';
import type { Signer, TokenService } from './token/index.ts';

/** Milliseconds from an entry to the checkpoint that covers it, while somebody is signed in. */
const SIGN_AFTER = 30_000;

/** The activity log, signed soon after something was recorded. */
export function composeActivity(parts: {
  readonly store: ActivityStore;
  readonly clock: Clock;
  readonly token: TokenService;
  /** What signs checkpoints: counted, but not recorded, or one checkpoint would ask for the next. */
  readonly signer: (asked: boolean) => Signer | null;
  readonly trust: () => Promise<SignerTrust>;
  readonly role: () => Role;
}): ActivityLog {
  let soon: NodeJS.Timeout | undefined;
  const log = activityLog({
    store: parts.store,
    clock: parts.clock,
    who: () => {
      const identity = parts.token.identity();
      return identity === null
        ? { name: userInfo().username, role: 'account' }
        : { name: identity.subject, role: parts.role() };
    },
    signer: parts.signer,
    trust: parts.trust,
  });
  return {
    ...log,
    event: (draft) => {
      soon ??= setTimeout(() => {
        soon = undefined;
        // A token that fails now is asked again after the next entry; until then `verify` counts them as unsigned.
        log.sign().catch(() => undefined);
      }, SIGN_AFTER).unref();
      return log.event(draft);
    },
  };
}

/** Whom the anchors vouch for. @throws Fault `trust-unreadable` */
export const trustIn = (anchors: readonly Uint8Array[]): SignerTrust => standingUnder(anchors);

/** The token service with sign-ins and sign-outs recorded; before the officer leaves, what was done is signed. */
export function recordedToken(token: TokenService, activity: ActivityLog): TokenService {
  const draft = (operation: string, serial: string): ActivityDraft => ({
    operation,
    objectType: 'token',
    objectId: serial,
  });
  let serial = '';
  const leave = async (): Promise<void> => {
    if (token.identity() === null) return;
    await activity.record(draft('token.sign-out', serial));
    await activity.sign().catch(() => false);
  };
  return {
    ...token,
    signIn: async (asked, pin, options) => {
      serial = asked;
      return activity.around(draft('token.sign-in', asked), () => token.signIn(asked, pin, options));
    },
    setUp: (moduleId, request, options) =>
      activity.around(
        { ...draft('token.set-up', request.serial), purpose: request.erase ? 'erased first' : 'new' },
        () => token.setUp(moduleId, request, options),
      ),
    setPin: (moduleId, request, options) =>
      activity.around(draft('token.reset-pin', request.serial), () =>
        token.setPin(moduleId, request, options),
      ),
    changePin: (moduleId, request, options) =>
      activity.around(draft('token.change-pin', request.serial), () =>
        token.changePin(moduleId, request, options),
      ),
    signOut: async () => {
      await leave();
      await token.signOut();
    },
    close: async () => {
      await leave();
      await token.close();
    },
  };
}
