import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What a run is for: the tests need more than the application. */
export type Purpose = 'start' | 'test';

interface Need {
  /** The Debian package that brings it. */
  readonly name: string;
  readonly purpose: Purpose;
  /** Whether it is there, however it was installed. */
  readonly isThere: () => boolean;
}

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const command = (...names: readonly string[]): boolean =>
  names.some((name) => folders.some((folder) => isExecutable(join(folder, name))));

const TOKEN_MODULES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
];

const LIBRARY_FOLDERS = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'];
const libraries = (...names: readonly string[]): boolean =>
  names.some((name) => LIBRARY_FOLDERS.some((folder) => existsSync(join(folder, name))));

const NEEDS: readonly Need[] = [
  {
    name: 'softhsm2',
    purpose: 'start',
    isThere: () => command('softhsm2-util') && TOKEN_MODULES.some((file) => existsSync(file)),
  },
  {
    name: 'chromium',
    purpose: 'start',
    isThere: () => process.env.STANDIN_CHROMIUM !== undefined || command('chromium', 'google-chrome'),
  },
  { name: 'xvfb', purpose: 'test', isThere: () => command('Xvfb') && command('xvfb-run') },
  { name: 'poppler-utils', purpose: 'test', isThere: () => command('pdftotext') && command('pdfsig') },
  { name: 'qpdf', purpose: 'test', isThere: () => command('qpdf') },
  { name: 'opensc', purpose: 'test', isThere: () => command('pkcs11-tool') },
  { name: 'libnss3-tools', purpose: 'test', isThere: () => command('certutil') },
  {
    name: 'libnss3',
    purpose: 'test',
    isThere: () => libraries('libsoftokn3.so', 'nss/libsoftokn3.so'),
  },
  {
    name: 'opencryptoki',
    purpose: 'test',
    isThere: () =>
      command('pkcsslotd') && command('pkcsconf') && libraries('opencryptoki/libopencryptoki.so.0'),
  },
  { name: 'swtpm', purpose: 'test', isThere: () => command('swtpm') },
  { name: 'tpm2-abrmd', purpose: 'test', isThere: () => command('tpm2-abrmd') },
  { name: 'libtss2-tcti-swtpm0', purpose: 'test', isThere: () => libraries('libtss2-tcti-swtpm.so.0') },
  { name: 'libtss2-tcti-tabrmd0', purpose: 'test', isThere: () => libraries('libtss2-tcti-tabrmd.so.0') },
  { name: 'libtpm2-pkcs11-1', purpose: 'test', isThere: () => libraries('libtpm2_pkcs11.so.1') },
  { name: 'libtpm2-pkcs11-tools', purpose: 'test', isThere: () => command('tpm2_ptool') },
  { name: 'dbus-daemon', purpose: 'test', isThere: () => command('dbus-daemon') },
  { name: 'p11-kit-modules', purpose: 'test', isThere: () => libraries('p11-kit-proxy.so') },
  { name: 'gcc', purpose: 'test', isThere: () => command('cc', 'gcc', 'clang') },
  { name: 'libc6-dev', purpose: 'test', isThere: () => existsSync('/usr/include/stdio.h') },
  { name: 'openssl', purpose: 'test', isThere: () => command('openssl') },
  {
    // A second version of PostgreSQL, with the pg_dump and pgbench that fit it.
    name: 'postgresql',
    purpose: 'test',
    isThere: () =>
      existsSync('/usr/lib/postgresql') &&
      readdirSync('/usr/lib/postgresql').some((version) =>
        ['postgres', 'pg_dump', 'pgbench'].every((name) =>
          isExecutable(join('/usr/lib/postgresql', version, 'bin', name)),
        ),
      ),
  },
];

/** Debian packages whose files or commands are not on this machine. */
export const missingPackages = (purpose: Purpose): readonly string[] =>
  NEEDS.filter((need) => (need.purpose === 'start' || purpose === 'test') && !need.isThere()).map(
    ({ name }) => name,
  );

/**
 * Sees to it that the programs a run needs are there: installs their Debian packages when it may, otherwise prints the
 * one command that does and ends the process with exit code 1. Says nothing when all is well.
 */
export function ensurePackages(purpose: Purpose): void {
  const missing = missingPackages(purpose);
  if (missing.length === 0) return;
  if (process.platform !== 'linux') {
    console.error(`Attestry needs these programs on this computer: ${missing.join(', ')}.`);
    return;
  }
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0 || !command('apt-get')) {
    console.log(`sudo ${line}`);
    console.error('Programs are missing on this computer: run the line above, then start again.');
    process.exit(1);
  }
  console.error(`Installing ${missing.join(', ')}.`);
  aptGet(['-qq', 'update']); // Old lists may still do; installing says if they do not.
  const failure = aptGet(['-qq', 'install', '-y', '--no-install-recommends', ...missing]);
  const still = missingPackages(purpose);
  if (still.length === 0) return;
  console.error(failure);
  console.error(`These packages could not be installed: ${still.join(', ')}. Try "${line}" by hand.`);
  process.exit(1);
}

/** Runs apt-get in silence and returns the end of what it would have said. */
function aptGet(args: readonly string[]): string {
  const { stdout, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return `${stdout}\n${stderr}`.trim().split('\n').slice(-15).join('\n');
}
