import type { SignedDecision, SignOffCheck } from '../../../src-shared/signing/types.ts';
import type { Clock } from '../../base/clock.ts';
import { mustBeAbout } from '../../signing/index.ts';
import type { Checked } from './picture.ts';

/** How long a check of the same bytes is taken as still right, in milliseconds. */
const FRESH_MS = 60_000;
/** Checks that are remembered at most. */
const MOST = 20_000;

/** Sign-offs about a thing, oldest first, each checked; `anew`: whatever was remembered. */
export type CheckedAbout = (kind: string, subject: string, anew: boolean) => Promise<readonly Checked[]>;

/**
 * Checks sign-offs, and the same bytes not twice within a minute: a board of 500 controls is drawn often. What is remembered
 * is bound to every byte of document and signature, so nothing that was changed is taken for what was checked.
 */
export function signOffChecks(parts: {
  readonly about: (kind: string, subject: string) => Promise<readonly SignedDecision[]>;
  readonly check: (signed: SignedDecision) => Promise<SignOffCheck>;
  readonly clock: Clock;
}): CheckedAbout {
  const known = new Map<string, { readonly check: SignOffCheck; readonly at: number }>();
  const checkOf = async (signed: SignedDecision, anew: boolean): Promise<SignOffCheck> => {
    const key = `${signed.signOffId}\n${signed.signature}\n${signed.document}`;
    const now = parts.clock.now();
    const before = known.get(key);
    if (!anew && before !== undefined && now - before.at < FRESH_MS) return before.check;
    const check = await parts.check(signed);
    if (known.size >= MOST) known.clear();
    known.set(key, { check, at: now });
    return check;
  };
  return async (kind, subject, anew) => {
    const checked: Checked[] = [];
    for (const signed of await parts.about(kind, subject)) {
      const check = mustBeAbout(await checkOf(signed, anew), kind, subject);
      checked.push({ signOffId: signed.signOffId, check });
    }
    return checked;
  };
}
