import type { CodeableConcept, Coding, Extension, Reference, Resource } from '@medplum/fhirtypes';
import type { FhirMap, FhirSource } from './fhir-map.ts';
import { codeOf, textOf } from './fhir-values.ts';
import type { ReleasedField, ReleasedItem } from './released.ts';

/** What a mapper makes of a row: a resource, with its decimals as they are written. */
export type Made = { readonly resource: Resource; readonly exact?: Readonly<Record<string, string>> };

/** A row while it is being mapped: it knows which of its fields found their place. */
export interface Row {
  readonly item: ReleasedItem;
  /** The value of a name of the mapper; it counts as placed when it could be read. */
  take<T>(name: string, read: (value: string | null) => T | undefined): T | undefined;
  /** A word of the record as FHIR calls it, if that is one of those allowed. */
  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined;
  isRedacted(name: string): boolean;
  content(name: string): ReleasedField['content'];
  /** A concept of `code` and `display`; never without words. */
  concept(): CodeableConcept;
  /** Fields that have no place in the resource, and those that were left out. */
  rest(): readonly ReleasedField[];
}

/** What every mapper may need beside the row. */
export type Surroundings = {
  readonly map: FhirMap;
  readonly uuid: (...names: readonly string[]) => string;
  /** Whose record it is. */
  readonly patient: () => Reference;
  /** The visit of a row, if it is in the package. */
  readonly encounter: (key: string) => Reference | undefined;
  /** A file beside the bundle that holds what is too large for it. */
  readonly fileOf: (item: ReleasedItem, field: ReleasedField) => string;
};

/** Begins a row. */
export function rowOf(item: ReleasedItem, source: FhirSource): Row {
  const placed = new Set<string>();
  const fieldOf = (name: string): ReleasedField | undefined => {
    const field = source.fields[name];
    return field === undefined ? undefined : item.fields.find((each) => each.field === field);
  };
  const take: Row['take'] = (name, read) => {
    const field = fieldOf(name);
    if (field === undefined || field.redacted) return undefined;
    const value = read(field.value);
    if (value !== undefined) placed.add(field.field);
    return value;
  };
  return {
    item,
    take,
    oneOf: <T extends string>(name: string, allowed: readonly T[]) =>
      take(name, (value) => {
        const own = value ?? '';
        const word = source.codes[name]?.[own] ?? own;
        return allowed.find((each) => each === word);
      }),
    isRedacted: (name) => fieldOf(name)?.redacted === true,
    content: (name) => {
      const field = fieldOf(name);
      if (field?.content === undefined || field.content === null) return null;
      placed.add(field.field);
      return field.content;
    },
    concept: () => {
      const [code, display] = [take('code', codeOf), take('display', textOf)];
      const coding: Coding | undefined =
        code === undefined ? undefined : present<Coding>({ system: source.system, code, display });
      return present<CodeableConcept>({
        coding: coding === undefined ? undefined : [coding],
        text: display ?? code ?? 'Not given',
      });
    },
    rest: () =>
      item.fields.filter(
        ({ field, value, redacted, content }) =>
          !placed.has(field) && (redacted || content !== null || textOf(value) !== undefined),
      ),
  };
}

/** An object without the members that are not there. */
export const present = <T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;

/** A list, or nothing when it would be empty. */
export const listOf = <T>(...members: readonly (T | undefined)[]): T[] | undefined => {
  const those = members.filter((member) => member !== undefined);
  return those.length === 0 ? undefined : those;
};

/** Somebody, or something, that is named and is no resource of the package. */
export const named = (display: string | undefined): Reference | undefined =>
  display === undefined ? undefined : { display };

/** A coding of one of the code systems of HL7. */
export const hl7 = (system: string, code: string): Coding => ({
  system: `http://terminology.hl7.org/CodeSystem/${system}`,
  code,
});

const FIELD = 'urn:attestry:fhir:field';

/** What has no place of its own in FHIR, so that nothing of the record is lost on the way. */
export const restOf = (row: Row): Extension[] =>
  row.rest().map(({ title, value, redacted }) => ({
    url: FIELD,
    extension: [
      { url: 'title', valueString: textOf(title) ?? 'Field' },
      redacted
        ? { url: 'left-out', valueCode: 'masked' }
        : { url: 'value', valueString: textOf(value) ?? '' },
    ].filter(({ valueString }) => valueString !== ''),
  }));
