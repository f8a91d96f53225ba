import { createHash } from 'node:crypto';

// What FHIR R4 allows in its primitive types; what the record says otherwise is kept as text elsewhere, never bent.

// Neither FHIR strings nor XML 1.0 know these; nothing that can be read is lost with them.
const ILLEGAL = /[[\p{Cc}\ufffe\uffff]--[\t\n\r\u0080-\u009f]]/gv;
const YEAR = '([1-9][0-9]{3}|[0-9]{3}[1-9])';
const DAY = new RegExp(`^${YEAR}-[0-9]{2}-[0-9]{2}$`);
const MOMENT = new RegExp(
  `^(${YEAR}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)(Z|[+-][0-9]{2}(?::?[0-9]{2})?)$`,
);
const DECIMAL = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/** A text that FHIR and XML can hold; undefined when nothing is left of it. */
export function textOf(value: string | null): string | undefined {
  const text = value?.toWellFormed().replaceAll(ILLEGAL, '') ?? '';
  return /\S/.test(text) ? text : undefined;
}

/** A code: no blanks at its ends, single ones inside. */
export const codeOf = (value: string | null): string | undefined =>
  textOf(value)?.trim().replaceAll(/\s+/g, ' ');

/** A day, or the day of an instant; undefined for anything else, such as `infinity`. */
export function dateOf(value: string | null): string | undefined {
  const day = value?.slice(0, 10) ?? '';
  return DAY.test(day) && isDay(day) ? day : undefined;
}

/** An instant as FHIR writes it, from the forms of PostgreSQL; its fractions are kept. */
export function instantOf(value: string | null): string | undefined {
  const [, day = '', , time = '', zone = ''] = MOMENT.exec(value ?? '') ?? [];
  if (!isDay(day)) return undefined;
  const offset = /^([+-][0-9]{2}):?([0-9]{2})?$/.exec(zone);
  return `${day}T${time}${offset === null ? 'Z' : `${offset[1] ?? '+00'}:${offset[2] ?? '00'}`}`;
}

/** A day or an instant. */
export const dateTimeOf = (value: string | null): string | undefined =>
  instantOf(value) ?? (value !== null && value.length === 10 ? dateOf(value) : undefined);

/** A decimal as it is written; undefined for `NaN` and the like. */
export const decimalOf = (value: string | null): string | undefined =>
  value !== null && DECIMAL.test(value) ? value : undefined;

const isDay = (day: string): boolean => {
  const moment = new Date(`${day}T00:00:00Z`);
  return day !== '' && !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === day;
};

/** Gives each thing of a package its UUID (RFC 9562, version 8): the same whenever the package is made again. */
export const uuids =
  (packageSeed: string) =>
  (...names: readonly string[]): string => {
    const hex = createHash('sha256')
      .update(JSON.stringify([packageSeed, ...names]))
      .digest('hex');
    const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 0x3) | 0x8).toString(16);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `8${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  };
