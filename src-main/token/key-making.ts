import type { KeyKind } from '../../src-shared/keys/types.ts';
import { Fault } from '../base/fault.ts';
import { CKR, CryptokiError, keyMissing, keyUnsafe } from './answers.ts';
import { booleanOf, CURVE_PARAMETERS } from './attributes.ts';
import { rsaKey } from './certificates.ts';
import { type Attribute, CKA, CKK, CKM, CKO, type Handle, type Template } from './cryptoki.ts';
import { type OpenSession, publicCurveKey } from './objects.ts';
import { hexBytes } from './provisioning.ts';

type Use =
  'encrypt' | 'decrypt' | 'wrap' | 'unwrap' | 'sign' | 'signRecover' | 'verify' | 'verifyRecover' | 'derive';

/** Every use that a class of keys has. Left to itself a token may turn a use on, so each is set and read back. */
const PRIVATE_USES: readonly Use[] = ['decrypt', 'unwrap', 'sign', 'signRecover', 'derive'];
const PUBLIC_USES: readonly Use[] = ['encrypt', 'wrap', 'verify', 'verifyRecover'];
const SECRET_USES: readonly Use[] = ['encrypt', 'decrypt', 'wrap', 'unwrap', 'sign', 'verify', 'derive'];
/** Uses that older tokens do not know as attributes: wished for, not demanded. */
const YOUNG: readonly Use[] = ['signRecover', 'verifyRecover', 'derive'];

type Recipe = {
  readonly keyType: number;
  readonly mechanism: number;
  /** What the private or the secret key may do. */
  readonly own: readonly Use[];
  /** What the public half may do; missing for a secret key. */
  readonly open?: readonly Use[];
  readonly size: Template;
};

const F4 = Buffer.from([1, 0, 1]);
const rsa = (bits: number, own: Use, open: Use): Recipe => ({
  keyType: CKK.rsa,
  mechanism: CKM.rsaPkcsKeyPairGen,
  own: [own],
  open: [open],
  size: [
    { type: CKA.modulusBits, value: bits },
    { type: CKA.publicExponent, value: F4 },
  ],
});
const curve = (name: 'P-256' | 'P-384'): Recipe => ({
  keyType: CKK.ec,
  mechanism: CKM.ecKeyPairGen,
  own: ['sign'],
  open: ['verify'],
  size: [{ type: CKA.ecParams, value: Buffer.from(CURVE_PARAMETERS[name], 'hex') }],
});
const secret = (keyType: number, mechanism: number, own: readonly Use[]): Recipe => ({
  keyType,
  mechanism,
  own,
  size: [{ type: CKA.valueLength, value: 32 }],
});

const RECIPES: Readonly<Record<KeyKind, Recipe>> = {
  'aes-256': secret(CKK.aes, CKM.aesKeyGen, ['wrap', 'unwrap']),
  derivation: secret(CKK.genericSecret, CKM.genericSecretKeyGen, ['sign']),
  'rsa-wrap-3072': rsa(3072, 'unwrap', 'wrap'),
  'ec-p256': curve('P-256'),
  'ec-p384': curve('P-384'),
  'rsa-3072': rsa(3072, 'sign', 'verify'),
  'rsa-4096': rsa(4096, 'sign', 'verify'),
};

const uses = (all: readonly Use[], permitted: readonly Use[]): Template =>
  all.map((use) => ({ type: CKA[use], value: permitted.includes(use) }));
const isYoung = ({ type }: Attribute): boolean => YOUNG.some((use) => CKA[use] === type);

/** What the private or the secret key must be, and must give back as it was set. */
const demanded = ({ own, open }: Recipe): Template => [
  { type: CKA.sensitive, value: true },
  { type: CKA.extractable, value: false },
  ...uses(open === undefined ? SECRET_USES : PRIVATE_USES, own).filter((use) => !isYoung(use)),
];
/** What it should be; a token that does not know the attribute is taken as it is. */
const wished = ({ own, open }: Recipe): Template => [
  ...uses(open === undefined ? SECRET_USES : PRIVATE_USES, own).filter(isYoung),
  { type: CKA.modifiable, value: false },
  { type: CKA.copyable, value: false },
];

const TEMPLATE_REFUSED: ReadonlySet<number> = new Set([
  CKR.attributeTypeInvalid,
  CKR.attributeValueInvalid,
  CKR.templateIncomplete,
  CKR.templateInconsistent,
  // What NSS 3.87 says to CKA_COPYABLE, and tpm2-pkcs11 to uses that a TPM cannot tell apart.
  CKR.generalError,
]);

/** What a key is made with beyond what is demanded of it. */
type Extra = {
  /** Of the private or the secret key. */
  readonly own: Template;
  /** Uses of the public half, which harm nobody. */
  readonly open: Template;
};

/**
 * From the most to the least that a token is told: all; without what is younger than v2.40 and without the uses of the
 * public half (in a TPM its "verify" and the private half's "decrypt" are one bit); only what is demanded. Few steps,
 * as a token may take minutes for a key and refuse it at the end.
 */
