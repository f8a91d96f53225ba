import { z } from 'zod';
import { casePolicySchema, defaultCasePolicy } from './policy.ts';
import { civilDateSchema } from './words.ts';

const line = z.string().trim().max(200);
const name = z.string().trim().min(1).max(120);

/** Days are counted in it: a name that nobody knows would stop every clock. */
const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

/** Where the patients stand in the clinic's database; the sample clinic's by default. */
export const patientTableSchema = z.strictObject({
  schema: name,
  table: name,
  columns: z.strictObject({
    id: name,
    recordNumber: name,
    familyName: name,
    givenNames: name,
    birthDate: name,
    /** Together the address, in order. */
    address: z.array(name).max(6),
    phone: name.nullable(),
    email: name.nullable(),
    deceasedOn: name.nullable(),
    /** Id of the record that this one was merged into. */
    mergedInto: name.nullable(),
  }),
});
export type PatientTable = z.infer<typeof patientTableSchema>;

/** What the entity is and how it handles requests (45 CFR 164.530(a)(1)(ii), 164.524(e), 164.526(f), 164.528(d)). */
export const rightsSettingsSchema = z.strictObject({
  /** Name of the covered entity, as letters write it. */
  entity: line,
  address: line,
  /** Name or title, and telephone, of whom a person can turn to. Without both no letter goes out. */
  contact: z.strictObject({ name: line, phone: line, email: line }),
  /** Title of the office that handles requests. */
  office: line,
  /** IANA name; null: the zone of this machine. */
  zone: z.string().max(60).refine(isZone, 'no time zone').nullable(),
  /** State whose stricter periods count too; null: none. */
  state: z
    .string()
    .regex(/^US-[A-Z]{2}$/)
    .nullable(),
  /** Days on which the entity is closed, beyond weekends and federal holidays. */
  closedDays: z.array(civilDateSchema).max(400),
  /** Supervisory authority under the GDPR, with its address. */
  supervisoryAuthority: line,
  patients: patientTableSchema,
  policy: casePolicySchema,
});
export type RightsSettings = z.infer<typeof rightsSettingsSchema>;

export const defaultRightsSettings: RightsSettings = {
  entity: '',
  address: '',
  contact: { name: '', phone: '', email: '' },
  office: '',
  zone: null,
  state: null,
  closedDays: [],
  supervisoryAuthority: '',
  patients: {
    schema: 'clinic',
    table: 'patients',
    columns: {
      id: 'id',
      recordNumber: 'mrn',
      familyName: 'family_name',
      givenNames: 'given_names',
      birthDate: 'birth_date',
      address: ['address_line', 'postal_code', 'city'],
      phone: 'phone',
      email: 'email',
      deceasedOn: 'deceased_on',
      mergedInto: null,
    },
  },
  policy: defaultCasePolicy,
};

/** A state whose stricter periods are known, with their words. */
export const knownStateSchema = z.strictObject({
  state: rightsSettingsSchema.shape.state.unwrap(),
  name: z.string().max(60),
  periods: z.array(z.string().max(300)).max(50),
});
export type KnownState = z.infer<typeof knownStateSchema>;

/** What letters need and the settings lack, in plain words; none: they may go out (45 CFR 164.530(a)(1)(ii)). */
export const missingForLetters = ({ entity, contact }: RightsSettings): readonly string[] => [
  ...(entity === '' ? ['the name of the organisation'] : []),
  ...(contact.name === '' ? ['name or title of the contact'] : []),
  ...(contact.phone === '' ? ['telephone of the contact'] : []),
];

/** Whether letters may go out. */
export const hasContact = (settings: RightsSettings): boolean => missingForLetters(settings).length === 0;
