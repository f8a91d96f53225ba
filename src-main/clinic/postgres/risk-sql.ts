import type { RiskMap } from '../../../src-shared/risk/map.ts';
import { quoted } from './tables/session.ts';

type Table = { readonly schema: string; readonly table: string };
const relation = ({ schema, table }: Table): string => `${quoted(schema)}.${quoted(table)}`;
const of = (alias: string, column: string | undefined): string =>
  column === undefined ? 'null' : `${alias}.${quoted(column)}`;
const text = (alias: string, column: string | undefined): string => `${of(alias, column)}::text`;
const digest = (value: string): string => `encode(sha256(convert_to(lower(btrim(${value})), 'UTF8')), 'hex')`;
/** The street without its numbers, and the postal code. */
const street = (value: string): string =>
  `btrim(regexp_replace(lower(split_part(${value}, ',', 1)), '[0-9]+[a-z]?', '', 'g'))`;

/** Digests of the surnames that more than $1 of 1,000 patients have. */
export function commonSurnames({ patients }: RiskMap): string {
  if (patients.familyName === undefined) return 'select null::text as digest where $1::float8 is null';
  const name = text('p', patients.familyName);
  return `select ${digest(name)} as digest from ${relation(patients)} p where ${name} is not null
    group by lower(btrim(${name})), 1 having count(*) * 1000.0 > $1::float8 * (select count(*) from ${relation(patients)})`;
}

/** Whether somebody cares for a patient: one of the tables says so for that day. */
function careOf(map: RiskMap): string {
  if (map.care.length === 0) return 'null::boolean';
  const sources = map.care.map((source) => {
    const from =
      source.from === undefined
        ? ''
        : ` and ask.at >= c.${quoted(source.from)}::timestamptz - interval '${String(source.daysBefore)} days'`;
    // Who has no end yet cares still; what has only a beginning ends by itself.
    const end = source.to ?? source.from;
    const open = source.to === undefined ? '' : `c.${quoted(source.to)} is null or `;
    const to =
      end === undefined
        ? ''
        : ` and (${open}ask.at < c.${quoted(end)}::timestamptz + interval '${String(source.daysAfter + 1)} days')`;
    return `exists (select from ${relation(source)} c where c.${quoted(source.patient)} = p.${quoted(map.patients.id)}
      and c.${quoted(source.staff)} = s.${quoted(map.staff.id)}${from}${to})`;
  });
  return `case when p.${quoted(map.patients.id)} is not null and s.${quoted(map.staff.id)} is not null then ${sources.join(' or ')} end`;
}

/** On duty, where the calendar covers the day: somebody has a shift on it. */
function shiftOf({ shifts, staff }: RiskMap): string {
  if (shifts === undefined) return 'null::boolean';
  const [from, to] = [`h.${quoted(shifts.from)}`, `h.${quoted(shifts.to)}`];
  return `case when s.${quoted(staff.id)} is not null and covered.told
    then exists (select from ${relation(shifts)} h where h.${quoted(shifts.staff)} = s.${quoted(staff.id)}
      and ask.at between ${from} - $5::float8 * interval '1 minute' and ${to} + $5::float8 * interval '1 minute') end`;
}

/** Days on which somebody has a shift: asked once for each day, not for each access. */
function coveredDays({ shifts }: RiskMap): string {
  const told =
    shifts === undefined
      ? 'false'
      : `exists (select from ${relation(shifts)} h where h.${quoted(shifts.from)} < d.day + interval '1 day' and h.${quoted(shifts.to)} > d.day)`;
  return `covered as materialized (select d.day, ${told} as told from (select distinct date_trunc('day', at) as day from ask) d)`;
}

/** The type of the patients' key. */
export const keyTypeQuery = `select format_type(a.atttypid, null) as type from pg_attribute a
  where a.attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and a.attname = $3 and not a.attisdropped`;

