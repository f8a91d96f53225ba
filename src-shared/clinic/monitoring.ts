import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import { SEVERITIES } from './security-event-types.ts';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
/** Patients in reports of access: the same pseudonym throughout one database. */
export const pseudonymSchema = z.string().regex(/^P-[0-9a-f]{12}$/);

/** Which accesses to patient data: days in UTC, both included. */
export const accessFilterSchema = z.strictObject({
  from: day.nullable(),
  to: day.nullable(),
  actor: z.string().trim().min(1).max(300).nullable(),
  patient: pseudonymSchema.nullable(),
});
export type AccessFilter = z.infer<typeof accessFilterSchema>;

/** What one person did with the data of one patient on one day. */
export const accessRowSchema = z.strictObject({
  day,
  actor: text,
  role: text.nullable(),
  patient: pseudonymSchema,
  reads: count,
  changes: count,
  exports: count,
  refused: count,
  firstAt: instant,
  lastAt: instant,
});
export type AccessRow = z.infer<typeof accessRowSchema>;

/** The controls whose standing is computed from facts in the database. */
export const CONTROLS = [
  'access-control',
  'data-retention',
  'input-validation',
  'leakage',
  'monitoring',
  'audit-logging',
  'incident-response',
  'availability',
  'data-privacy',
  'disposal',
] as const;
export const controlStandingSchema = z.strictObject({
  control: z.enum(CONTROLS),
  state: z.enum(['met', 'not-met', 'could-not-tell']),
  /** What it was computed from: names of our own, and numbers, flags or instants. */
  facts: z.array(z.tuple([text, z.union([z.number(), z.boolean(), text, z.null()])])).max(20),
});
export type ControlStanding = z.infer<typeof controlStandingSchema>;

export const capacitySchema = z.strictObject({
  databaseBytes: count,
  logBytes: count,
  /** Measures of the last 90 days, and since when. */
  measures: count,
  since: instant.nullable(),
  /** Growth in a day; `measured` by at least a day of measures, `estimated` from the newest entries of the log. */
  growth: z.strictObject({ bytesPerDay: z.number(), by: z.enum(['measured', 'estimated']) }).nullable(),
  sizes: z.array(z.strictObject({ day, databaseBytes: count, logBytes: count })).max(400),
  entries: z.array(z.strictObject({ day, entries: count })).max(60),
  tables: z.array(z.strictObject({ schema: text, table: text, bytes: count, rows: count })).max(20),
  /** `absent`: nothing in this server measures statements; `not-loaded`: something is installed, but does not run. */
  statements: z.strictObject({
    state: z.enum(['measured', 'absent', 'not-loaded']),
    rows: z.array(z.strictObject({ text, calls: count, meanMs: z.number(), totalMs: z.number() })).max(50),
  }),
});
export type Capacity = z.infer<typeof capacitySchema>;

/** Security events, connections and retention in figures; one row for each severity, connection and rule. */
export const dashboardSchema = z.strictObject({
  severities: z
    .array(
      z.strictObject({
        severity: z.enum(SEVERITIES),
        events: count,
        /** For somebody to look into. */
        waiting: count,
        /** Critical ones that nobody answered within 15 minutes. */
        overdue: count,
        lastDay: count,
        oldestWaiting: instant.nullable(),
      }),
    )
    .max(10),
  connections: z
    .array(
      z.strictObject({
        connectionId: text,
        lastExchange: instant.nullable(),
        /** Of the last day. */
        exchanges: count,
        failures: count,
      }),
    )
    .max(1000),
  retention: z
    .array(
      z.strictObject({
        schema: text,
        table: text,
        /** Legal holds that stand, those on every table among them. */
        holds: count,
        /** Rows deleted under the rule so far. */
        deleted: count,
      }),
    )
    .max(10_000),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

export const monitoringContract = {
  /** query: who looked at, changed or took away whose data, the newest day first. */
  'monitoring.access': {
    input: accessFilterSchema,
    output: z.strictObject({
      rows: z.array(accessRowSchema).max(500),
      /** How many there are in all. */
      total: count,
      people: count,
      patients: count,
    }),
  },
  /** command: asks where to, then writes the report as CSV. Recorded in the activity log. */
  'monitoring.save-access': {
    input: accessFilterSchema,
    output: z.strictObject({ saved: z.strictObject({ handle: opaqueId, name: text }).nullable() }),
  },
  /** query: size, growth, the largest tables and the slowest statements. */
  'monitoring.capacity': { input: nothing, output: capacitySchema },
  /** query: security events by severity, health of connections, what was deleted under each rule. */
  'monitoring.dashboard': { input: nothing, output: dashboardSchema },
  /** query: how each control stands, with the facts. */
  'monitoring.controls': {
    input: nothing,
    output: z.strictObject({ rows: z.array(controlStandingSchema).max(20) }),
  },
} as const;
