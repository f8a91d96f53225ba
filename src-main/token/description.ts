import type { TokenAbility, TokenDescription } from '../../src-shared/token/types.ts';
import { CKO, type Cryptoki, CKA, type Mechanism } from './cryptoki.ts';
import { officerPinStateOf } from './flags.ts';
import type { Present } from './slots.ts';

type Need = {
  readonly type: number;
  readonly bits?: number;
  /** CKF_* that must be set: a TPM decrypts with RSA-OAEP, but unwraps nothing. */
  readonly use?: number;
};

const CKF_UNWRAP = 0x4_0000;

// PKCS#11 v2.40 mechanisms §2; sizes are bits there.
const NEEDS: Readonly<Record<TokenAbility, readonly Need[]>> = {
  'sign-p256': [
    { type: 0x1040, bits: 256 },
    { type: 0x1041, bits: 256 },
  ],
  'sign-p384': [
    { type: 0x1040, bits: 384 },
    { type: 0x1041, bits: 384 },
  ],
  'sign-rsa-3072': [
    { type: 0x0, bits: 3072 },
    { type: 0x1, bits: 3072 },
  ],
  'sign-rsa-4096': [
    { type: 0x0, bits: 4096 },
    { type: 0x1, bits: 4096 },
  ],
  'wrap-aes': [{ type: 0x1080 }, { type: 0x2109, use: CKF_UNWRAP }],
  'wrap-rsa-oaep': [
    { type: 0x0, bits: 3072 },
    { type: 0x9, use: CKF_UNWRAP },
  ],
  'encrypt-aes-gcm': [{ type: 0x1080 }, { type: 0x1087 }],
  'derive-hmac': [{ type: 0x350 }, { type: 0x251 }],
};

/** What a token can do, by its list of mechanisms and nothing else. */
export function abilitiesOf(mechanisms: readonly Mechanism[]): readonly TokenAbility[] {
  const byType = new Map(mechanisms.map((mechanism) => [mechanism.type, mechanism]));
  const has = ({ type, bits, use = 0 }: Need): boolean => {
    const found = byType.get(type);
    if (found === undefined || (found.flags & use) !== use) return false;
    // Zero stands for "not said".
    return bits === undefined || found.largest === 0 || (found.smallest <= bits && bits <= found.largest);
  };
  return (Object.keys(NEEDS) as TokenAbility[]).filter((ability) => NEEDS[ability].every(has));
}

/** FIPS 140 as the module or the token tells of itself; the sentence it says so in, or null. */
export const fipsWords = (texts: readonly string[]): string | null =>
  texts.find((text) => /\bFIPS\b/i.test(text)) ?? null;

/** Everything the token tells without a sign-in. */
export function describe(cryptoki: Cryptoki, { slot, info }: Present): TokenDescription {
  const about = cryptoki.info();
  const mechanisms = cryptoki.mechanisms(slot);
  return {
    serial: info.serial,
    label: info.label,
    manufacturer: info.manufacturer,
    model: info.model,
    hardware: info.hardware,
    firmware: info.firmware,
    officerPin: officerPinStateOf(info.flags),
    fips: fipsWords([info.label, info.model, about.description]),
    abilities: [...abilitiesOf(mechanisms)],
    mechanisms: mechanisms.length,
    ...publicObjects(cryptoki, slot),
  };
}

/** What can be seen without signing in; keys are private as a rule. Null when the token does not let one look. */
function publicObjects(
  cryptoki: Cryptoki,
  slot: Present['slot'],
): { readonly certificates: number | null; readonly publicKeys: number | null } {
  try {
    const session = cryptoki.openSession(slot, false);
    try {
      const count = (kind: number): number =>
        cryptoki.find(session, [
          { type: CKA.class, value: kind },
          { type: CKA.token, value: true },
        ]).length;
      return { certificates: count(CKO.certificate), publicKeys: count(CKO.publicKey) };
    } finally {
      cryptoki.closeSession(session);
    }
  } catch {
    return { certificates: null, publicKeys: null };
  }
}
