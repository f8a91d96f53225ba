import { mkdir, readFile } from 'node:fs/promises';
import { posix, resolve, win32 } from 'node:path';
import { z } from 'zod';
import { defaultMonitorSettings, monitorSettingsSchema } from '../../src-shared/audit/monitor.ts';
import { roleHolderSchema } from '../../src-shared/keys/roles.ts';
import { defaultPlans, plansSchema } from '../../src-shared/jobs/schedule.ts';
import { mappedTableSchema } from '../../src-shared/audit/tables.ts';
import {
  colourSchemeSchema,
  SIGN_OUT_AFTER,
  signOutAfterSchema,
  timeStampSettingsSchema,
} from '../../src-shared/settings/contract.ts';
import { deliverySettingsSchema, noDelivery } from '../../src-shared/rights/delivery.ts';
import { defaultRightsSettings, rightsSettingsSchema } from '../../src-shared/rights/settings.ts';
import { writeDurably } from './durable-file.ts';
import { codeOf, Fault } from './fault.ts';
import { turnsByName } from './turns.ts';

/** The version of the profile's format that this application reads and writes. */
export const PROFILE_VERSION = 1;

const pixels = z.number().int().min(-100_000).max(100_000);
/** HIPAA asks for six years (45 CFR 164.316(b)(2)); one more for what is disputed. */
const LOG_YEARS = 7;
const boundsSchema = z.strictObject({ x: pixels, y: pixels, width: pixels, height: pixels });
/** Where the window is on the screen, in pixels. */
export type WindowBounds = z.infer<typeof boundsSchema>;

// A variable that makes the loader run other code would undo the pinned module.
const moduleVariable = z.string().regex(/^(?!LD_|DYLD_|NODE_|ELECTRON_)[A-Z][A-Z0-9_]{0,63}$/);

