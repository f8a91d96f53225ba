import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { codeOf, Fault } from '../base/fault.ts';

/** A module file that this process can load. */
export type ModuleFile = {
  /** File name without folder. */
  readonly name: string;
  /** SHA-256, lower-case hexadecimal. */
  readonly sha256: string;
};

/** What a program library is made for, as its header says. */
export type LibraryTarget = {
  readonly platform: 'linux' | 'win32' | 'darwin';
  /** As `process.arch`; a number in words for one without a name here. Several for a universal Mach-O file. */
  readonly architectures: readonly string[];
};

const HEADER_BYTES = 4096;
// ELF e_machine, PE Machine (Microsoft PE/COFF §3.3.1), Mach-O cputype (mach/machine.h).
const ELF: Readonly<Record<number, string>> = { 0x03: 'ia32', 0x28: 'arm', 0x3e: 'x64', 0xb7: 'arm64' };
const PE: Readonly<Record<number, string>> = { 0x14c: 'ia32', 0x1c4: 'arm', 0x8664: 'x64', 0xaa64: 'arm64' };
const MACH_O: Readonly<Record<number, string>> = { 0x7: 'ia32', 0x0100_0007: 'x64', 0x0100_000c: 'arm64' };

const named = (names: Readonly<Record<number, string>>, machine: number): string =>
  names[machine] ?? `type 0x${machine.toString(16)}`;

/** Reads the header of an ELF, PE or Mach-O file; undefined when it is none of them. The bytes are not trusted. */
export function libraryTarget(header: Uint8Array): LibraryTarget | undefined {
  const bytes = Buffer.from(header);
  if (bytes.length < 64) return undefined;
  const magic = bytes.readUInt32BE(0);
  if (magic === 0x7f45_4c46) {
    const machine = bytes[5] === 2 ? bytes.readUInt16BE(18) : bytes.readUInt16LE(18);
    return { platform: 'linux', architectures: [named(ELF, machine)] };
  }
  if (bytes.readUInt16BE(0) === 0x4d5a) {
    const at = bytes.readUInt32LE(0x3c);
    if (at + 6 > bytes.length || bytes.readUInt32BE(at) !== 0x5045_0000) return undefined;
    return { platform: 'win32', architectures: [named(PE, bytes.readUInt16LE(at + 4))] };
  }
  if (magic === 0xcffa_edfe || magic === 0xcefa_edfe)
    return { platform: 'darwin', architectures: [named(MACH_O, bytes.readUInt32LE(4))] };
  if (magic === 0xcafe_babe || magic === 0xcafe_babf) {
    const size = magic === 0xcafe_babe ? 20 : 32;
    const count = Math.min(bytes.readUInt32BE(4), 8, Math.floor((bytes.length - 8) / size));
    const architectures = Array.from({ length: count }, (_, index) =>
      named(MACH_O, bytes.readUInt32BE(8 + index * size)),
    );
    return { platform: 'darwin', architectures };
  }
  return undefined;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'Linux', win32: 'Windows', darwin: 'macOS' };
const PROCESSORS: Readonly<Record<string, string>> = {
  x64: '64-bit Intel or AMD (x64)',
  arm64: '64-bit ARM (arm64)',
  ia32: '32-bit Intel or AMD (x86)',
  arm: '32-bit ARM',
};
const inWords = (platform: string, architectures: readonly string[]): string =>
  `${SYSTEMS[platform] ?? platform} on ${architectures.map((name) => PROCESSORS[name] ?? name).join(' or ')}`;

/** What a library is made for, as a person would say it. */
export const madeFor = ({ platform, architectures }: LibraryTarget): string =>
  inWords(platform, architectures);

/**
 * Checks a module file before it is loaded: loading one for another processor only yields the loader's riddles.
 *
 * @param platform - as `process.platform`
 * @param architecture - as `process.arch`
 * @throws Fault `module-missing`, `module-architecture`, `module-unusable` when it is no program library,
 * `file-unreadable`
 */
export async function inspectModuleFile(
  file: string,
  platform: string = process.platform,
  architecture: string = process.arch,
): Promise<ModuleFile> {
  const name = basename(file);
  try {
    const target = libraryTarget(await headerOf(file));
    if (target === undefined)
      throw new Fault(
        'module-unusable',
        `“${name}” is not a program library, so it cannot be a PKCS#11 module.`,
        "Choose the PKCS#11 module of the token's maker; its documentation names the file.",
      );
    if (target.platform !== platform || !target.architectures.includes(architecture))
      throw new Fault(
        'module-architecture',
        `“${name}” is made for ${inWords(target.platform, target.architectures)}, but Attestry runs here as a program for ${inWords(platform, [architecture])}.`,
        "Install the version of the token's software that is made for this computer, and choose its module.",
      );
    return { name, sha256: await sha256Of(file) };
  } catch (error) {
    throw fileFault(error, name);
  }
}

/**
 * Reads a whole module file and says what it is made for; undefined for what is no program library.
 *
 * @throws Fault `module-missing`, `file-unreadable`
 */
export async function readModule(
  file: string,
): Promise<{ readonly content: Buffer; readonly target: LibraryTarget | undefined }> {
  try {
    const content = await readFile(file);
    return { content, target: libraryTarget(content.subarray(0, HEADER_BYTES)) };
  } catch (error) {
    throw fileFault(error, basename(file));
  }
}

async function headerOf(file: string): Promise<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    if (!(await handle.stat()).isFile()) return new Uint8Array();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function fileFault(error: unknown, name: string): unknown {
  if (error instanceof Fault) return error;
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new Fault(
      'module-missing',
      `The PKCS#11 module “${name}” is not on this computer.`,
      "Install the token's software, or choose where its module is.",
      error,
    );
  return new Fault(
    'file-unreadable',
    `The PKCS#11 module “${name}” cannot be read${code === undefined ? '' : ` (${code})`}.`,
    'Have IT give you the right to read the file, or choose another one.',
    error,
  );
}

/** The fault for a file that is not the one that was agreed to. */
export const moduleChanged = (name: string): Fault =>
  new Fault(
    'module-changed',
    `The module file “${name}” is not the one that was agreed to: it has changed since.`,
    'Ask your IT department whether it was updated; if so, look at it on the page Tokens and trust it again.',
  );
