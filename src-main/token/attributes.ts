import { CKA, type Attribute, type Template } from './cryptoki.ts';

type Kind = 'boolean' | 'number' | 'string' | 'bytes';

const KINDS: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  ...[CKA.class, CKA.certificateType, CKA.keyType, CKA.modulusBits, CKA.valueLength].map(
    (type) => [type, 'number'] as const,
  ),
  [CKA.label, 'string'],
  ...[CKA.value, CKA.issuer, CKA.serialNumber, CKA.subject, CKA.id, CKA.ecParams, CKA.publicExponent].map(
    (type) => [type, 'bytes'] as const,
  ),
  ...[
    ...[CKA.token, CKA.private, CKA.sensitive, CKA.extractable, CKA.modifiable, CKA.copyable, CKA.derive],
    ...[CKA.encrypt, CKA.decrypt, CKA.wrap, CKA.unwrap, CKA.sign, CKA.signRecover],
    ...[CKA.verify, CKA.verifyRecover],
  ].map((type) => [type, 'boolean'] as const),
]);

const kindOf = (value: unknown): Kind | 'other' => {
  if (value instanceof Uint8Array) return 'bytes';
  const kind = typeof value;
  return kind === 'boolean' || kind === 'number' || kind === 'string' ? kind : 'other';
};

/**
 * Checks every attribute before it reaches native code: a value of the wrong type there ends the process (it frees
 * memory it never set).
 *
 * @returns the template as the native layer takes it; a copy
 * @throws TypeError for an attribute that is unknown here or has the wrong type of value
 */
export function checkedTemplate(
  template: Template,
): { type: number; value: boolean | number | string | Buffer }[] {
  return template.map((attribute) => {
    const { type, value } = snapshot(attribute);
    const kind = KINDS.get(type);
    const wholeNumber = typeof value !== 'number' || (Number.isSafeInteger(value) && value >= 0);
    if (kind === undefined || kindOf(value) !== kind || !wholeNumber)
      throw new TypeError(`attribute 0x${type.toString(16)} does not take such a value`);
    return { type, value: value instanceof Uint8Array ? Buffer.from(value) : value };
  });
}

const snapshot = ({ type, value }: Attribute): Attribute => ({ type, value });

/** CK_BBOOL; undefined when it is not one byte of 0 or 1. */
export function booleanOf(bytes: Uint8Array | undefined): boolean | undefined {
  if (bytes?.length !== 1) return undefined;
  return bytes[0] === 1 ? true : bytes[0] === 0 ? false : undefined;
}

/** CK_ULONG of 4 or 8 bytes in the machine's order (little-endian on every platform we run on). */
export function numberOf(bytes: Uint8Array | undefined): number | undefined {
  if (bytes === undefined || (bytes.length !== 4 && bytes.length !== 8)) return undefined;
  const value = Buffer.from(bytes).readUIntLE(0, Math.min(bytes.length, 6));
  return bytes.length === 8 && (bytes[6] !== 0 || bytes[7] !== 0) ? undefined : value;
}

export type Curve = 'P-256' | 'P-384';

/** CKA_EC_PARAMS of the curves we use: the DER of the named curve's object identifier (RFC 5480 §2.1.1.1). */
export const CURVE_PARAMETERS: Readonly<Record<Curve, string>> = {
  'P-256': '06082a8648ce3d030107',
  'P-384': '06052b81040022',
};

/** Bytes of one coordinate. */
export const CURVE_BYTES: Readonly<Record<Curve, number>> = { 'P-256': 32, 'P-384': 48 };

/** The curve that CKA_EC_PARAMS names, or undefined for one we do not use. */
export function curveOf(parameters: Uint8Array | undefined): Curve | undefined {
  if (parameters === undefined) return undefined;
  const hex = Buffer.from(parameters).toString('hex');
  return hex === CURVE_PARAMETERS['P-256']
    ? 'P-256'
    : hex === CURVE_PARAMETERS['P-384']
      ? 'P-384'
      : undefined;
}

/**
 * The coordinates in CKA_EC_POINT. By the standard it is a DER OCTET STRING around the point, but some tokens give the
 * point itself. Both begin with 0x04, so the length that the curve demands decides.
 */
export function pointOf(
  bytes: Uint8Array | undefined,
  curve: Curve,
): { readonly x: Uint8Array; readonly y: Uint8Array } | undefined {
  const size = CURVE_BYTES[curve];
  const raw = 1 + 2 * size;
  if (bytes === undefined) return undefined;
  const wrapped = bytes.length === raw + 2 && bytes[0] === 0x04 && bytes[1] === raw;
  const point = bytes.length === raw ? bytes : wrapped ? bytes.subarray(2) : undefined;
  if (point?.[0] !== 0x04) return undefined;
  return { x: Uint8Array.from(point.subarray(1, 1 + size)), y: Uint8Array.from(point.subarray(1 + size)) };
}
