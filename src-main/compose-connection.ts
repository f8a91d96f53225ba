import { readFile } from 'node:fs/promises';
import type { Profile } from './base/config.ts';
import { Fault } from './base/fault.ts';
import type { SecretStore } from './base/secret-store.ts';
import { connectionFromUrl } from './clinic/index.ts';
import type { ClinicConnection } from './clinic/ports.ts';
import type { SampleStatus } from './sample/index.ts';

/** Where secrets of this profile are sealed, by the name under which the profile remembers it. */
export type Secrets = { readonly os: SecretStore | null; readonly file: SecretStore };

/**
 * The connection that the profile stands for.
 *
 * @throws Fault `profile-missing` when none is configured, `sample-unavailable` when the sample clinic is not running,
 * `profile-unreadable` when the password cannot be opened, `trust-unreadable` when the CA file is gone
 */
export async function connectionOf(
  profile: Profile,
  secrets: Secrets,
  sample: () => Promise<SampleStatus>,
): Promise<ClinicConnection> {
  if (profile.kind === 'sample') {
    const { state, clinic } = await sample();
    if (state !== 'running' || clinic === null)
      throw new Fault(
        'sample-unavailable',
        'The sample clinic is not running.',
        'Start it again; its data is kept.',
      );
    return connectionFromUrl(clinic.databaseUrl, null);
  }
  const { clinic } = profile;
  if (profile.kind === 'none' || clinic === null)
    throw new Fault(
      'profile-missing',
      'No clinic is connected in this profile yet.',
      'Connect to the clinic, or explore the sample clinic.',
    );
  return {
    host: clinic.host,
    port: clinic.port,
    database: clinic.database,
    user: clinic.user,
    password: await passwordOf(clinic, secrets),
    tls: clinic.tls,
    ca: clinic.caFile === null ? null : await readCa(clinic.caFile),
  };
}

async function passwordOf(clinic: NonNullable<Profile['clinic']>, secrets: Secrets): Promise<string> {
  const given = process.env.ATTESTRY_DATABASE_PASSWORD;
  if (given !== undefined) return given;
  if (clinic.secret === null) return '';
  const store = clinic.secretStore === 'os' ? secrets.os : secrets.file;
  if (store === null)
    throw new Fault(
      'profile-unreadable',
      "The database password is in the operating system's safe storage, which only the window can open.",
      'Set ATTESTRY_DATABASE_PASSWORD for this command, or connect once more from the command line.',
    );
  return store.open(Buffer.from(clinic.secret, 'base64'));
}

/** @throws Fault `trust-unreadable` */
export async function readCa(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new Fault(
    'trust-unreadable',
    'The CA certificate of the database server cannot be read, or it is not in PEM form.',
    'Ask your IT department for the CA certificate as a PEM file and choose it again.',
  );
}
