import type { Meta, Organization, Patient, Provenance, Reference, Resource } from '@medplum/fhirtypes';
import type { ExactResource } from '../../fhir/index.ts';
import {
  appointment,
  careTeam,
  consent,
  encounter,
  invoice,
  labelled,
  patient,
} from './fhir-administrative.ts';
import { allergy, condition, immunization, medication, observation, procedure } from './fhir-clinical.ts';
import { companionDocument, document, listing } from './fhir-documents.ts';
import type { FhirKind, FhirMap } from './fhir-map.ts';
import { type Made, present, restOf, type Row, rowOf, type Surroundings } from './fhir-row.ts';
import { dateOf, textOf, uuids } from './fhir-values.ts';
import type { ReleasedItem, ReleasedItems } from './released.ts';

/** What a package says of itself, beside the items. */
export type PackageFacts = {
  readonly caseId: string;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly entity: { readonly name: string; readonly address: string; readonly phone: string };
  readonly person: {
    readonly familyName: string;
    readonly givenNames: string;
    readonly birthDate: string | null;
  };
};

/** A resource of the package with its address. */
export type AddressedResource = ExactResource & {
  /** `urn:uuid:…` */
  readonly url: string;
  /** Title of the source that it was made from; null for what the package says of itself. */
  readonly source: string | null;
};

type Mapper = (row: Row, around: Surroundings) => Made | Promise<Made>;
const MAPPERS: Readonly<Record<FhirKind, Mapper>> = {
  ...{ patient, encounter, condition, observation, medication, allergy, immunization, procedure },
  ...{ note: document, document, invoice, appointment, consent, 'care-team': careTeam },
};

/** What is looked at before anything is mapped: a reference may only point at what the person gets. */
type Overview = { readonly encounters: ReadonlySet<string>; readonly patient: string | null };

async function overviewOf(items: ReleasedItems, map: FhirMap): Promise<Overview> {
  const encounters = new Set<string>();
  let own: string | null = null;
  for await (const { source, key } of items()) {
    const kind = map.sources[source]?.kind;
    if (kind === 'encounter') encounters.add(key);
    if (kind === 'patient') own ??= key;
  }
  return { encounters, patient: own };
}

/** Name under which a field of an item that is too large for the bundle stands beside it. */
export const attachmentName = ({ number }: ReleasedItem, field: string): string =>
  `attachments/${String(number).padStart(6, '0')}-${field}`;

/**
 * The resources of a package, one after the other: the covered entity, the person, every item, what travels with items, and
 * where it all comes from. Every item becomes a resource; what has no place in it stands in an extension.
 *
 * @throws what reading the items throws
 */
export async function* resourcesOf(
  items: ReleasedItems,
  map: FhirMap,
  facts: PackageFacts,
): AsyncGenerator<AddressedResource> {
  const uuid = uuids(`${facts.caseId} ${facts.madeAt}`);
  const overview = await overviewOf(items, map);
  const ids = {
    entity: uuid('entity'),
    patient: uuid('patient', overview.patient ?? ''),
    encounter: (key: string) => uuid('encounter', key),
  };
  const refer = (type: string, id: string): Reference => ({
    reference: `urn:uuid:${id}`,
    type: type as never,
  });
  const around: Surroundings = {
    ...{ map, uuid },
    patient: () => refer('Patient', ids.patient),
    encounter: (key) => (overview.encounters.has(key) ? refer('Encounter', ids.encounter(key)) : undefined),
    fileOf: (item, { field }) => attachmentName(item, field),
  };
  const addressed = (
    id: string,
    { resource, exact = {} }: Made,
    source: string | null,
  ): AddressedResource => ({
    ...{ url: `urn:uuid:${id}`, source, exact },
    resource: ordered(resource, id, facts.madeAt),
  });

  yield addressed(ids.entity, { resource: entityOf(facts) }, null);
  if (overview.patient === null) yield addressed(ids.patient, { resource: personOf(facts) }, null);
  for await (const item of items()) {
    const source = map.sources[item.source] ?? { kind: null, fields: {}, codes: {} };
    const { kind } = source;
    const row = rowOf(item, { ...source, kind: kind ?? 'document' });
    const id =
      kind === 'patient' && item.key === overview.patient
        ? ids.patient
        : kind === 'encounter'
          ? ids.encounter(item.key)
          : uuid(item.source, item.key);
    const made = kind === null ? await listing(row, around) : await MAPPERS[kind](row, around);
    const rest = kind === null ? [] : restOf(row);
    const meta: Meta | undefined = item.part2 ? labelled('ETH') : made.resource.meta;
    const resource = {
      ...made.resource,
      ...(meta === undefined ? {} : { meta }),
      ...(rest.length === 0 ? {} : { extension: rest }),
    } as Resource;
    yield addressed(id, { ...made, resource }, item.title);
    for (const [at, companion] of item.companions.entries())
      yield addressed(
        uuid('companion', item.source, item.key, String(at)),
        companionDocument(companion, refer(resource.resourceType, id), around),
        null,
      );
  }
  yield addressed(uuid('provenance'), { resource: provenanceOf(facts, refer, ids) }, null);
}

/** Type and id first, then what FHIR calls the metadata. */
function ordered(resource: Resource, id: string, madeAt: string): Readonly<Record<string, unknown>> {
  const { resourceType, meta, ...rest } = resource;
  return { resourceType, id, meta: { lastUpdated: madeAt, ...meta }, ...rest };
}

const entityOf = ({ entity }: PackageFacts): Organization => {
  const [phone, address] = [textOf(entity.phone), textOf(entity.address)];
  return present<Organization>({
    resourceType: 'Organization',
    name: textOf(entity.name) ?? 'Covered entity',
    telecom: phone === undefined ? undefined : [{ system: 'phone', value: phone }],
    address: address === undefined ? undefined : [{ text: address }],
  });
};

const personOf = ({ person }: PackageFacts): Patient => {
  const name = textOf(`${person.givenNames} ${person.familyName}`.trim());
  return present<Patient>({
    resourceType: 'Patient',
    name: name === undefined ? undefined : [{ text: name }],
    birthDate: dateOf(person.birthDate),
  });
};

const provenanceOf = (
  { madeAt, caseId, entity }: PackageFacts,
  refer: (type: string, id: string) => Reference,
  ids: { readonly entity: string; readonly patient: string },
): Provenance => ({
  resourceType: 'Provenance',
  target: [refer('Patient', ids.patient)],
  recorded: madeAt,
  activity: { text: `Copy of the designated record set for request ${caseId} (45 CFR 164.524)` },
  agent: [
    {
      type: { text: 'Covered entity' },
      who: {
        ...refer('Organization', ids.entity),
        display: textOf(entity.name) ?? 'Covered entity',
      } as never,
    },
  ],
});
