import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Deadline, periodSchema } from '../../src-shared/rights/deadlines.ts';
import type { CasePolicy } from '../../src-shared/rights/policy.ts';
import type { KnownState } from '../../src-shared/rights/settings.ts';
import type { Opening } from '../../src-shared/rights/steps.ts';
import { caseTypeSchema, civilDateSchema } from '../../src-shared/rights/words.ts';
import { endOf, type IsOpen, isWeekday, openOnOrAfter } from './clock.ts';

const month = z.number().int().min(1).max(12);
const holidaySchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    name: z.string(),
    month,
    day: z.number().int().min(1).max(31),
    since: z.number().int(),
  }),
  z.strictObject({
    kind: z.literal('weekday'),
    name: z.string(),
    month,
    /** 1 is Monday. */
    weekday: z.number().int().min(1).max(7),
    /** Which of the month; -1 is the last. */
    nth: z.number().int().min(-1).max(5),
    since: z.number().int(),
  }),
]);

const ruleSchema = z.strictObject({
  id: z.string().max(60),
  /** `US`, `US-CA`, `EU`. */
  jurisdiction: z.string().regex(/^[A-Z]{2}(-[A-Z]{2})?$/),
  types: z.array(caseTypeSchema).min(1),
  label: z.string(),
  basis: z.string(),
  /** Counts only when the person wants to look, or only when they want a copy; null: always. */
  inspect: z.boolean().nullable(),
  /** Counts only for electronic records. */
  electronicOnly: z.boolean(),
  period: periodSchema,
  /** Added to the first period, once; null: the law has no extension. */
  extension: periodSchema.nullable(),
  /** An end on a closed day moves to the next open one. */
  rolls: z.boolean(),
  /** First day of receipt that it counts for, and the first that it does not. */
  effective: civilDateSchema,
  until: civilDateSchema.nullable(),
});

/** The data file of the periods (resources/rights/periods.json). */
export const periodsSchema = z.strictObject({
  version: z.string().max(40),
  /** Names of the states that have rules of their own. */
  states: z.record(z.string().regex(/^US-[A-Z]{2}$/), z.string().max(60)),
  rules: z.array(ruleSchema).min(1),
  holidays: z.array(holidaySchema),
});
export type Periods = z.infer<typeof periodsSchema>;
type Rule = Periods['rules'][number];

/** The states that have stricter periods, with the words of each. */
export const statesOf = ({ states, rules }: Periods): readonly KnownState[] =>
  Object.entries(states).map(([state, name]) => ({
    ...{ state, name },
    periods: rules
      .filter(({ jurisdiction, until }) => jurisdiction === state && until === null)
      .map(({ label, basis }) => `${label} (${basis})`),
  }));

/** Federal holidays of a year as they are observed (5 U.S.C. 6103): on a Saturday the day before, on a Sunday the day after. */
function holidaysOf(year: number, rules: Periods['holidays']): readonly string[] {
  return rules
    .filter(({ since }) => year >= since)
    .map((rule) => {
      if (rule.kind === 'weekday') return weekdayOf(year, rule.month, rule.weekday, rule.nth);
      const date = Temporal.PlainDate.from({ year, month: rule.month, day: rule.day });
      return date.add({ days: date.dayOfWeek === 6 ? -1 : date.dayOfWeek === 7 ? 1 : 0 });
    })
    .map(String);
}

function weekdayOf(year: number, month: number, weekday: number, nth: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  if (nth > 0) return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + (nth - 1) * 7 });
  const last = first.with({ day: first.daysInMonth });
  return last.subtract({ days: (last.dayOfWeek - weekday + 7) % 7 });
}

/**
 * Open days: Monday to Friday without federal holidays.
 *
 * @param closed - further days on which the entity is closed
 */
export function officeDays(rules: Periods['holidays'], closed: readonly string[]): IsOpen {
  const years = new Map<number, ReadonlySet<string>>();
  const extra = new Set(closed);
  return (date) => {
    if (!isWeekday(date) || extra.has(date.toString())) return false;
    // New Year's Day on a Saturday is observed in the year before.
    return ![date.year, date.year + 1].some((year) => {
      const known = years.get(year) ?? new Set(holidaysOf(year, rules));
      years.set(year, known);
      return known.has(date.toString());
    });
  };
}

/** Open days of the periods of the GDPR: weekends and the days the entity names. */
export const officeDaysEu =
  (closed: readonly string[]): IsOpen =>
  (date) =>
    isWeekday(date) && !closed.includes(date.toString());

const applies = (rule: Rule, opening: Opening, jurisdictions: readonly string[]): boolean =>
  rule.types.includes(opening.type) &&
  jurisdictions.includes(rule.jurisdiction) &&
  rule.effective <= opening.receivedOn &&
  (rule.until === null || opening.receivedOn < rule.until) &&
  (rule.inspect === null || rule.inspect === opening.inspect) &&
  (!rule.electronicOnly || opening.electronic);

/**
 * Every period that runs on a case from its receipt on, to be stamped on it. A right without a period in law gets the
 * entity's own target.
 *
 * @param state - the entity's state, as `US-CA`; null for none
 * @throws RangeError when no rule covers the day of receipt
 */
export function deadlinesFor(
  opening: Opening,
  state: string | null,
  policy: CasePolicy,
  closed: readonly string[],
  periods: Periods,
): readonly Deadline[] {
  const { type, receivedOn } = opening;
  const gdpr = type === 'gdpr-erasure' || type === 'gdpr-portability';
  const jurisdictions = gdpr ? ['EU'] : ['US', ...(state === null ? [] : [state])];
  // Days that the entity closes by its own choice lengthen no legal period of the United States.
  const isOpen = gdpr ? officeDaysEu(closed) : officeDays(periods.holidays, []);
  const legal = periods.rules
    .filter((rule) => applies(rule, opening, jurisdictions))
    .map((rule): Deadline => {
      const roll = (iso: string): string => (rule.rolls ? openOnOrAfter(iso, isOpen) : iso);
      const firstEnd = endOf(receivedOn, rule.period, isOpen);
      const firstDue = roll(firstEnd);
      return {
        ...{ rule: rule.id, version: periods.version, kind: 'legal', label: rule.label, basis: rule.basis },
        ...{ period: rule.period, firstDue, due: firstDue },
        latestDue: rule.extension === null ? null : roll(latestEnd(rule, receivedOn, firstEnd, isOpen)),
      };
    });
  if (legal.length > 0) return legal;
  if (type !== 'restriction' && type !== 'confidential-communications' && type !== 'complaint')
    throw new RangeError(`no period covers ${type} received on ${receivedOn}`);
  const period = { amount: policy.targets[type], unit: 'calendar-days' } as const;
  const due = endOf(receivedOn, period, isOpen);
  return [
    {
      ...{ rule: `target-${type}`, version: periods.version, kind: 'internal', basis: 'house rule' },
      label: `${period.amount} days from receipt, an internal target`,
      ...{ period, firstDue: due, latestDue: null, due },
    },
  ];
}

/** Months are counted from receipt: a month and two more are three months, whatever the lengths between. */
const latestEnd = (rule: Rule, receivedOn: string, firstEnd: string, isOpen: IsOpen): string => {
  const { period, extension } = rule;
  if (extension === null) return firstEnd;
  return period.unit === 'months' && extension.unit === 'months'
    ? endOf(receivedOn, { amount: period.amount + extension.amount, unit: 'months' }, isOpen)
    : endOf(firstEnd, extension, isOpen);
};
