// An assembler for just as much of WebAssembly as kernel-code.ts needs (WebAssembly specification 2.0, "Binary Format").
// Operands come first; where a name does not say more, an instruction is that of i32, with v in front that of i32x4.

/** Bytes of a program, put together in pieces. */
export type Code = number | readonly Code[];

/** LEB128 of a number that is not negative. */
export const unsigned = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
};
/** LEB128 of a signed 32-bit number. */
export const signed = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x3f || rest < -0x40; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
};
/** The bytes, in order. */
export const flat = (code: Code): number[] => (typeof code === 'number' ? [code] : code.flatMap(flat));
/** Code behind the number of its bytes. */
export const sized = (code: Code): number[] => {
  const bytes = flat(code);
  return [...unsigned(bytes.length), ...bytes];
};
/** Items behind their number. */
export const vector = (items: readonly Code[]): Code => [unsigned(items.length), items];
/** A section of a module. */
export const section = (id: number, items: readonly Code[]): Code => [id, sized(vector(items))];
/** A name, UTF-8. */
export const name = (text: string): Code => sized([...Buffer.from(text)]);

// Instructions, operands first (WebAssembly specification, "Binary Format": Instructions).
export const i32 = (value: number): Code => [0x41, signed(value | 0)];
export const get = (local: number): Code => [0x20, unsigned(local)];
export const set = (local: number, value: Code): Code => [value, 0x21, unsigned(local)];
export const load = (address: Code, offset = 0): Code => [address, 0x28, 0, unsigned(offset)];
export const load8 = (address: Code, offset = 0): Code => [address, 0x2d, 0, unsigned(offset)];
export const store = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  0x36,
  0,
  unsigned(offset),
];
export const store8 = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  0x3a,
  0,
  unsigned(offset),
];
export const add = (a: Code, b: Code): Code => [a, b, 0x6a];
export const sub = (a: Code, b: Code): Code => [a, b, 0x6b];
export const and = (a: Code, b: Code): Code => [a, b, 0x71];
export const or = (a: Code, b: Code): Code => [a, b, 0x72];
export const shl = (a: Code, bits: number): Code => [a, i32(bits), 0x74];
export const shr = (a: Code, bits: number): Code => [a, i32(bits), 0x76];
export const rotl = (a: Code, bits: number): Code => [a, i32(bits), 0x77];
export const below = (a: Code, b: Code): Code => [a, b, 0x49];
/** The first of two values where the condition holds. */
export const choose = (a: Code, b: Code, condition: Code): Code => [a, b, condition, 0x1b];
export const isZero = (a: Code): Code => [a, 0x45];
export const call = (index: number, ...operands: Code[]): Code => [operands, 0x10, unsigned(index)];
export const when = (condition: Code, then: Code, otherwise: Code = []): Code => [
  condition,
  [0x04, 0x40],
  then,
  [0x05],
  otherwise,
  [0x0b],
];
/** Repeats for as long as the condition at the end holds. */
export const repeatWhile = (body: Code, condition: Code): Code => [
  0x03,
  0x40,
  body,
  condition,
  0x0d,
  0,
  0x0b,
];

export const simd = (code: number): Code => [0xfd, unsigned(code)];
export const vload = (address: Code, offset = 0): Code => [address, simd(0x00), 0, unsigned(offset)];
export const vloadSplat = (address: Code, offset = 0): Code => [address, simd(0x09), 0, unsigned(offset)];
export const vstore = (address: Code, value: Code, offset = 0): Code => [
  address,
  value,
  simd(0x0b),
  0,
  unsigned(offset),
];
export const shuffle = (a: Code, b: Code, lanes: readonly number[]): Code => [a, b, simd(0x0d), [...lanes]];
export const vsplat = (a: Code): Code => [a, simd(0x11)];
export const vand = (a: Code, b: Code): Code => [a, b, simd(0x4e)];
export const vor = (a: Code, b: Code): Code => [a, b, simd(0x50)];
export const vxor = (a: Code, b: Code): Code => [a, b, simd(0x51)];
/** Bits of `a` where `mask` is one, bits of `b` elsewhere. */
export const vselect = (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(0x52)];
export const vshl = (a: Code, bits: number): Code => [a, i32(bits), simd(0xab)];
export const vshr = (a: Code, bits: number): Code => [a, i32(bits), simd(0xad)];
export const vadd = (a: Code, b: Code): Code => [a, b, simd(0xae)];

/** 0 … count − 1. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const I32 = 0x7f;
export const V128 = 0x7b;
/** A function type of 32-bit numbers. */
export const type = (parameters: number, results: number): Code => [
  0x60,
  vector(upTo(parameters).map(() => I32)),
  vector(upTo(results).map(() => I32)),
];
/** A function body. */
export const body = (locals: readonly (readonly [count: number, type: number])[], code: Code): Code =>
  sized([vector(locals.map(([count, kind]) => [unsigned(count), kind])), code, 0x0b]);
