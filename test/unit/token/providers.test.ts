import { expect, test } from 'vitest';
import { presentModules, PROVIDERS } from '../../../src-main/token/index.ts';

test('ids are unique and paths absolute', () => {
  expect(new Set(PROVIDERS.map(({ id }) => id)).size).toBe(PROVIDERS.length);
  for (const { paths } of PROVIDERS) {
    for (const path of [...paths.linux, ...paths.darwin]) expect(path).toMatch(/^\//);
    for (const path of paths.win32) expect(path).toMatch(/^C:\\/);
  }
});

test('what is present comes first, with the file that was found', () => {
  const file = '/usr/lib64/softhsm/libsofthsm2.so';
  const modules = presentModules((path) => path === file, 'linux');
  expect(modules[0]).toMatchObject({ provider: { id: 'softhsm' }, file, present: true });
  expect(modules.slice(1).every(({ present }) => !present)).toBe(true);
  expect(modules).toHaveLength(PROVIDERS.length);
});

test('a module that a platform does not have is not offered there', () => {
  const ids = presentModules(() => false, 'darwin').map(({ provider }) => provider.id);
  expect(ids).not.toContain('nshield');
  expect(presentModules(() => true, 'aix')).toEqual([]);
});
