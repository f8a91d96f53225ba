import { z } from 'zod';
import { readLinedAs } from '../../base/lined-document.ts';

/** What a clinic may keep, and the columns that tests know of it; every one of them is optional. */
export const KEPT = {
  accounts: [
    'key',
    'name',
    'person',
    'human',
    'active',
    'mfa',
    'createdAt',
    'passwordChangedAt',
    'disabledAt',
  ],
  people: ['key', 'job', 'hiredOn', 'leftOn'],
  grants: ['account', 'role', 'grantedAt', 'grantedBy', 'revokedAt'],
  roles: ['key', 'name'],
  jobRoles: ['job', 'role'],
  accessReviews: ['role', 'reviewedOn', 'reviewedBy'],
  patients: ['key', 'number', 'birthDate', 'registeredOn', 'noticeGivenOn', 'noticeAcknowledgedOn'],
  changes: [
    'key',
    'object',
    'emergency',
    'requestedBy',
    'approvedBy',
    'approvedAt',
    'testedAt',
    'deployedAt',
    'reviewedAt',
  ],
  backups: ['key', 'startedAt', 'finishedAt', 'completed', 'encrypted', 'offSite'],
  restores: ['key', 'startedAt', 'finishedAt', 'passed', 'differences'],
  training: ['person', 'course', 'completedOn'],
  partners: ['key', 'handlesRecords', 'signedOn', 'endsOn', 'reportsBreaches', 'assessedOn'],
  incidents: ['key', 'detectedAt', 'assessedAt', 'breach', 'notifiedOn', 'closedAt', 'lesson'],
  disposals: ['key', 'disposedOn', 'method', 'certificate'],
  riskAnalyses: ['key', 'completedOn', 'approvedBy', 'approvedOn'],
  disclosures: [
    'key',
    'patient',
    'at',
    'recipient',
    'address',
    'description',
    'purpose',
    'basis',
    'accountable',
  ],
  consents: ['key', 'patient', 'kind', 'status', 'givenOn', 'withdrawnOn'],
  connections: ['key', 'address', 'scopes', 'active', 'secret', 'lastUsedAt'],
} as const;
export type Kept = keyof typeof KEPT;
export type ColumnOf<K extends Kept> = (typeof KEPT)[K][number];

const sqlName = z
  .string()
  .min(1, 'must not be empty')
  .max(63, 'is longer than a name in the database can be');
/** A column, or for yes and no the values of a column that mean yes. */
const columnSchema = z.union([
  sqlName,
  z.strictObject({ column: sqlName, in: z.array(z.string().max(200)).min(1).max(100) }),
]);
export type MappedColumn = z.infer<typeof columnSchema>;

const tableOf = (kept: Kept) =>
  z
    .strictObject({
      schema: sqlName,
      table: sqlName,
      columns: z.strictObject(
        Object.fromEntries(KEPT[kept].map((name) => [name, columnSchema.optional()] as const)),
      ),
    })
    .optional();
export type MappedTable = {
  readonly schema: string;
  readonly table: string;
  readonly columns: Readonly<Record<string, MappedColumn | undefined>>;
};

/** Where a clinic keeps what control tests look at. */
export const controlsMapSchema = z.strictObject({
  format: z.literal('attestry/controls-map'),
  version: z.literal(1),
  name: z.string().trim().min(1).max(120),
  /** Role that the connection takes on to read these tables and nothing else; null: the user's own rights. */
  role: sqlName.nullable(),
  /** The clinic's own schemas: what is deployed in them has to have a change record. */
  schemas: z.array(sqlName).min(1).max(50),
  /** The day on which the clinic's own clock stands still; without it, the server's day. Only for copies and samples. */
  today: z.iso.date().optional(),
  tables: z.strictObject(
    Object.fromEntries((Object.keys(KEPT) as Kept[]).map((kept) => [kept, tableOf(kept)] as const)),
  ),
  /** Other values for the parameters of tests, by test and name. */
  parameters: z
    .record(z.string().max(60), z.record(z.string().max(60), z.union([z.number(), z.string().max(200)])))
    .default({}),
});
export type ControlsMap = Omit<z.infer<typeof controlsMapSchema>, 'tables'> & {
  readonly tables: Readonly<Partial<Record<Kept, MappedTable>>>;
};

export type MapProblem = { readonly line: number | null; readonly text: string };
const MOST_BYTES = 1024 * 1024;

/** Reads a map from YAML or JSON. All problems are told at once, each with its line, for whoever writes it. */
export function readControlsMap(
  text: string,
):
  | { readonly map: ControlsMap; readonly problems: readonly [] }
  | { readonly map: null; readonly problems: readonly MapProblem[] } {
  const { value, problems } = readLinedAs(Buffer.from(text, 'utf8'), MOST_BYTES, controlsMapSchema);
  return problems === null ? { map: value, problems: [] } : { map: null, problems };
}