function extrasOf(recipe: Recipe): readonly Extra[] {
  const own = wished(recipe);
  return [
    { own, open: uses(PUBLIC_USES, recipe.open ?? []) },
    { own: own.filter(({ type }) => type !== CKA.copyable), open: [] },
    { own: [], open: [] },
  ];
}

/**
 * Makes something with as many attributes as the token takes. A template that was refused made nothing.
 *
 * @throws CryptokiError
 */
function withMost<T>([extra, ...fewer]: readonly Extra[], make: (extra: Extra) => T): T {
  if (extra === undefined) throw new RangeError('nothing to try');
  if (fewer.length === 0) return make(extra);
  try {
    return make(extra);
  } catch (error) {
    if (error instanceof CryptokiError && TEMPLATE_REFUSED.has(error.rv)) return withMost(fewer, make);
    throw error;
  }
}

/**
 * Makes a key on the token that cannot leave it, for its purpose only, and reads it back. Id and label are final: the key
 * cannot be changed afterwards.
 *
 * @param keyId - CKA_ID, hexadecimal; must be free
 * @returns SubjectPublicKeyInfo of a pair, DER; null for a secret key
 * @throws Fault `key-unsafe` (what was made is destroyed again), `token-error`, also when the id is taken; CryptokiError
 */
export function makeKey(open: OpenSession, keyId: string, label: string, kind: KeyKind): Uint8Array | null {
  const { cryptoki, session } = open;
  const recipe = RECIPES[kind];
  const id = hexBytes(keyId);
  if (cryptoki.find(session, [{ type: CKA.id, value: id }]).length > 0)
    throw new Fault(
      'token-error',
      'The token already holds a key or certificate with this id.',
      'Choose another id for the new key.',
    );
  const made = generate(open, recipe, id, label);
  const keep = (handle: Handle | null): readonly Handle[] => (handle === null ? [] : [handle]);
  const discard = (): void => {
    for (const handle of [made.own, ...keep(made.open)]) cryptoki.destroy(session, handle);
  };
  try {
    if (!isAsAsked(open, made.own, recipe)) throw keyUnsafe();
    if (made.open === null) return null;
    const publicKey = publicHalf(open, made.open, kind);
    if (publicKey === undefined) throw notShown();
    return Uint8Array.from(publicKey);
  } catch (error) {
    discard();
    throw error;
  }
}

function isAsAsked({ cryptoki, session }: OpenSession, handle: Handle, recipe: Recipe): boolean {
  const must = demanded(recipe);
  return [...must, ...wished(recipe)].every(({ type, value }) => {
    if (type === CKA.modifiable || type === CKA.copyable) return true;
    const answer = booleanOf(cryptoki.attribute(session, handle, type));
    return answer === value || (answer === undefined && !must.some((demand) => demand.type === type));
  });
}

function generate(
  { cryptoki, session }: OpenSession,
  recipe: Recipe,
  id: Buffer,
  label: string,
): { readonly own: Handle; readonly open: Handle | null } {
  const { keyType, mechanism, open, size } = recipe;
  const common: Template = [
    { type: CKA.token, value: true },
    { type: CKA.keyType, value: keyType },
    { type: CKA.id, value: id },
    { type: CKA.label, value: label },
  ];
  return withMost(extrasOf(recipe), (extra) => {
    const own = [...common, { type: CKA.private, value: true }, ...demanded(recipe), ...extra.own];
    if (open === undefined) {
      const template = [{ type: CKA.class, value: CKO.secretKey }, ...own, ...size];
      return { own: cryptoki.generateKey(session, mechanism, template), open: null };
    }
    const pair = cryptoki.generateKeyPair(
      session,
      mechanism,
      [
        { type: CKA.class, value: CKO.publicKey },
        ...common,
        { type: CKA.private, value: false },
        ...extra.open,
        ...size,
      ],
      [{ type: CKA.class, value: CKO.privateKey }, ...own],
    );
    return { own: pair.privateKey, open: pair.publicKey };
  });
}

function publicHalf(open: OpenSession, handle: Handle, kind: KeyKind): Buffer | undefined {
  if (kind === 'ec-p256') return publicCurveKey(open, handle, 'P-256');
  if (kind === 'ec-p384') return publicCurveKey(open, handle, 'P-384');
  const modulus = open.cryptoki.attribute(open.session, handle, CKA.modulus);
  const exponent = open.cryptoki.attribute(open.session, handle, CKA.publicExponent);
  return modulus === undefined || exponent === undefined ? undefined : rsaKey(modulus, exponent);
}

/**
 * Removes a key and whatever else carries its id. Final.
 *
 * @returns how many objects were removed
 * @throws Fault `key-missing`; CryptokiError
 */
export function destroyKey({ cryptoki, session }: OpenSession, keyId: string): number {
  const handles = cryptoki.find(session, [{ type: CKA.id, value: hexBytes(keyId) }]);
  if (handles.length === 0) throw keyMissing();
  for (const handle of handles) cryptoki.destroy(session, handle);
  return handles.length;
}

const notShown = (): Fault =>
  new Fault(
    'token-error',
    'The token made a key but does not show its public half, so the key was removed again.',
    "Have IT update the token's software.",
  );
