const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5;
const DT_SONAME = 14;
const MOST_ENTRIES = 4096;

/** What an ELF library calls itself. */
export type ElfName = { readonly soname: string; readonly version: string | null };

/**
 * DT_SONAME of a 64-bit little-endian ELF library (System V gABI, chapter 5); undefined for any other file or one that
 * contradicts itself. The bytes are not trusted.
 */
export function elfName(content: Buffer): ElfName | undefined {
  try {
    return read(content);
  } catch (error) {
    // Offsets that lead outside the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type Segment = {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
};

function read(content: Buffer): ElfName | undefined {
  if (content.readUInt32BE(0) !== 0x7f45_4c46 || content[4] !== 2 || content[5] !== 1) return undefined;
  const table = Number(content.readBigUInt64LE(32));
  const size = content.readUInt16LE(54);
  const segments = Array.from({ length: content.readUInt16LE(56) }, (_, index): Segment => {
    const at = table + index * size;
    return {
      type: content.readUInt32LE(at),
      offset: Number(content.readBigUInt64LE(at + 8)),
      address: Number(content.readBigUInt64LE(at + 16)),
      size: Number(content.readBigUInt64LE(at + 32)),
    };
  });
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  if (dynamic === undefined) return undefined;
  const entries = new Map<number, number>();
  for (let index = 0; index < Math.min(dynamic.size / 16, MOST_ENTRIES); index += 1) {
    const at = dynamic.offset + 16 * index;
    const tag = Number(content.readBigInt64LE(at));
    if (tag === 0) break;
    entries.set(tag, Number(content.readBigUInt64LE(at + 8)));
  }
  const strings = entries.get(DT_STRTAB);
  const name = entries.get(DT_SONAME);
  const home = segments.find(
    ({ type, address, size: length }) =>
      type === PT_LOAD && strings !== undefined && strings >= address && strings < address + length,
  );
  if (strings === undefined || name === undefined || home === undefined) return undefined;
  const from = home.offset + strings - home.address + name;
  const soname = content.subarray(from, Math.min(content.indexOf(0, from), from + 255)).toString('utf8');
  return { soname, version: /\.so\.(\d[\d.]*)$/.exec(soname)?.[1] ?? null };
}
