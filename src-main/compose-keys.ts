import type { KeyKind } from '../src-shared/keys/types.ts';
import { ROLE_ACTS } from '../src-shared/keys/roles.ts';
import type { TokenAbility } from '../src-shared/token/types.ts';
import type { ActivityLog, SignerTrust } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { KeyStore, KeyToken, SignedWith } from './keys/ports.ts';
import { type Authority, authority, type KeyRing, keyRing, ledger } from './keys/index.ts';
import type { Signer, TokenModule, TokenService } from './token/index.ts';

/** The keys room, wired to the token that somebody is signed in to. */
export function composeKeys(parts: {
  readonly store: KeyStore;
  readonly token: TokenService;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly trust: () => Promise<SignerTrust>;
  readonly profile: () => Promise<Profile>;
  readonly signedWith: SignedWith;
  readonly change: (update: (profile: Profile) => Profile) => Promise<void>;
}): {
  readonly keys: KeyRing;
  readonly roles: Authority;
  readonly signer: (recorded: boolean) => Signer | null;
  /**
   * For checkpoints: null, too, for somebody whose role does not include signing.
   * @param asked - false for one that is signed by the way and not recorded: then null for a key that asks for the PIN each time
   */
  readonly sealer: (recorded: boolean, asked?: boolean) => Signer | null;
} {
  const { store, token, activity, clock } = parts;
  const roles = authority({
    holders: async () => (await parts.profile()).settings.roles,
    change: (update) =>
      parts.change((p) => ({ ...p, settings: { ...p.settings, roles: [...update(p.settings.roles)] } })),
    person: () => {
      const identity = token.identity();
      if (identity === null) return null;
      return { name: identity.subject, certificate: token.signer()?.identity.certificate ?? null };
    },
    trust: parts.trust,
    activity,
  });
  const keys = keyRing({
    ...{ store, activity, clock, authority: roles },
    token: keyToken(token),
    ledger: ledger({ store, activity, clock, authority: roles }),
    who: () => token.identity()?.subject ?? 'nobody',
    signWith: (keyId) => parts.change((p) => (p.token === null ? p : { ...p, token: { ...p.token, keyId } })),
    signer: () => token.signer(),
    trust: parts.trust,
    signedWith: parts.signedWith,
  });
  const signer = (recorded: boolean): Signer | null => {
    const plain = token.signer();
    return plain === null ? null : keys.counted(plain, recorded);
  };
  return {
    keys,
    roles,
    signer,
    sealer: (recorded, asked = recorded) => {
      // Nobody is at the desk for a checkpoint of the activity log: a key that wants the PIN each time would keep a locked
      // screen from signing out, and teach the officer to type a PIN that they did not ask for.
      if (!asked && token.signer()?.identity.pinEachTime === true) return null;
      const role = roles.known();
      return role === 'account' || !ROLE_ACTS[role].includes('sign') ? null : signer(recorded);
    },
  };
}

/** What a token must be able to do for a kind of key that protects data; the best kind first. */
const ABILITY = {
  'aes-256': 'wrap-aes',
  derivation: 'derive-hmac',
  'rsa-wrap-3072': 'wrap-rsa-oaep',
} as const satisfies Partial<Record<KeyKind, TokenAbility>>;
const DATA_KINDS = ['aes-256', 'derivation', 'rsa-wrap-3072'] as const;

function keyToken(token: TokenService): KeyToken {
  const at = (): { readonly serial: string; readonly module: TokenModule } => {
    const held = token.held();
    if (held === null)
      throw new Fault(
        'not-signed-in',
        'You are not signed in to the token.',
        'Sign in with your PIN, then try again.',
      );
    return held;
  };
  return {
    serial: () => at().serial,
    dataKinds: async () => {
      const { serial, module } = at();
      const { abilities } = await module.call('describe', { serial });
      return DATA_KINDS.filter((kind) => abilities.includes(ABILITY[kind]));
    },
    generate: (keyId, label, kind, signal) => {
      const { serial, module } = at();
      return module.call('generateKey', { serial, keyId, label, kind }, { signal });
    },
    inventory: () => {
      const { serial, module } = at();
      return module.call('inventory', { serial });
    },
    destroy: async (keyId) => {
      const { serial, module } = at();
      await module.call('destroyKey', { serial, keyId });
    },
    sign: (keyId, digest) => {
      const { serial, module } = at();
      return module.sign(serial, keyId, digest);
    },
    importCertificate: (keyId, label, certificate) => {
      const { serial, module } = at();
      return module.importCertificate(serial, keyId, label, certificate);
    },
    sealData: (how, plaintext) => {
      const { serial, module } = at();
      return module.call('sealData', { serial, how, plaintext });
    },
    recoveryKeys: () => {
      const { serial, module } = at();
      return module.call('recoveryKeys', { serial });
    },
    openData: (context, envelope, by) => {
      const { serial, module } = at();
      return module.call('openData', { serial, context, envelope, by });
    },
    sealFile: (how, from, to, signal) => {
      const { serial, module } = at();
      return module.call('sealFile', { serial, how, from, to }, { signal });
    },
    openFile: (context, files, by, signal) => {
      const { serial, module } = at();
      return module.call('openFile', { serial, context, ...files, by }, { signal });
    },
    digestFile: (context, from, by, signal) => {
      const { serial, module } = at();
      return module.call('digestFile', { serial, context, from, by }, { signal });
    },
    shareEnvelope: (context, head, publicKeys) => {
      const { serial, module } = at();
      return module.call('shareEnvelope', { serial, context, head, publicKeys });
    },
    rewrapFile: (how, from, to, by) => {
      const { serial, module } = at();
      return module.call('rewrapFile', { serial, how, from, to, by });
    },
  };
}

/**
 * The token service with every signature counted, and a signing key that is new here taken into the list of keys when
 * somebody signs in with it.
 */
export const countedToken = (
  token: TokenService,
  keys: KeyRing,
  parts: Pick<ReturnType<typeof composeKeys>, 'roles' | 'signer'>,
): TokenService => ({
  ...token,
  signIn: async (serial, pin, options) => {
    const info = await token.signIn(serial, pin, options);
    await parts.roles.role();
    const identity = token.signer()?.identity;
    if (identity !== undefined) await keys.adopt(serial, identity, nameOf(info.subject));
    return info;
  },
  signer: () => parts.signer(true),
});

const nameOf = (subject: string): string =>
  `Signing key of ${/CN=([^,\n]+)/.exec(subject)?.[1] ?? 'the officer'}`.slice(0, 80);
