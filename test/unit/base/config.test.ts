import { noDelivery } from '../../../src-shared/rights/delivery.ts';
import { defaultRightsSettings } from '../../../src-shared/rights/settings.ts';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  emptyProfile,
  profileArgument,
  profileFolder,
  readProfile,
  updateProfile,
  writeProfile,
  type Profile,
} from '../../../src-main/base/config.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'attestry-profile-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

const clinic: Profile = {
  version: 1,
  kind: 'clinic',
  clinic: {
    host: 'db.hospital.example',
    port: 5432,
    database: 'clinic',
    user: 'officer',
    caFile: '/etc/hospital-ca.pem',
    tls: 'verify-full',
    secret: Buffer.from('sealed').toString('base64'),
    secretStore: 'os',
    guarded: true,
    log: 'ab'.repeat(32),
  },
  tables: [],
  token: {
    module: '/usr/lib/softhsm/libsofthsm2.so',
    moduleSha256: 'ab'.repeat(32),
    label: 'Officer',
    serial: '0123',
    environment: { SOFTHSM2_CONF: '/x/softhsm2.conf' },
    keyId: '01',
  },
  modules: [{ file: '/usr/lib/softhsm/libsofthsm2.so', sha256: 'a'.repeat(64) }],
  rights: defaultRightsSettings,
  delivery: noDelivery,
  settings: {
    colourScheme: 'dark',
    logYears: 10,
    signOutAfter: 5,
    window: { x: -5, y: 0, width: 1280, height: 800 },
    monitor: { enabled: false, periodMs: 10_000, guaranteeMs: 3_600_000, sealEveryCycle: false },
    schedule: [
      { planId: 'nightly', level: 'merkle', pace: 'full', on: 'sunday', at: '02:30', enabled: false },
    ],
    timeStamp: { url: 'https://time.hospital.example/tsa', policy: null },
    erasure: true,
    roles: [{ person: 'CN=Ada Example', role: 'reviewer' }],
  },
};

describe('the profile file', () => {
  test('is empty until something is configured', async () => {
    expect(await readProfile(join(folder, 'new'))).toEqual(emptyProfile);
  });

  test('comes back as it was written, readable by its owner only', async () => {
    const deep = join(folder, 'a', 'b');
    await writeProfile(deep, clinic);
    expect(await readProfile(deep)).toEqual(clinic);
    expect((await stat(join(deep, 'profile.json'))).mode & 0o777).toBe(0o600);
    expect(await readdir(deep)).toEqual(['profile.json']);
  });

  test.each([
    ['cut off', '{"version": 1, "kind": "cli'],
    ['empty', ''],
    ['not an object', '[]'],
    ['without a member', '{"version": 1, "kind": "none", "clinic": null, "token": null}'],
    ['with a member too many', JSON.stringify({ ...clinic, password: 'in clear' })],
    [
      'with a variable that would load other code',
      JSON.stringify({
        ...clinic,
        token: { ...clinic.token, environment: { LD_PRELOAD: '/tmp/x.so' } },
      }),
    ],
    ['newer than the application', JSON.stringify({ ...clinic, version: 2, more: true })],
  ])('%s is refused and never overwritten', async (_what, content) => {
    const file = join(folder, 'profile.json');
    await writeFile(file, content);
    const refused = { code: 'profile-unreadable' };
    await expect(readProfile(folder)).rejects.toMatchObject(refused);
    await expect(writeProfile(folder, emptyProfile)).rejects.toMatchObject(refused);
    await expect(updateProfile(folder, () => emptyProfile)).rejects.toMatchObject(refused);
    expect(await readFile(file, 'utf8')).toBe(content);
  });

  test('a newer file is told apart from a damaged one', async () => {
    await writeFile(join(folder, 'profile.json'), JSON.stringify({ version: 2 }));
    await expect(readProfile(folder)).rejects.toMatchObject({
      message: expect.stringContaining('newer version') as string,
      remedy: expect.stringContaining('newest version') as string,
    });
  });

  test('what is wrong with it is told without its content', async () => {
    await writeFile(join(folder, 'profile.json'), JSON.stringify({ ...clinic, kind: 'in clear' }));
    await expect(readProfile(folder)).rejects.toSatisfy(
      (fault: Error) => !`${fault.message}${JSON.stringify(fault.cause ?? null)}`.includes('in clear'),
    );
  });

  test('a folder in its place is a reason too', async () => {
    await expect(readProfile(join('/dev/null', 'x'))).rejects.toMatchObject({ code: 'profile-unreadable' });
  });

  test('one that says nothing about the monitor has it on', async () => {
    const { monitor, ...settings } = emptyProfile.settings;
    await writeFile(join(folder, 'profile.json'), JSON.stringify({ ...emptyProfile, settings }));
    expect((await readProfile(folder)).settings.monitor).toEqual(monitor);
    expect(monitor.enabled).toBe(true);
  });

  test('changes at the same time all arrive', async () => {
    const change = (x: number) =>
      updateProfile(folder, (profile) => ({
        ...profile,
        settings: {
          ...profile.settings,
          window: { x: (profile.settings.window?.x ?? 0) + x, y: 0, width: 1280, height: 800 },
        },
      }));
    await Promise.all(Array.from({ length: 10 }, (_, i) => change(i)));
    expect((await readProfile(folder)).settings.window?.x).toBe(45);
  });

  test('a change that fails does not stop the next one', async () => {
    const failing = updateProfile(folder, () => {
      throw new Error('no');
    });
    const next = updateProfile(folder, () => clinic);
    await expect(failing).rejects.toThrow('no');
    expect(await next).toEqual(clinic);
  });
});

describe('profileFolder', () => {
  const machine = { platform: 'linux', env: {}, home: '/home/officer' } as const;
  test.each([
    [machine, '/home/officer/.config/Attestry'],
    [{ ...machine, env: { XDG_CONFIG_HOME: '/cfg' } }, '/cfg/Attestry'],
    [{ ...machine, env: { XDG_CONFIG_HOME: '' } }, '/home/officer/.config/Attestry'],
    [
      { ...machine, platform: 'darwin' as const, home: '/Users/o' },
      '/Users/o/Library/Application Support/Attestry',
    ],
    [
      {
        platform: 'win32' as const,
        env: { APPDATA: 'C:\\Users\\o\\AppData\\Roaming' },
        home: 'C:\\Users\\o',
      },
      'C:\\Users\\o\\AppData\\Roaming\\Attestry',
    ],
    [
      { ...machine, platform: 'win32' as const, home: 'C:\\Users\\o' },
      'C:\\Users\\o\\AppData\\Roaming\\Attestry',
    ],
  ])('%j', (on, expected) => {
    expect(profileFolder(null, on)).toBe(expected);
  });

  test('asked for wins', () => {
    expect(profileFolder('here', machine)).toBe(resolve('here'));
  });
});

describe('profileArgument', () => {
  test.each([
    [['verify', '--profile', '/p', '--json'], '/p'],
    [['--profile=/p=1'], '/p=1'],
    [['verify'], null],
    [['--profiles', '/p'], null],
  ])('%j', (args, expected) => {
    expect(profileArgument(args)).toBe(expected);
  });

  test.each([[['--profile']], [['--profile', '--json']], [['--profile=']]])('%j is refused', (args) => {
    expect(() => profileArgument(args)).toThrow(expect.objectContaining({ code: 'usage' }));
  });
});
