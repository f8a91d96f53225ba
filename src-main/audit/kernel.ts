import { HASH_LENGTH, type Hash, hashAt, sha256 } from '../base/hash.ts';
import { nodeHash } from './merkle.ts';
import { kernelModule, LAYOUT } from './kernel-code.ts';

/**
 * SHA-256 over many messages that lie in one piece of memory, four at a time. All addresses are offsets into `memory`;
 * hashes are written as 32 bytes each. Up to three hashes more than asked for may be overwritten behind the last one
 * (`pairs`, `nodes`), and up to 64 bytes behind a message are read.
 */
export type Kernel = {
  readonly memory: Buffer;
  /** The same memory, for quick comparison of hashes that lie at multiples of four. */
  readonly words: Int32Array;
  /** Hashes `count` messages; `list` holds address and length (32 bits each, little-endian) of each. */
  messages(list: number, count: number, out: number): void;
  /** Hashes `count` times 64 bytes, end to end. */
  pairs(from: number, count: number, out: number): void;
  /** RFC 9162 interior nodes over `count` pairs of hashes, end to end. */
  nodes(from: number, count: number, out: number): void;
};

/** First address that is the caller's. */
export const KERNEL_FREE: number = LAYOUT.free;

const PAGE = 65_536;

/**
 * Makes a kernel and asks it what it must know: every kind of call is compared with OpenSSL's answers.
 *
 * @param bytes - memory that the caller needs
 * @returns null where the machine cannot run it, or where it would count wrong; the caller then hashes one by one
 */
export function openKernel(bytes: number): Kernel | null {
  try {
    const kernel = start(Math.ceil((LAYOUT.free + bytes + PAGE) / PAGE));
    return countsRight(kernel) ? kernel : null;
  } catch {
    // No WebAssembly, no SIMD, or no memory.
    return null;
  }
}

function start(pages: number): Kernel {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelModule(pages)));
  const { memory, messages, pairs, nodes } = exports as {
    readonly memory: WebAssembly.Memory;
    readonly messages: Kernel['messages'];
    readonly pairs: Kernel['pairs'];
    readonly nodes: Kernel['nodes'];
  };
  const words = new Int32Array(memory.buffer);
  words.set(ROUND_CONSTANTS, LAYOUT.constants / 4);
  words.set(INITIAL_STATE, LAYOUT.initial / 4);
  return { memory: Buffer.from(memory.buffer), words, messages, pairs, nodes };
}

// FIPS 180-4 §4.2.2 and §5.3.3: the first 32 bits of the fractional parts of the cube and square roots of the first
// primes. Whole-number roots, as powers of a Number are not the same on every machine.
const PRIMES: readonly bigint[] = ((): bigint[] => {
  const primes: bigint[] = [];
  for (let candidate = 2n; primes.length < 64; candidate++)
    if (primes.every((prime) => candidate % prime !== 0n)) primes.push(candidate);
  return primes;
})();

function fraction(prime: bigint, degree: bigint): number {
  const value = prime << (32n * degree);
  let root = 0n;
  for (let bit = 1n << 36n; bit > 0n; bit >>= 1n) if ((root + bit) ** degree <= value) root += bit;
  return Number(BigInt.asIntN(32, root));
}

const ROUND_CONSTANTS: readonly number[] = PRIMES.map((prime) => fraction(prime, 3n));
const INITIAL_STATE: readonly number[] = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2n));

/** Lengths around every border of SHA-256's padding. */
const LENGTHS = [0, 1, 3, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 500, 1000, 64, 63] as const;

function countsRight(kernel: Kernel): boolean {
  const { memory, words } = kernel;
  const data = LAYOUT.free + HASH_LENGTH;
  const list = data + 8192;
  const out = list + 1024;
  for (let at = 0; at < 8192; at++) memory[data + at] = (at * 167 + (at >>> 5) * 31) & 0xff;
  const right = (count: number, expected: (index: number) => Hash): boolean =>
    Array.from(
      { length: count },
      (_, index) => hashAt(memory, out + index * HASH_LENGTH) === expected(index),
    ).every(Boolean);
  const address = (index: number): number => data + index * 61;
  LENGTHS.forEach((length, index) => {
    words[list / 4 + index * 2] = address(index);
    words[list / 4 + index * 2 + 1] = length;
  });
  kernel.messages(list, LENGTHS.length, out);
  if (
    !right(LENGTHS.length, (index) =>
      sha256(memory.subarray(address(index), address(index) + (LENGTHS[index] ?? 0))),
    )
  )
    return false;
  kernel.pairs(data, 7, out);
  if (!right(7, (index) => sha256(memory.subarray(data + index * 64, data + index * 64 + 64)))) return false;
  kernel.nodes(data, 6, out);
  return right(6, (index) =>
    nodeHash(hashAt(memory, data + index * 64), hashAt(memory, data + index * 64 + HASH_LENGTH)),
  );
}
