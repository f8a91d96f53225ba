import { createHash } from 'node:crypto';
import type { SourceFingerprint } from '../../../src-shared/audit/types.ts';
import { withoutControls } from '../../base/csv.ts';
import { ENTRY_COLUMNS, fieldsOf, headerOf } from '../entry.ts';
import { actionCode, type Coding, eventCodes } from './event-codes.ts';

/** A FHIR resource or element as it is written; members that are undefined are left out. */
export type Element = Readonly<Record<string, unknown>>;

const PATIENT = ENTRY_COLUMNS.indexOf('patient_id');
const ADDRESS = ENTRY_COLUMNS.indexOf('source_ip');

/** Code systems of our own words; URNs, as there is no address to look them up. */
const EVENT_TYPES = 'urn:x-attestry:event-type';
const LOGS = 'urn:x-attestry:log';
const ENTRIES = 'urn:x-attestry:entry';

/** FHIR's types by name; other names of tables and types are shown as text alone. */
const RESOURCE_TYPE =
  /^(Account|AllergyIntolerance|Appointment|Claim|Condition|Consent|Device|DiagnosticReport|DocumentReference|Encounter|Immunization|Location|Medication|MedicationAdministration|MedicationDispense|MedicationRequest|Observation|Organization|Patient|Person|Practitioner|PractitionerRole|Procedure|RelatedPerson|ServiceRequest|Specimen|Task)$/;
const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const CODE = /^[^\s]+(\s[^\s]+)*$/;
const INSTANT = /^(?!0000)\d{4}-/;

/**
 * An entry as FHIR R4 AuditEvent. Left out are the session and the details, which may hold anything; of the patient there
 * is the reference that the entry holds, no more.
 *
 * @param bytes - entry bytes (see entry.ts)
 * @throws EntryFormatError
 */
export function auditEventOf(bytes: Buffer, position: number, source: SourceFingerprint): Element {
  const header = headerOf(bytes);
  const fields = fieldsOf(bytes);
  const patient = uuidOf(fields[PATIENT] ?? null);
  const { type, subtype } = eventCodes(header.eventType, header.action, patient !== null);
  const event = textOf(header.eventType);
  const own: Element | null =
    event === null
      ? null
      : { system: EVENT_TYPES, ...(CODE.test(event) ? { code: event } : {}), display: event };
  // An empty list is no FHIR.
  const subtypes = [subtype === null ? null : coded(subtype), own].filter((each) => each !== null);
  const address = addressOf(fields[ADDRESS] ?? null);
  const actor = textOf(header.actor);
  const role = textOf(header.actorRole);
  return {
    resourceType: 'AuditEvent',
    id: `entry-${header.entryId}`,
    type: coded(type),
    subtype: subtypes.length === 0 ? undefined : subtypes,
    action: actionCode(header.action) ?? undefined,
    ...recorded(header.occurredAt),
    // FHIR knows four outcomes; an entry knows whether it succeeded.
    outcome: header.success === null ? undefined : header.success ? '0' : '4',
    agent: [
      {
        ...(role === null ? {} : { role: [{ text: role }] }),
        who: actor === null ? { display: 'unknown' } : { identifier: { value: actor } },
        requestor: true,
        ...(address === null ? {} : { network: { address, type: '2' } }),
      },
    ],
    source: {
      observer: {
        identifier: { system: LOGS, value: source.fingerprint },
        display: textOf(`Audit log of the database ${source.database} at ${source.host}`) ?? 'Audit log',
      },
      type: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/security-source-type',
          code: '5',
          display: 'Database Server',
        },
      ],
    },
    entity: [
      ...(patient === null ? [] : [patientEntity(patient)]),
      resourceEntity(textOf(header.resourceType), textOf(header.resourceId), patient),
      {
        what: { identifier: { system: ENTRIES, value: String(header.entryId) } },
        name: 'Entry of the audit log',
        detail: [
          { type: 'position', valueString: String(position) },
          { type: 'leaf', valueBase64Binary: createHash('sha256').update(bytes).digest('base64') },
        ],
      },
    ].filter((entity) => entity !== null),
  };
}

/** Where a resource stands in a Bundle: the same for the same entry of the same log, and no two alike. */
export function fullUrlOf(position: number, fingerprint: string): string {
  const hex = createHash('sha256').update(`${fingerprint}\n${position}\n`).digest('hex');
  // RFC 9562 §5.8: version 8, variant 10.
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const coded = ({ system, code, display }: Coding): Element => ({ system, code, display });

// `recorded` is mandatory: where the entry has no time that FHIR can write, the extension says so in its place.
const recorded = (at: string | null): Element =>
  at !== null && INSTANT.test(at)
    ? { recorded: at }
    : {
        _recorded: {
          extension: [
            { url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'unsupported' },
          ],
        },
      };

const patientEntity = (patient: string): Element => ({
  what: { reference: `Patient/${patient}` },
  type: {
    system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
    code: '1',
    display: 'Person',
  },
  role: { system: 'http://terminology.hl7.org/CodeSystem/object-role', code: '1', display: 'Patient' },
});

function resourceEntity(type: string | null, id: string | null, patient: string | null): Element | null {
  if (type === null && id === null) return null;
  if (type === 'Patient' && id === patient) return null;
  const reference =
    type !== null && id !== null && RESOURCE_TYPE.test(type) && ID.test(id) ? `${type}/${id}` : undefined;
  return {
    what: {
      reference,
      ...(reference !== undefined || id === null ? {} : { identifier: { value: id } }),
      ...(type === null ? {} : { display: type }),
    },
    type: {
      system: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
      code: '2',
      display: 'System Object',
    },
  };
}

/** Text as FHIR admits it: not empty, no control characters. */
function textOf(text: string | null): string | null {
  if (text === null) return null;
  const clean = withoutControls(text).trim();
  return clean === '' ? null : clean;
}

function uuidOf(bytes: Buffer | null): string | null {
  if (bytes?.length !== 16) return null;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

/** PostgreSQL's inet: family, prefix, 0, length, bytes. */
function addressOf(bytes: Buffer | null): string | null {
  if (bytes === null || bytes.length < 4) return null;
  const address = bytes.subarray(4);
  if (address.length === 4) return address.join('.');
  if (address.length !== 16) return null;
  return Array.from({ length: 8 }, (_, at) => address.readUInt16BE(at * 2).toString(16)).join(':');
}
