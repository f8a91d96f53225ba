import type {
  AllergyIntolerance,
  Condition,
  Immunization,
  MedicationRequest,
  Observation,
  ObservationReferenceRange,
  Procedure,
  Quantity,
} from '@medplum/fhirtypes';
import { hl7, listOf, type Made, named, present, type Row, type Surroundings } from './fhir-row.ts';
import { codeOf, dateTimeOf, decimalOf, textOf } from './fhir-values.ts';

const encounterOf = (row: Row, { encounter }: Surroundings) =>
  row.take('encounter', (key) => (key === null ? undefined : encounter(key)));
const whoOf = (row: Row) => named(row.take('who', textOf));

/** Diagnoses. Invariants con-3 to con-5: what has abated is not active. */
export function condition(row: Row, around: Surroundings): Made {
  const clinical = row.oneOf('clinicalStatus', [
    'active',
    'recurrence',
    'relapse',
    'inactive',
    'remission',
    'resolved',
  ]);
  const verification = row.oneOf('verificationStatus', [
    'unconfirmed',
    'provisional',
    'differential',
    'confirmed',
    'refuted',
  ]);
  const over = clinical === 'inactive' || clinical === 'remission' || clinical === 'resolved';
  return {
    resource: present<Condition>({
      resourceType: 'Condition',
      clinicalStatus: clinical === undefined ? undefined : { coding: [hl7('condition-clinical', clinical)] },
      verificationStatus:
        verification === undefined ? undefined : { coding: [hl7('condition-ver-status', verification)] },
      code: row.concept(),
      subject: around.patient() as Condition['subject'],
      encounter: encounterOf(row, around) as Condition['encounter'],
      onsetDateTime: row.take('onset', dateTimeOf),
      abatementDateTime: over ? row.take('abated', dateTimeOf) : undefined,
      recordedDate: row.take('when', dateTimeOf),
      recorder: whoOf(row) as Condition['recorder'],
    }),
  };
}

const CATEGORIES = [
  'vital-signs',
  'laboratory',
  'imaging',
  'procedure',
  'survey',
  'exam',
  'therapy',
  'activity',
  'social-history',
] as const;

/** Measured values: decimals stay as they are written. */
export function observation(row: Row, around: Surroundings): Made {
  const value = row.take('value', decimalOf);
  const words = value === undefined ? row.take('value', textOf) : undefined;
  const unit = row.take('unit', textOf);
  const [low, high] = [row.take('low', decimalOf), row.take('high', decimalOf)];
  const category = row.oneOf('category', CATEGORIES);
  const interpretation = row.take('interpretation', codeOf);
  const quantity = (lexical: string): Quantity => present<Quantity>({ value: Number(lexical), unit });
  const range: ObservationReferenceRange | undefined =
    low === undefined && high === undefined
      ? undefined
      : present<ObservationReferenceRange>({
          low: low === undefined ? undefined : quantity(low),
          high: high === undefined ? undefined : quantity(high),
        });
  return {
    exact: {
      ...(value === undefined ? {} : { 'valueQuantity.value': value }),
      ...(low === undefined ? {} : { 'referenceRange.0.low.value': low }),
      ...(high === undefined ? {} : { 'referenceRange.0.high.value': high }),
    },
    resource: present<Observation>({
      resourceType: 'Observation',
      status: 'final',
      category: category === undefined ? undefined : [{ coding: [hl7('observation-category', category)] }],
      code: row.concept(),
      subject: around.patient() as Observation['subject'],
      encounter: encounterOf(row, around) as Observation['encounter'],
      effectiveDateTime: row.take('when', dateTimeOf),
      performer: listOf(whoOf(row)) as Observation['performer'],
      valueQuantity: value === undefined ? undefined : quantity(value),
      valueString: words,
      // Invariant obs-6: a reason only where there is no value.
      dataAbsentReason:
        value === undefined && words === undefined
          ? { coding: [hl7('data-absent-reason', row.isRedacted('value') ? 'masked' : 'unknown')] }
          : undefined,
      interpretation:
        interpretation === undefined
          ? undefined
          : [{ coding: [hl7('v3-ObservationInterpretation', interpretation)] }],
      referenceRange: listOf(range),
    }),
  };
}

/** Prescriptions. */
export function medication(row: Row, around: Surroundings): Made {
  const [from, until] = [row.take('from', dateTimeOf), row.take('until', dateTimeOf)];
  const dosage = [row.take('dose', textOf), row.take('frequency', textOf)].filter(
    (part) => part !== undefined,
  );
  return {
    resource: present<MedicationRequest>({
      resourceType: 'MedicationRequest',
      status: row.oneOf('status', ['active', 'on-hold', 'cancelled', 'completed', 'stopped']) ?? 'unknown',
      intent: 'order',
      medicationCodeableConcept: row.concept(),
      subject: around.patient() as MedicationRequest['subject'],
      encounter: encounterOf(row, around) as MedicationRequest['encounter'],
      authoredOn: from,
      requester: whoOf(row) as MedicationRequest['requester'],
      dosageInstruction: dosage.length === 0 ? undefined : [{ text: dosage.join(', ') }],
      dispenseRequest:
        until === undefined ? undefined : { validityPeriod: present({ start: from, end: until }) },
    }),
  };
}

/** Allergies; invariants ait-1 and ait-2. */
export function allergy(row: Row, around: Surroundings): Made {
  const status = row.oneOf('status', ['active', 'inactive', 'resolved']);
  const reaction = row.take('reaction', textOf);
  return {
    resource: present<AllergyIntolerance>({
      resourceType: 'AllergyIntolerance',
      clinicalStatus: { coding: [hl7('allergyintolerance-clinical', status ?? 'active')] },
      verificationStatus: { coding: [hl7('allergyintolerance-verification', 'confirmed')] },
      code: { text: row.take('substance', textOf) ?? 'Not given' },
      patient: around.patient() as AllergyIntolerance['patient'],
      recordedDate: row.take('when', dateTimeOf),
      recorder: whoOf(row) as AllergyIntolerance['recorder'],
      reaction:
        reaction === undefined
          ? undefined
          : [
              {
                manifestation: [{ text: reaction }],
                ...present({ severity: row.oneOf('severity', ['mild', 'moderate', 'severe']) }),
              },
            ],
    }),
  };
}

/** Vaccinations. */
export function immunization(row: Row, around: Surroundings): Made {
  const when = row.take('when', dateTimeOf);
  const who = whoOf(row);
  return {
    resource: present<Immunization>({
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: row.concept(),
      patient: around.patient() as Immunization['patient'],
      occurrenceDateTime: when,
      occurrenceString: when === undefined ? 'not given' : undefined,
      lotNumber: row.take('lot', textOf),
      performer: who === undefined ? undefined : [{ actor: who as never }],
    }),
  };
}

/** Procedures. */
export function procedure(row: Row, around: Surroundings): Made {
  const who = whoOf(row);
  return {
    resource: present<Procedure>({
      resourceType: 'Procedure',
      status: 'completed',
      code: row.concept(),
      subject: around.patient() as Procedure['subject'],
      encounter: encounterOf(row, around) as Procedure['encounter'],
      performedDateTime: row.take('when', dateTimeOf),
      performer: who === undefined ? undefined : [{ actor: who as never }],
    }),
  };
}
