import type { PinState, SigningIdentityInfo, TokenAbility, TokenInfo } from '../../src-shared/token/types.ts';

/** What the officer must know about the PIN before typing one; null when there is nothing to say. */
export interface PinWarning {
  readonly tone: 'unsure' | 'bad';
  readonly sentence: string;
  /** Signing in is refused: another wrong PIN must never be possible by accident. */
  readonly blocks: boolean;
}

const WARNINGS: Readonly<Record<PinState, PinWarning | null>> = {
  ok: null,
  'count-low': {
    tone: 'unsure',
    sentence: 'A wrong PIN was typed before. Only a few tries are left before the token locks.',
    blocks: false,
  },
  'final-try': {
    tone: 'bad',
    sentence:
      'Only one try is left. Attestry does not use it up: enter the right PIN with the vendor’s own tool first, which sets the tries back.',
    blocks: true,
  },
  locked: {
    tone: 'bad',
    sentence:
      'The token is locked after too many wrong PINs. Whoever issued it can unlock it with the PUK or the security officer’s PIN.',
    blocks: true,
  },
  'not-initialised': {
    tone: 'bad',
    sentence: 'This token has no PIN yet. Whoever issued it must set one before it can sign.',
    blocks: true,
  },
  'to-be-changed': {
    tone: 'bad',
    sentence: 'This PIN must be changed before it can be used. Change it with the vendor’s own tool.',
    blocks: true,
  },
};

/** See {@link PinWarning}. */
export function pinWarning(token: TokenInfo): PinWarning | null {
  return WARNINGS[token.pin];
}

/** Why a typed PIN cannot be right for this token, before it costs a try; null when it may be. */
export function pinLengthProblem(pin: string, token: TokenInfo): string | null {
  const length = new TextEncoder().encode(pin).length;
  if (length === 0) return 'Type the PIN of the token.';
  if (length < token.pinMin) return `This token’s PIN has at least ${token.pinMin} characters.`;
  if (token.pinMax > 0 && length > token.pinMax)
    return `This token’s PIN has at most ${token.pinMax} characters.`;
  return null;
}

/** Why a new PIN, typed twice, cannot be taken; null when it may be, or when it is typed on the reader. */
export function newPinProblem(
  pin: string,
  again: string,
  lengths: { readonly pinMin: number; readonly pinMax: number; readonly pinPad: boolean },
): string | null {
  if (lengths.pinPad) return null;
  const length = new TextEncoder().encode(pin).length;
  if (length === 0) return 'Type a PIN.';
  if (length < lengths.pinMin) return `It must have at least ${lengths.pinMin} characters.`;
  if (lengths.pinMax > 0 && length > lengths.pinMax)
    return `It must have at most ${lengths.pinMax} characters.`;
  return pin === again ? null : 'The two are not the same. Type it again.';
}

/** What a token can do, for the officer. */
export const ABILITY_WORDS: Readonly<Record<TokenAbility, string>> = {
  'sign-p256': 'sign with P-256',
  'sign-p384': 'sign with P-384',
  'sign-rsa-3072': 'sign with RSA-3072',
  'sign-rsa-4096': 'sign with RSA-4096',
  'wrap-aes': 'wrap keys with AES',
  'wrap-rsa-oaep': 'wrap keys with RSA',
  'encrypt-aes-gcm': 'encrypt with AES-GCM',
  'derive-hmac': 'derive keys',
};

export const ALGORITHM_WORDS: Readonly<Record<SigningIdentityInfo['algorithm'], string>> = {
  'ecdsa-p256': 'ECDSA P-256',
  'ecdsa-p384': 'ECDSA P-384',
  rsa: 'RSA',
};

/** The name out of a distinguished name (`CN=…`), or all of it where there is none. */
export function commonName(subject: string): string {
  const found = /(?:^|[,+/]\s*)CN=((?:\\.|[^,+/\\])+)/i.exec(subject)?.[1];
  return found === undefined ? subject : found.replaceAll(/\\(.)/g, '$1').trim();
}
