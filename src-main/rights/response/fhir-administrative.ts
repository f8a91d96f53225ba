import type {
  Address,
  Appointment,
  CareTeam,
  Consent,
  ContactPoint,
  Encounter,
  HumanName,
  Identifier,
  Invoice,
  Meta,
  Patient,
  Period,
} from '@medplum/fhirtypes';
import { hl7, listOf, type Made, named, present, type Row, type Surroundings } from './fhir-row.ts';
import { codeOf, dateOf, dateTimeOf, decimalOf, instantOf, textOf } from './fhir-values.ts';

const periodOf = (row: Row): Period | undefined => {
  const [start, end] = [row.take('from', dateTimeOf), row.take('until', dateTimeOf)];
  return start === undefined && end === undefined ? undefined : present<Period>({ start, end });
};

const identified = (system: string, value: string | undefined): Identifier | undefined =>
  value === undefined ? undefined : { system, value };

/** The person. */
export function patient(row: Row, { map }: Surroundings): Made {
  const telecom = (system: 'phone' | 'email', value: string | undefined): ContactPoint | undefined =>
    value === undefined ? undefined : { system, value };
  const [family, given] = [row.take('family', textOf), row.take('given', textOf)];
  const language = row.take('language', codeOf);
  const address = present<Address>({
    line: listOf(row.take('line', textOf)),
    city: row.take('city', textOf),
    postalCode: row.take('postalCode', textOf),
  });
  return {
    resource: present<Patient>({
      resourceType: 'Patient',
      identifier: listOf(
        identified(`${map.identifiers}:record-number`, row.take('recordNumber', codeOf)),
        identified('http://hl7.org/fhir/sid/us-ssn', row.take('socialSecurity', codeOf)),
      ),
      name:
        family === undefined && given === undefined
          ? undefined
          : [present<HumanName>({ family, given: given?.split(/\s+/).filter((name) => name !== '') })],
      telecom: listOf(
        telecom('phone', row.take('phone', textOf)),
        telecom('email', row.take('email', textOf)),
      ),
      gender: row.oneOf('gender', ['male', 'female', 'other', 'unknown']),
      birthDate: row.take('birthDate', dateOf),
      deceasedDateTime: row.take('deceasedOn', dateTimeOf),
      address: Object.keys(address).length === 0 ? undefined : [address],
      communication: language === undefined ? undefined : [{ language: { text: language } }],
    }),
  };
}

/** Visits. `class` is a Coding and must be there. */
export function encounter(row: Row, around: Surroundings): Made {
  const [reason, who, place] = [
    row.take('reason', textOf),
    named(row.take('who', textOf)),
    row.take('place', textOf),
  ];
  const kind = row.oneOf('class', ['AMB', 'EMER', 'IMP', 'VR', 'HH', 'OBSENC', 'SS', 'FLD', 'ACUTE']);
  const label = row.oneOf('sensitivity', ['PSY', 'ETH', 'HIV', 'SEX', 'SUD', 'STD', 'SDV', 'GDIS']);
  return {
    resource: present<Encounter>({
      resourceType: 'Encounter',
      meta: label === undefined ? undefined : labelled(label),
      identifier: listOf(identified(`${around.map.identifiers}:visit`, row.take('number', codeOf))),
      status:
        row.oneOf('status', ['planned', 'arrived', 'triaged', 'in-progress', 'finished', 'cancelled']) ??
        'unknown',
      class: kind === undefined ? hl7('v3-NullFlavor', 'UNK') : hl7('v3-ActCode', kind),
      subject: around.patient() as Encounter['subject'],
      participant: who === undefined ? undefined : [{ individual: who as never }],
      period: periodOf(row),
      reasonCode: reason === undefined ? undefined : [{ text: reason }],
      serviceProvider: named(place) as Encounter['serviceProvider'],
    }),
  };
}

/** Labels of what the law protects specially. */
export const labelled = (code: string): Meta => ({
  security: [hl7('v3-Confidentiality', 'R'), hl7('v3-ActCode', code)],
});