const profileSchema = z
  .strictObject({
    version: z.literal(PROFILE_VERSION),
    kind: z.enum(['none', 'sample', 'clinic']),
    clinic: z
      .strictObject({
        host: z.string().min(1).max(255),
        port: z.number().int().min(1).max(65535),
        database: z.string().min(1).max(63),
        user: z.string().min(1).max(63),
        /** Absolute path of the CA certificate, or null for the system's trust store. */
        caFile: z.string().nullable(),
        tls: z.enum(['verify-full', 'loopback']),
        /** The sealed password, base64; null when it comes from elsewhere. */
        secret: z.base64().nullable(),
        secretStore: z.enum(['os', 'file-key', 'environment']),
        /** Whether there was a guard schema when it was connected: then its absence is no everyday thing. */
        guarded: z.boolean().default(true),
        /** Fingerprint of the log that was witnessed through this connection; null: none yet. */
        log: z
          .string()
          .regex(/^[0-9a-f]{64}$/)
          .nullable()
          .default(null),
      })
      .nullable(),
    token: z
      .strictObject({
        /** Absolute path of the PKCS#11 module. */
        module: z.string().min(1),
        moduleSha256: z.string().regex(/^[0-9a-f]{64}$/),
        label: z.string(),
        serial: z.string(),
        /** Variables the module's process needs, e.g. SOFTHSM2_CONF. */
        environment: z.record(moduleVariable, z.string()),
        /** CKA_ID of the chosen key, hexadecimal; null when there is only one. */
        keyId: z
          .string()
          .regex(/^[0-9a-f]{2,128}$/)
          .nullable(),
      })
      .nullable(),
    /** Audit tables without the guard schema that are watched. */
    tables: z.array(mappedTableSchema).max(1000).default([]),
    /** Module files the officer agreed to load, each as it was then. */
    modules: z
      .array(z.strictObject({ file: z.string().min(1), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
      .max(64)
      .default([]),
    /** The covered entity, and how it handles patients' requests. */
    rights: rightsSettingsSchema.default(defaultRightsSettings),
    /** Mail relay and portal for answers to patients. */
    delivery: deliverySettingsSchema.default(noDelivery),
    settings: z.strictObject({
      colourScheme: colourSchemeSchema,
      signOutAfter: signOutAfterSchema.default(SIGN_OUT_AFTER.usual),
      window: boundsSchema.nullable(),
      /** Years for which entries of the audit log are kept at least. */
      logYears: z.number().int().min(0).max(100).default(LOG_YEARS),
      monitor: monitorSettingsSchema.default(defaultMonitorSettings),
      schedule: plansSchema.default([...defaultPlans]),
      timeStamp: timeStampSettingsSchema.nullable().default(null),
      /** Whether the rows of one person may be erased (GDPR, Art. 17); HIPAA gives no right to it. */
      erasure: z.boolean().default(false),
      /** Who may do what with keys; empty: whoever is signed in is the officer. */
      roles: z.array(roleHolderSchema).max(200).default([]),
    }),
  })
  .readonly();

/** What this installation is connected to and how it looks. Holds no secret in clear. */
export type Profile = z.infer<typeof profileSchema>;

/** The profile of an installation that was never configured. */
export const emptyProfile: Profile = {
  version: PROFILE_VERSION,
  kind: 'none',
  clinic: null,
  token: null,
  tables: [],
  modules: [],
  rights: defaultRightsSettings,
  delivery: noDelivery,
  settings: {
    colourScheme: 'system',
    signOutAfter: SIGN_OUT_AFTER.usual,
    window: null,
    logYears: LOG_YEARS,
    monitor: defaultMonitorSettings,
    schedule: [...defaultPlans],
    timeStamp: null,
    erasure: false,
    roles: [],
  },
};

/** Where the default folder is looked for; the members of `process` that it depends on. */
export type Machine = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

/**
 * The folder of the profile: the one that was asked for, or the same user-data folder as Electron's, so that window and
 * command line share it.
 *
 * @param asked - the value of `--profile`, relative to the current folder
 */
export function profileFolder(asked: string | null, machine: Machine): string {
  if (asked !== null) return resolve(asked);
  const { platform, env, home } = machine;
  const given = (name: string): string | null =>
    env[name] === undefined || env[name] === '' ? null : env[name];
  if (platform === 'win32')
    return win32.join(given('APPDATA') ?? win32.join(home, 'AppData', 'Roaming'), 'Attestry');
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Attestry');
  return posix.join(given('XDG_CONFIG_HOME') ?? posix.join(home, '.config'), 'Attestry');
}

/**
 * The value of `--profile DIR` or `--profile=DIR` among arguments, or null.
 * @throws Fault `usage` when the folder is missing
 */
export function profileArgument(args: readonly string[]): string | null {
  const at = args.findIndex((arg) => arg === '--profile' || arg.startsWith('--profile='));
  const arg = args[at];
  if (arg === undefined) return null;
  const value = arg === '--profile' ? args[at + 1] : arg.slice('--profile='.length);
  if (value === undefined || value === '' || value.startsWith('--'))
    throw new Fault('usage', '--profile needs a folder.', 'Give the folder after it: --profile DIR.');
  return value;
}

const fileOf = (folder: string): string => resolve(folder, 'profile.json');

/**
 * The profile in a folder; {@link emptyProfile} when there is none yet.
 * @throws Fault `profile-unreadable` when the file is damaged, newer than this application, or may not be read
 */
export async function readProfile(folder: string): Promise<Profile> {
  let content: string;
  try {
    content = await readFile(fileOf(folder), 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return emptyProfile;
    throw unreadable(`cannot be opened (${codeOf(error) ?? 'unknown reason'})`, ALLOW, error);
  }
  const value = parsed(content);
  if (isNewer(value)) throw unreadable('was written by a newer version of Attestry', UPDATE);
  const profile = profileSchema.safeParse(value);
  // The schema's own error quotes what it found.
  if (!profile.success) throw unreadable('is damaged', RESTORE);
  return profile.data;
}

/**
 * Writes the profile durably, readable by its owner only. A file that cannot be read is never overwritten: it may hold
 * the only copy of a connection.
 *
 * @throws Fault `profile-unreadable` as {@link readProfile}; `disk-full`, `file-unwritable`
 */
export async function writeProfile(folder: string, profile: Profile): Promise<void> {
  await readProfile(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => undefined);
  const checked = profileSchema.parse(profile);
  await writeDurably(fileOf(folder), `${JSON.stringify(checked, null, 2)}\n`, { mode: 0o600 });
}

const inTurn = turnsByName();

/**
 * Reads, changes and writes the profile; changes of this process happen one after the other.
 *
 * @returns the profile as written
 * @throws Fault as {@link writeProfile}
 */
export function updateProfile(folder: string, change: (profile: Profile) => Profile): Promise<Profile> {
  return inTurn(folder, async () => {
    const changed = change(await readProfile(folder));
    await writeProfile(folder, changed);
    return changed;
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw unreadable('is damaged', RESTORE);
  }
}

const isNewer = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'version' in value &&
  typeof value.version === 'number' &&
  value.version > PROFILE_VERSION;

const RESTORE =
  'Put back profile.json from a backup, or move the file away and connect anew; witness and reports stay.';
const UPDATE = 'Install the newest version of Attestry on this machine; the file was left as it is.';
const ALLOW =
  'Ask your IT department to let your account read the profile folder; the file was left as it is.';

const unreadable = (why: string, remedy: string, cause?: unknown): Fault =>
  new Fault('profile-unreadable', `The profile (profile.json) ${why}.`, remedy, cause);
