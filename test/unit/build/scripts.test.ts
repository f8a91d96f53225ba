import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const scripts = resolve(import.meta.dirname, '../../../resources/build');
/** A program that runs `code` with one of the scripts imported as `script`. */
const program = (name: string, code: string): string[] => [
  ...['--input-type=module', '-e'],
  `const script = await import(${JSON.stringify(resolve(scripts, name))}); ${code}`,
];

describe.runIf(process.platform === 'linux')('the programs a run needs', () => {
  const without = (purpose: string) =>
    spawnSync(process.execPath, program('packages.mts', `script.ensurePackages('${purpose}');`), {
      ...{ encoding: 'utf8', env: { PATH: '/nowhere' } },
    });

  it('are asked for in one line that can be pasted, with exit code 1', () => {
    const { status, stdout, stderr } = without('start');
    expect(stdout).toBe('sudo apt-get install -y --no-install-recommends softhsm2 chromium\n');
    expect(stderr).toContain('Programs are missing on this computer');
    expect(status).toBe(1);
  });

  it('are more for the tests', () => {
    expect(without('test').stdout).toBe(
      'sudo apt-get install -y --no-install-recommends softhsm2 chromium xvfb poppler-utils qpdf opensc ' +
        'libnss3-tools swtpm libtpm2-pkcs11-tools dbus-daemon gcc openssl\n',
    );
  });
});

describe('a program run in the place of a script', () => {
  const inPlace = (code: string): string[] =>
    program(
      'child.mts',
      `process.exitCode = await script.runInPlace(process.execPath, ['-e', ${JSON.stringify(code)}], ` +
        `{ cwd: '.', env: process.env });`,
    );

  it('gives its exit code', () => {
    expect(spawnSync(process.execPath, inPlace('process.exit(3)')).status).toBe(3);
  });

  it.skipIf(process.platform === 'win32')('gets the signals', async () => {
    const code =
      "process.on('SIGTERM', () => process.exit(7)); setInterval(() => {}, 1000); console.log('waiting');";
    const child = spawn(process.execPath, inPlace(code), { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});

describe('npm test', () => {
  it('knows its stages', () => {
    const { status, stderr } = spawnSync(process.execPath, [resolve(scripts, 'test.mts'), 'lunch'], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('There is no stage "lunch"');
    expect(stderr).toContain('build, typecheck, lint, format, unit, integration, e2e');
  });
});
