import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { writeDurably } from '../base/durable-file.ts';
import { Fault } from '../base/fault.ts';
import { type OpenTokenModule } from '../token/ports.ts';
import { runCommand } from './command.ts';
import { type SampleClinic } from './ports.ts';

/** The part of the sample clinic that is about its token. */
export type SampleToken = Pick<
  SampleClinic,
  'module' | 'tokenLabel' | 'tokenSerial' | 'softhsmConf' | 'pin' | 'caCertificate'
>;

const LABEL = 'Attestry sample';
const PIN = '271828';
const SECURITY_OFFICER_PIN = '31415926';
const KEY_LABEL = 'Compliance officer signing key';
const INIT_TIMEOUT_MS = 60_000;

const MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/lib64/softhsm/libsofthsm2.so',
  '/opt/homebrew/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  'C:\\SoftHSM2\\lib\\softhsm2-x64.dll',
];

/**
 * Makes a software token in the folder, with a signing key that cannot leave it and a certificate from a sample CA.
 * What was in the folder before is removed.
 *
 * @throws Fault `sample-unavailable` without SoftHSM 2, `sample-failed`, and those of TokenModule
 */
export async function makeToken(folder: string, openModule: OpenTokenModule): Promise<SampleToken> {
  const module = await findModule();
  const tokens = join(folder, 'tokens');
  const softhsmConf = join(folder, 'softhsm2.conf');
  await rm(tokens, { recursive: true, force: true });
  await mkdir(tokens, { recursive: true, mode: 0o700 });
  await writeFile(
    softhsmConf,
    `directories.tokendir = ${tokens}\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n`,
    { mode: 0o600 },
  );
  const environment = { SOFTHSM2_CONF: softhsmConf };
  const made = await runCommand(
    'softhsm2-util',
    ['--init-token', '--free', '--label', LABEL, '--so-pin', SECURITY_OFFICER_PIN, '--pin', PIN],
    { timeoutMs: INIT_TIMEOUT_MS, environment },
  );
  if (made.code !== 0) throw initFault(made.output);
  const token = openModule(module, environment);
  try {
    const serial = (await token.tokens()).find((one) => one.label.trim() === LABEL)?.serial;
    if (serial === undefined) throw initFault('token not listed');
    const caCertificate = join(folder, 'ca.pem');
    await provision(token, serial, caCertificate);
    return { module, tokenLabel: LABEL, tokenSerial: serial, softhsmConf, pin: PIN, caCertificate };
  } finally {
    await token.close();
  }
}

async function provision(
  token: ReturnType<OpenTokenModule>,
  serial: string,
  caCertificate: string,
): Promise<void> {
  const keyId = randomBytes(8).toString('hex');
  await token.signIn(serial, PIN);
  const publicKey = await token.generateSigningKey(serial, keyId, KEY_LABEL);
  // Loaded when it is needed: the certificate library would slow every other start down.
  const { issueOfficerCertificate } = await import('./authority.ts');
  const issued = await issueOfficerCertificate(publicKey, Date.now());
  await token.importCertificate(serial, keyId, KEY_LABEL, issued.officerDer);
  await token.importCertificate(serial, null, 'Attestry Sample Hospital CA', issued.caDer);
  await writeDurably(caCertificate, issued.caPem);
  await token.signOut(serial);
}

/** Whether the token's files are still where they were. */
export const hasToken = async (token: SampleToken): Promise<boolean> => {
  const files = await Promise.all(
    [token.softhsmConf, token.caCertificate, token.module].map((file) => stat(file).catch(() => null)),
  );
  return files.every((file) => file !== null);
};

async function findModule(): Promise<string> {
  for (const file of MODULES)
    if (
      await stat(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  throw new Fault(
    'sample-unavailable',
    'SoftHSM 2, the software token of the sample clinic, is not installed.',
    'Install it (Debian and Ubuntu: sudo apt-get install softhsm2), then try again.',
  );
}

const initFault = (output: string): Fault =>
  new Fault(
    'sample-failed',
    "The sample clinic's software token could not be made.",
    'Install SoftHSM 2 with its tools (Debian and Ubuntu: sudo apt-get install softhsm2), then try again.',
    new Error(output),
  );
