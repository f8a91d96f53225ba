import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { inspectModuleFile, libraryTarget } from '../../../src-main/token/module-file.ts';

const bytes = (length: number, ...parts: readonly (readonly [number, string])[]): Buffer => {
  const header = Buffer.alloc(length);
  for (const [at, hex] of parts) Buffer.from(hex, 'hex').copy(header, at);
  return header;
};
const elf = (machine: string): Buffer => bytes(128, [0, '7f454c46020101'], [18, machine]);
const pe = (machine: string): Buffer =>
  bytes(256, [0, '4d5a'], [0x3c, '80000000'], [0x80, '50450000'], [0x84, machine]);

describe('what a library is made for', () => {
  test.each([
    ['ELF x64', elf('3e00'), 'linux', ['x64']],
    ['ELF arm64', elf('b700'), 'linux', ['arm64']],
    ['ELF x86', elf('0300'), 'linux', ['ia32']],
    ['ELF of another kind', elf('f300'), 'linux', ['type 0xf3']],
    ['ELF big-endian', bytes(128, [0, '7f454c46020201'], [18, '0015']), 'linux', ['type 0x15']],
    ['PE x64', pe('6486'), 'win32', ['x64']],
    ['PE arm64', pe('64aa'), 'win32', ['arm64']],
    ['PE x86', pe('4c01'), 'win32', ['ia32']],
    ['Mach-O arm64', bytes(128, [0, 'cffaedfe0c000001']), 'darwin', ['arm64']],
    [
      'universal Mach-O',
      bytes(128, [0, 'cafebabe00000002'], [8, '01000007'], [28, '0100000c']),
      'darwin',
      ['x64', 'arm64'],
    ],
  ] as const)('%s', (_name, header, platform, architectures) => {
    expect(libraryTarget(header)).toEqual({ platform, architectures });
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('#!/bin/sh\n'.repeat(20))],
    ['a DOS program', bytes(128, [0, '4d5a'])],
    ['a PE header beyond the end', bytes(128, [0, '4d5a'], [0x3c, 'ffffffff'])],
    ['a cut ELF header', elf('3e00').subarray(0, 20)],
  ])('%s is no library', (_name, header) => {
    expect(libraryTarget(header)).toBeUndefined();
  });

  test('a universal file with an absurd count is read within its bytes', () => {
    expect(libraryTarget(bytes(64, [0, 'cafebabeffffffff']))?.architectures).toHaveLength(2);
  });
});

describe('a module file', () => {
  test('that fits is hashed', async () => {
    // Any real program of this machine has the right header.
    const file = process.execPath;
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(await inspectModuleFile(file)).toEqual({ name: 'node', sha256 });
  });

  test('for another processor or system is refused with both in words', async () => {
    const other = process.arch === 'arm64' ? 'x64' : 'arm64';
    await expect(inspectModuleFile(process.execPath, process.platform, other)).rejects.toMatchObject({
      code: 'module-architecture',
      message: expect.stringContaining(`(${other})`) as string,
    });
    await expect(inspectModuleFile(process.execPath, 'win32')).rejects.toMatchObject({
      code: 'module-architecture',
      message: expect.stringContaining('Windows') as string,
    });
  });

  test('that is not there is told without its folder', async () => {
    const fault: unknown = await inspectModuleFile('/nowhere/at-all/module.so').catch(
      (error: unknown) => error,
    );
    expect(fault).toMatchObject({ code: 'module-missing' });
    expect((fault as Error).message).not.toContain('nowhere');
  });
});