/**
 * One row for each of the logins $1, patients $2 and times $3, in their order; $4 are digests of surnames that are not rare, $5
 * minutes around a shift. Names and addresses are compared here: the answer has yes, no and numbers.
 *
 * @param keyType - see {@link keyTypeQuery}; the log names patients by uuid
 */
export function relationQuery(map: RiskMap, keyType: string): string {
  const { accounts, staff, patients } = map;
  const id = quoted(patients.id);
  const known = `p.${id} is not null and s.${quoted(staff.id)} is not null`;
  const own =
    staff.patient === undefined
      ? 'null::boolean'
      : `case when ${known} then coalesce(s.${quoted(staff.patient)} = p.${id}, false) end`;
  const coWorker =
    staff.patient === undefined
      ? 'null::boolean'
      : `case when ${known} then exists (select from ${relation(staff)} o where o.${quoted(staff.patient)} = p.${id} and o.${quoted(staff.id)} <> s.${quoted(staff.id)}) end`;
  const name = { staff: text('s', staff.familyName), patient: text('p', patients.familyName) };
  const surname =
    staff.familyName === undefined || patients.familyName === undefined
      ? 'null::boolean'
      : `case when ${known} then coalesce(lower(btrim(${name.staff})) = lower(btrim(${name.patient})) and ${digest(name.patient)} <> all ($4::text[]), false) end`;
  // Home of the member of staff: their own columns, or those of the patient that they are.
  const home = {
    line: `coalesce(${text('s', staff.home?.street)}, ${text('self', patients.home?.street)})`,
    code: `coalesce(${text('s', staff.home?.postalCode)}, ${text('self', patients.home?.postalCode)})`,
  };
  const theirs = { line: text('p', patients.home?.street), code: text('p', patients.home?.postalCode) };
  const sameHome = `coalesce(lower(btrim(${home.line})) = lower(btrim(${theirs.line})) and ${home.code} = ${theirs.code}, false)`;
  const ward =
    patients.guardian === undefined || staff.patient === undefined
      ? 'false'
      : `coalesce(p.${quoted(patients.guardian)} = s.${quoted(staff.patient)}, false) or coalesce(self.${quoted(patients.guardian)} = p.${id}, false)`;
  const hasHome = patients.home !== undefined;
  return `with ask as (select * from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as a(login, patient, at, n)
      where $4::text[] is not null and $5::float8 is not null), ${coveredDays(map)}
    select s.${quoted(staff.id)} is not null as person, ${text('s', staff.job)} as job, ${shiftOf(map)} as "onShift",
           ${own} as own, ${coWorker} as "coWorker",
           ${hasHome || patients.guardian !== undefined ? `case when ${known} then ${sameHome} or ${ward} end` : 'null::boolean'} as household,
           ${surname} as surname,
           ${hasHome ? `case when ${known} then coalesce(not ${sameHome} and ${street(home.line)} = ${street(theirs.line)} and ${home.code} = ${theirs.code}, false) end` : 'null::boolean'} as neighbour,
           ${patients.watched === undefined ? 'null::boolean' : `coalesce(p.${quoted(patients.watched)}, false)`} as watched,
           ${patients.deceasedOn === undefined ? 'null::float8' : `case when p.${quoted(patients.deceasedOn)}::date <= ask.at::date then (ask.at::date - p.${quoted(patients.deceasedOn)}::date)::float8 end`} as "deadForDays",
           ${careOf(map)} as care
      from ask join covered on covered.day = date_trunc('day', ask.at)
      left join ${relation(accounts)} u on u.${quoted(accounts.login)} = ask.login
      left join ${relation(staff)} s on s.${quoted(staff.id)} = u.${quoted(accounts.staff)}
      left join ${relation(patients)} p on ${keyType === 'uuid' ? `p.${id} = ask.patient::uuid` : `p.${id}::text = ask.patient`}
      left join ${relation(patients)} self on ${staff.patient === undefined ? 'false' : `self.${id} = s.${quoted(staff.patient)}`}
     order by ask.n`;
}
