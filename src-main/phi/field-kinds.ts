import type { ValueShape } from './value-shapes.ts';

/** What a field may be, apart from whom it is about. */
export type FieldKind = {
  readonly id: string;
  /** In plain words, as the officer reads it. */
  readonly words: string;
  /** Of the column's name, its words joined by single underscores. */
  readonly name: RegExp | null;
  /** How much the name alone tells, between 0 and 1. */
  readonly nameTells: number;
  /** Shapes of values, and how much it tells when every value has them. */
  readonly shapes: Readonly<Partial<Record<ValueShape, number>>>;
  /** Types of the column for which it is out of the question. */
  readonly never?: RegExp;
  /** Types without which it is out of the question. */
  readonly only?: RegExp;
};

const TEXT = /^(?:text|character varying|character|citext|name|json|xml|bytea|"char")/;
const TIME = /^(?:date|timestamp)/;
/** Neither a number of something nor a moment is a name, an address or a secret. */
const NO_TEXT = /^(?:bool|date|time|interval|int|bigint|smallint|numeric|real|double|uuid)/;
const NO_NUMBER = /^(?:bool|date|time|interval|numeric|real|double|uuid)/;

/** Kinds from the most telling to the least: the first of two equally sure ones counts. */
export const FIELD_KINDS: readonly FieldKind[] = [
  {
    id: 'ssn',
    words: 'Social security number',
    name: /(?:^|_)(?:ssn|soc_?sec(?:_|$)|social_security|sozialversicherung|sin|tax_id|tin|itin|national_id)/,
    nameTells: 0.8,
    shapes: { ssn: 0.9, 'ssn-unissued': 0.7 },
    never: NO_NUMBER,
  },
  {
    id: 'credential',
    words: 'Password, key or other secret',
    name: /(?:^|_)(?:password|passwd|passphrase|pwd|secret|private_key|api_?key|access_token|refresh_token|auth_token|bearer|token|credential|client_secret|salt|pin(?:_code)?)s?(?:_(?:hash|digest|encrypted|value|text))?$/,
    nameTells: 0.85,
    shapes: { secret: 0.95, 'secret-url': 0.95 },
    never: NO_TEXT,
  },
  {
    id: 'mrn',
    words: 'Medical record number',
    name: /(?:^|_)(?:mrn|medical_record(?:_(?:no|num|number))?|chart_(?:no|num|number)|patient_(?:no|num|number|code)|fallnummer|hospital_number)(?:_|$)/,
    nameTells: 0.9,
    shapes: {},
    never: /^(?:bool|date|time|interval)/,
  },
  {
    id: 'insurance',
    words: 'Insurance number',
    name: /(?:policy_(?:no|num|number|id)|member_(?:no|num|number|id)|subscriber_(?:no|num|number|id)|group_(?:no|num|number)|beneficiary_(?:no|num|number|id)|insurance_(?:no|num|number|id)|medicare|medicaid|(?:^|_)mbi(?:_|$)|(?:^|_)hicn?(?:_|$)|health_plan_(?:no|num|number|id))/,
    nameTells: 0.85,
    shapes: { mbi: 0.95 },
    never: NO_NUMBER,
  },
  {
    id: 'card',
    words: 'Payment card or bank account',
    name: /(?:credit_card|card_(?:no|num|number)|(?:^|_)pan$|iban|account_(?:no|num|number)|routing_(?:no|num|number))/,
    nameTells: 0.8,
    shapes: { card: 0.9 },
    never: NO_NUMBER,
  },
  {
    id: 'email',
    words: 'E-mail address',
    name: /(?:^|_)e?_?mail(?:_?addr(?:ess)?)?(?:_|$)/,
    nameTells: 0.85,
    shapes: { email: 0.95 },
    never: NO_TEXT,
  },
  {
    id: 'phone',
    words: 'Telephone or fax number',
    name: /(?:^|_)(?:phone|telephone|tel|mobile|cell|fax|pager|contact_(?:no|num|number))(?:_?(?:no|num|number|home|work|mobile|cell|1|2))?(?:_|$)/,
    nameTells: 0.85,
    shapes: { phone: 0.9 },
    never: NO_NUMBER,
  },
  {
    id: 'birth-date',
    words: 'Date of birth',
    name: /(?:birth|(?:^|_)dob(?:_|$)|(?:^|_)born(?:_|$)|geburt)/,
    nameTells: 0.9,
    shapes: { 'birth-date': 0.2 },
    never: /^(?:bool|interval|time(?!stamp)|numeric|uuid)/,
  },
  {
    id: 'postal-code',
    words: 'Postal code',
    name: /(?:^|_)(?:zip|zip_?code|postal|postal_?code|post_?code|plz)(?:_|$)/,
    nameTells: 0.85,
    shapes: { zip: 0.4 },
    never: NO_NUMBER,
  },
  {
    id: 'address',
    words: 'Address',
    name: /(?:^|_)(?:address|addr|street|strasse|city|town|county|house_(?:no|number)|address_?line_?\d?|line_?[12])(?:_|$)/,
    nameTells: 0.8,
    shapes: { address: 0.9 },
    never: NO_TEXT,
  },
  {
    id: 'person-name',
    words: 'Name of a person',
    name: /(?:^|_)(?:(?:first|last|middle|family|given|maiden|full|birth|preferred|patient|person|guardian|contact|recipient|customer|client|next_of_kin|emergency_contact|insured|subscriber|mother|father|spouse)_?names?|surname|forename|initials|nachname|vorname|alias)(?:_|$)/,
    nameTells: 0.85,
    shapes: {},
    never: NO_TEXT,
  },
  {
    id: 'photo',
    words: 'Picture, voice or fingerprint of a person',
    name: /(?:^|_)(?:photo|portrait|face|fingerprint|biometric|voice_?print|retina|signature_image)(?:_|$)/,
    nameTells: 0.8,
    shapes: {},
    never: NO_TEXT,
  },
  {
    id: 'ip',
    words: 'Network address or device of a person',
    name: /(?:^|_)(?:ip|ip_?addr(?:ess)?|source_ip|client_ip|mac_?addr(?:ess)?|device_(?:id|serial)|serial_number|vin|license_plate)(?:_|$)/,
    nameTells: 0.75,
    shapes: { ip: 0.85 },
    never: /^(?:bool|date|time|interval|uuid)/,
  },
  {
    id: 'special',
    words: 'Specially protected: mental health, substance use, HIV, reproduction, genetics',
    name: /(?:sensitivity|psychotherap|mental_health|psychiatr|substance_(?:use|abuse)|alcohol|drug_(?:use|abuse)|addiction|(?:^|_)hiv(?:_|$)|(?:^|_)sti?d(?:_|$)|abortion|pregnan|reproductive|genetic|genom|dna|sexual)/,
    nameTells: 0.75,
    shapes: {},
  },
  {
    id: 'diagnosis',
    words: 'Diagnosis',
    name: /(?:diagnos|(?:^|_)icd(?:_?10)?(?:_|$)|condition|(?:^|_)dx(?:_|$))/,
    nameTells: 0.7,
    shapes: { diagnosis: 0.9 },
    only: TEXT,
  },
  {
    id: 'measurement',
    words: 'Test or measurement',
    name: /(?:^|_)(?:loinc|lab_?(?:test|result|value)|result_value|blood_(?:type|group|pressure)|bmi|heart_rate|glucose)(?:_|$)/,
    nameTells: 0.75,
    shapes: { loinc: 0.6 },
  },
  {
    id: 'free-text',
    words: 'Free text',
    name: /(?:^|_)(?:note|notes|body|comment|comments|narrative|free_?text|remarks|history|summary|transcript|message|report_text|impression)(?:_|$)/,
    nameTells: 0.6,
    shapes: { prose: 0.7 },
    only: TEXT,
  },
  {
    id: 'moment',
    words: 'Date or time',
    name: null,
    nameTells: 0,
    shapes: { date: 0.5 },
    only: TIME,
  },
];

/** Names of columns that tell about a secret and are none: where it is kept, when it ends. */
const ABOUT_SECRETS =
  /(?:secret|token|password|credential|key|salt|pin)s?_(?:ref|reference|id|name|kind|type|hint|count|expires?|expiry|at|on|changed|status|state|version|url|path|location|store)/;

/** Words of a name, lower case, joined by underscores: `patientLastName2` becomes `patient_last_name_2`. */
export const plainName = (name: string): string =>
  name
    .normalize('NFKC')
    .replaceAll(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_+|_+$/g, '');

/** How much name and type of a column tell for a kind, between 0 and 1; null when it is out of the question. */
export function nameTells(kind: FieldKind, name: string, type: string): number | null {
  if (kind.never?.test(type) === true || (kind.only !== undefined && !kind.only.test(type))) return null;
  if (kind.id === 'credential' && ABOUT_SECRETS.test(name)) return null;
  return kind.name?.test(name) === true ? kind.nameTells : 0;
}
