/** What the values of a column look like. Several may hold of one value. */
export const VALUE_SHAPES = [
  'ssn',
  'ssn-unissued',
  'email',
  'phone',
  'address',
  'zip',
  'card',
  'mbi',
  'npi',
  'ip',
  'uuid',
  'birth-date',
  'date',
  'diagnosis',
  'loinc',
  'prose',
  'secret',
  'secret-url',
] as const;
export type ValueShape = (typeof VALUE_SHAPES)[number];

/** What was seen of a column: counts alone. */
export type Tally = {
  readonly values: number;
  readonly shapes: Readonly<Partial<Record<ValueShape, number>>>;
};

/** Ten digits of Luhn's formula (ISO/IEC 7812-1 annex B). */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    const twice = at % 2 === 0 ? digit : digit * 2;
    sum += twice > 9 ? twice - 9 : twice;
  }
  return sum % 10 === 0;
}

/**
 * Social security numbers: area 000, 666 and 900–999, group 00 and serial 0000 were never issued (SSA, POMS RM 10201.035).
 * Nine digits without dashes could be anything: they count only where the rules hold too.
 */
function ssnShape(value: string): 'ssn' | 'ssn-unissued' | null {
  const [, area, group, serial] =
    /^(\d{3})-(\d{2})-(\d{4})$/.exec(value) ?? /^(\d{3})(\d{2})(\d{4})$/.exec(value) ?? [];
  if (area === undefined) return null;
  const issued = area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000';
  if (issued) return 'ssn';
  return value.includes('-') ? 'ssn-unissued' : null;
}

const EMAIL = /^[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+[\p{L}]{2,24}$/u;
/** North American numbers: neither area nor exchange begins with 0 or 1 (NANP). */
const NANP =
  /^(?:\+?1[ .-]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])[2-9]\d{2}[ .-]?\d{4}(?: ?(?:x|ext\.?) ?\d{1,6})?$/i;
const E164 = /^\+[1-9]\d{0,3}(?:[ ()./-]{0,2}\d){6,14}$/;
const STREET =
  /^\d{1,6}[a-z]? .*\b(?:st(?:reet)?|ave(?:nue)?|r(?:oa)?d|blvd|boulevard|dr(?:ive)?|lane|ln|way|court|ct|place|pl|square|sq|terrace|ter|hwy|highway|park(?:way)?|pkwy|circle|cir|row|close|hill|loop|trail|alley|walk|crescent|apt|unit|suite)\b/i;
const PO_BOX = /^p\.? ?o\.? ?box \d+/i;
/** Medicare Beneficiary Identifier: CMS, "MBI format": no S, L, O, I, B, Z. */
const MBI =
  /^[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d-?[AC-HJKMNP-RT-Y]{2}\d{2}$/;
const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/\d{1,2})?$/;
const IPV6 = /^(?=.*:.*:)[0-9a-f:]{3,39}(?:\/\d{1,3})?$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?$/;
/** ICD-10-CM: letter, digit, then up to five after a dot. */
const ICD10 = /^[A-TV-Z]\d[0-9A-B](?:\.[0-9A-TV-Z]{1,4})$/;
const SECRET =
  /^(?:eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\$(?:2[abxy]|argon2(?:id?|d)|scrypt|6|5|y)\$.{20,}|-----BEGIN [A-Z ]*PRIVATE KEY-----[^]*|(?:sk|pk|ghp|xox[abp])[-_][\w-]{16,}|AKIA[0-9A-Z]{16})$/;
const SECRET_URL = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]+:[^\s/@]+@/i;

/** Years before now in which somebody alive may be born. */
const LIFE_YEARS = 120;

const digitsOf = (value: string): string => value.replaceAll(/[ -]/g, '');

/**
 * The shapes of one value. Whoever calls this keeps nothing but the shapes.
 *
 * @param year - of today: a birth date lies behind it
 */
export function shapesOf(text: string, year: number): readonly ValueShape[] {
  const value = text.trim();
  const shapes: ValueShape[] = [];
  if (value === '') return shapes;
  const ssn = value.length <= 11 ? ssnShape(value) : null;
  if (ssn !== null) shapes.push(ssn);
  if (value.length <= 254 && EMAIL.test(value)) shapes.push('email');
  if (value.length <= 32 && (NANP.test(value) || E164.test(value))) shapes.push('phone');
  if (value.length <= 200 && (STREET.test(value) || PO_BOX.test(value))) shapes.push('address');
  if (/^\d{5}(?:-\d{4})?$/.test(value)) shapes.push('zip');
  const digits = value.length <= 23 ? digitsOf(value) : '';
  if (
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|6(?:011|5\d{2})\d{12})$/.test(digits) &&
    luhn(digits)
  )
    shapes.push('card');
  // 45 CFR 162.406: the check digit is Luhn's over 80840 and the number.
  if (/^[12]\d{9}$/.test(value) && luhn(`80840${value}`)) shapes.push('npi');
  if (MBI.test(value)) shapes.push('mbi');
  if (IPV4.test(value) || IPV6.test(value)) shapes.push('ip');
  if (UUID.test(value)) shapes.push('uuid');
  const date = DATE.exec(value);
  if (date !== null) {
    shapes.push('date');
    const born = Number(date[1]);
    if (value.length === 10 && born > year - LIFE_YEARS && born <= year) shapes.push('birth-date');
  }
  if (ICD10.test(value)) shapes.push('diagnosis');
  // LOINC's last digit is a check digit as well (LOINC Users' Guide, appendix C).
  const loinc = /^(\d{1,7})-(\d)$/.exec(value);
  if (loinc !== null && luhn(`${loinc[1] ?? ''}${loinc[2] ?? ''}`)) shapes.push('loinc');
  if (value.length >= 40 && value.split(/\s+/, 8).length >= 7) shapes.push('prose');
  if (SECRET.test(value)) shapes.push('secret');
  if (SECRET_URL.test(value)) shapes.push('secret-url');
  return shapes;
}

/** Counts shapes of values as they pass by. */
export function tallying(year: number): {
  readonly show: (value: string) => void;
  readonly tally: () => Tally;
} {
  let values = 0;
  const shapes = new Map<ValueShape, number>();
  return {
    show: (value) => {
      values += 1;
      for (const shape of shapesOf(value, year)) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
    },
    tally: () => ({ values, shapes: Object.fromEntries(shapes) }),
  };
}

/** Share of the values that have a shape; 0 when none were seen. */
export const shareOf = (tally: Tally, shape: ValueShape): number =>
  tally.values === 0 ? 0 : (tally.shapes[shape] ?? 0) / tally.values;
