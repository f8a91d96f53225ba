import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import { elfName } from './elf.ts';
import { type LibraryTarget, readModule } from './module-file.ts';

/** What a module file says of itself without being loaded: loading runs its code. */
export type ModuleIdentity = {
  readonly folder: string;
  readonly name: string;
  readonly sha256: string;
  readonly target: LibraryTarget | undefined;
  /** Exports C_GetFunctionList, by which every PKCS#11 module is entered. */
  readonly isCryptoki: boolean;
  /** Maker, as the file or the package it came with tells; null when neither does. */
  readonly vendor: string | null;
  readonly version: string | null;
};

type Told = { readonly vendor: string | null; readonly version: string | null };
const NOTHING: Told = { vendor: null, version: null };

/**
 * Reads a module file once: hash, kind and names come from the same bytes.
 *
 * @throws Fault `module-missing`, `file-unreadable`
 */
export async function identifyModule(file: string): Promise<ModuleIdentity> {
  const { target, content } = await readModule(file);
  const told = target?.platform === 'win32' ? resourceStrings(content) : await packageOf(file);
  const version = told.version ?? (await versionInName(file)) ?? elfName(content)?.version ?? null;
  return {
    folder: dirname(file),
    name: basename(file),
    sha256: createHash('sha256').update(content).digest('hex'),
    target,
    isCryptoki: content.includes('C_GetFunctionList'),
    vendor: told.vendor,
    version,
  };
}

/** `libykcs11.so.2.3.0` behind a link tells the version. */
async function versionInName(file: string): Promise<string | null> {
  const real = await realpath(file).catch(() => file);
  return /\.so\.(\d+(?:\.\d+)+)$/.exec(real)?.[1] ?? null;
}

/** The strings of VS_VERSIONINFO (PE resources): UTF-16, each name followed by its value after padding. */
export function resourceStrings(content: Buffer): Told {
  const value = (name: string): string | null => {
    const at = content.indexOf(Buffer.from(`${name}\0`, 'utf16le'));
    if (at < 0) return null;
    let from = at + 2 * (name.length + 1);
    while (from < at + 64 && content[from] === 0 && content[from + 1] === 0) from += 2;
    const end = content.indexOf(Buffer.from([0, 0, 0]), from);
    const text = content.subarray(from, Math.min(end < 0 ? from : end + 1, from + 400)).toString('utf16le');
    return /^[\p{L}\p{N}\p{P}\p{S} ]{1,200}/u.exec(text)?.[0].trim() ?? null;
  };
  return { vendor: value('CompanyName'), version: value('ProductVersion') ?? value('FileVersion') };
}

const run = promisify(execFile);
const ask = async (program: string, args: readonly string[]): Promise<string | null> => {
  try {
    return (await run(program, [...args], { timeout: 3000, encoding: 'utf8' })).stdout;
  } catch {
    return null;
  }
};

/** The package of the operating system that brought the file, where it keeps such records. */
async function packageOf(file: string): Promise<Told> {
  if (process.platform !== 'linux') return NOTHING;
  const real = await realpath(file).catch(() => file);
  const owner = (await ask('/usr/bin/dpkg-query', ['-S', real]))?.split(':')[0]?.trim();
  if (owner !== undefined && owner !== '') {
    const text = await ask('/usr/bin/dpkg-query', ['-W', '-f=${Maintainer}\t${Version}\n', owner]);
    const [maintainer, version] = (text ?? '').split('\n')[0]?.split('\t') ?? [];
    const name = maintainer?.replace(/\s*<[^>]*>/, '') ?? '';
    return {
      vendor: name === '' ? `package ${owner}` : `${name} (package ${owner})`,
      version: version ?? null,
    };
  }
  const rpm = await ask('/usr/bin/rpm', ['-qf', '--qf', '%{VENDOR}\t%{NAME}\t%{VERSION}-%{RELEASE}\n', real]);
  const [vendor, name, version] = rpm?.split('\n')[0]?.split('\t') ?? [];
  return version === undefined ? NOTHING : { vendor: `${vendor ?? ''} (package ${name ?? ''})`, version };
}
