import pg from 'pg';
import { EXCLUSION_RULES, type MapRule, type MapSource } from '../../../src-shared/rights/dossier-map.ts';
import type { Wanted } from '../../rights/ports.ts';
import { quoted } from './tables/session.ts';

/** Texts up to this many bytes come with their row; longer ones, and documents, are read in pieces. */
const SHORT_BYTES = 64 * 1024;
export const PIECE_BYTES = 768 * 1024;
/** At most four bytes each in UTF-8. */
export const PIECE_CHARACTERS = 192 * 1024;

/** What the rows of a source must satisfy, in SQL over `t`; `$1` are the ids of the patient. */
export type Conditions = {
  readonly patient: string;
  readonly period: string;
  /** Code of why a row is never read, or null in SQL; null: all are read. */
  readonly unread: string | null;
  /** Code of why a row is held. */
  readonly held: string | null;
  /** Whether it is a Part 2 record. */
  readonly part2: string;
};

export const relation = ({ schema, table }: { readonly schema: string; readonly table: string }): string =>
  `${quoted(schema)}.${quoted(table)}`;

/** Builds the conditions. Names and values of the map are quoted; the patient is a parameter. */
export function conditions(source: MapSource, wanted: Wanted): Conditions {
  const day = source.day === undefined ? null : `t.${quoted(source.day)}::date`;
  const bounds = [
    ...(day === null || wanted.from === null ? [] : [`${day} >= ${literal(wanted.from)}::date`]),
    ...(day === null || wanted.until === null ? [] : [`${day} <= ${literal(wanted.until)}::date`]),
  ];
  // What has no day is in every period: nothing is lost because a day was not written down.
  const period = bounds.length === 0 ? 'true' : `(${day ?? ''} is null or (${bounds.join(' and ')}))`;
  const of = (effect: 'unread' | 'held') =>
    source.exclude.filter(({ code }) => effectOf(code, wanted) === effect);
  const cases = (rules: readonly MapRule[], strict: boolean): string | null =>
    rules.length === 0
      ? null
      : `(case ${rules.map((rule) => `when ${applies(rule, strict)} then '${rule.code}'`).join(' ')} end)`;
  const unread =
    source.apart === undefined || effectOf(source.apart, wanted) === null
      ? cases(of('unread'), true)
      : `'${source.apart}'::text`;
  const held = cases(of('held'), false);
  const part2 = source.exclude.filter(({ code }) => code === 'part-2');
  return {
    ...{ patient: `t.${quoted(source.patient)} = any($1)`, period, unread, held },
    part2: part2.length === 0 ? 'false' : `(${part2.map((rule) => applies(rule, true)).join(' or ')})`,
  };
}

export const literal = (text: string): string => pg.escapeLiteral(text);
export const list = (texts: readonly string[]): string => `array[${texts.map(literal).join(', ')}]::text[]`;

/** What an exclusion does to this answer; null: nothing. */
function effectOf(code: MapRule['code'], { forOthers, part2Consent }: Wanted): 'unread' | 'held' | null {
  const { effect, othersOnly } = EXCLUSION_RULES[code];
  if (othersOnly && !forOthers) return null;
  if (code === 'part-2' && part2Consent) return null;
  return effect;
}

/**
 * Whether a rule applies to a row.
 *
 * @param strict - a row whose mark cannot be found counts as marked: what must not be read is not read by accident
 */
function applies(rule: MapRule, strict: boolean): string {
  const test = (column: string): string =>
    rule.in !== undefined
      ? `${column}::text = any(${list(rule.in)})`
      : `${column}::text <> all(${list(rule.notIn ?? [])})`;
  const { through } = rule;
  if (through === undefined) return `coalesce(${test(`t.${quoted(rule.column)}`)}, false)`;
  const other = `select 1 from ${relation(through)} x where x.${quoted(through.key)} = t.${quoted(through.column)}`;
  const marked = `exists (${other} and ${test(`x.${quoted(rule.column)}`)})`;
  return strict
    ? `(${marked} or (t.${quoted(through.column)} is not null and not exists (${other})))`
    : marked;
}

/** The columns of a source: each value as `v0`, and how long it is as `l0` where it may be long. */
export function columnsAsked(source: MapSource): readonly string[] {
  return source.columns.flatMap(({ column, kind, shown }, at) => {
    const name = `t.${quoted(column)}`;
    if (shown !== undefined)
      return [
        `(select concat_ws(' ', ${shown.columns.map((each) => `x.${quoted(each)}`).join(', ')}) from ${relation(shown)} x
           where x.${quoted(shown.key)} = ${name}) as v${at}`,
      ];
    switch (kind) {
      case 'content':
        return [`octet_length(${name}) as l${at}`];
      case 'date':
        return [`to_char(${name}::date, 'YYYY-MM-DD') as v${at}`];
      case 'instant':
        return [`to_char(timezone('UTC', ${name}::timestamptz), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as v${at}`];
      case 'yes-no':
        return [`${name}::boolean::text as v${at}`];
      case 'number':
      case 'code':
        return [`${name}::text as v${at}`];
      case 'text':
        return [
          `case when octet_length(${name}::text) <= ${SHORT_BYTES} then ${name}::text end as v${at}`,
          `octet_length(${name}::text) as l${at}`,
        ];
    }
  });
}