/** What was billed: part of the designated record set (45 CFR 164.501). */
export function invoice(row: Row, around: Surroundings): Made {
  const [amount, share] = [row.take('amount', decimalOf), row.take('share', decimalOf)];
  const text = row.take('description', textOf) ?? 'Not given';
  const { currency } = around.map;
  const money = (lexical: string) => ({ value: Number(lexical), currency: currency as never });
  const components = [
    ...(amount === undefined ? [] : [{ type: 'base' as const, amount: money(amount) }]),
    ...(share === undefined
      ? []
      : [{ type: 'informational' as const, code: { text: 'Patient’s share' }, amount: money(share) }]),
  ];
  const at = (index: number): string => `lineItem.0.priceComponent.${index}.amount.value`;
  return {
    exact: {
      ...(amount === undefined ? {} : { [at(0)]: amount, 'totalGross.value': amount }),
      ...(share === undefined ? {} : { [at(amount === undefined ? 0 : 1)]: share }),
    },
    resource: present<Invoice>({
      resourceType: 'Invoice',
      status: row.oneOf('status', ['draft', 'issued', 'balanced', 'cancelled']) ?? 'issued',
      subject: around.patient() as Invoice['subject'],
      date: row.take('when', dateTimeOf),
      lineItem: [
        {
          chargeItemCodeableConcept: { text },
          ...(components.length === 0 ? {} : { priceComponent: components }),
        },
      ],
      totalGross: amount === undefined ? undefined : money(amount),
    }),
  };
}

/** Appointments; invariant app-2: begin and end stand together. */
export function appointment(row: Row, around: Surroundings): Made {
  const [start, minutes] = [
    row.take('from', instantOf),
    row.take('minutes', (value) => (/^[1-9][0-9]{0,6}$/.test(value ?? '') ? Number(value) : undefined)),
  ];
  const who = named(row.take('who', textOf));
  const status = row.oneOf('status', ['booked', 'arrived', 'fulfilled', 'cancelled', 'noshow', 'pending']);
  return {
    resource: present<Appointment>({
      resourceType: 'Appointment',
      // Invariant app-3: without a time it can only be proposed, cancelled or waited for.
      status: start === undefined ? (status === 'cancelled' ? status : 'proposed') : (status ?? 'pending'),
      reasonCode: listOf(textual(row.take('reason', textOf))),
      start,
      end:
        start === undefined ? undefined : new Date(Date.parse(start) + (minutes ?? 0) * 60_000).toISOString(),
      minutesDuration: minutes,
      participant: [
        { actor: around.patient() as never, status: 'accepted' },
        ...(who === undefined ? [] : [{ actor: who as never, status: 'accepted' as const }]),
      ],
    }),
  };
}

/** Consents and restrictions; invariant ppc-1: the words stand for the policy. */
export function consent(row: Row, around: Surroundings): Made {
  const [kind, scope] = [row.take('type', codeOf), row.take('scope', textOf)];
  const research = kind === 'research';
  return {
    resource: present<Consent>({
      resourceType: 'Consent',
      status: row.oneOf('status', ['draft', 'proposed', 'active', 'rejected', 'inactive']) ?? 'inactive',
      scope: {
        coding: [
          hl7('consentscope', research ? 'research' : kind === 'treatment' ? 'treatment' : 'patient-privacy'),
        ],
      },
      category: [{ text: kind ?? 'Not given' }],
      patient: around.patient() as Consent['patient'],
      dateTime: row.take('when', dateTimeOf),
      policyRule: { text: scope ?? kind ?? 'Not given' },
    }),
  };
}

/** Who has cared for the person. */
export function careTeam(row: Row, around: Surroundings): Made {
  const [who, role, period] = [named(row.take('who', textOf)), row.take('role', textOf), periodOf(row)];
  return {
    resource: present<CareTeam>({
      resourceType: 'CareTeam',
      status: period?.end === undefined ? 'active' : 'inactive',
      subject: around.patient() as CareTeam['subject'],
      period,
      participant:
        who === undefined && role === undefined
          ? undefined
          : [
              {
                ...(role === undefined ? {} : { role: [{ text: role }] }),
                ...(who === undefined ? {} : { member: who as never }),
              },
            ],
    }),
  };
}

const textual = (text: string | undefined) => (text === undefined ? undefined : { text });
