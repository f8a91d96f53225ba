// SHA-256 over four messages at a time, one to a lane, as WebAssembly with 128-bit SIMD instructions. The program is put
// together here instead of lying about as bytes that nobody can read.

import {
  I32,
  V128,
  add,
  and,
  below,
  body,
  call,
  choose,
  flat,
  get,
  i32,
  isZero,
  load,
  load8,
  name,
  or,
  repeatWhile,
  rotl,
  section,
  set,
  shl,
  shr,
  shuffle,
  store,
  store8,
  sub,
  type,
  unsigned,
  upTo,
  vadd,
  vand,
  vload,
  vloadSplat,
  vor,
  vselect,
  vshl,
  vshr,
  vsplat,
  vstore,
  vxor,
  when,
  type Code,
} from './wasm-assembler.ts';

/** Where the kernel keeps its things; the rest of the memory, from `free` on, is the caller's. */
export const LAYOUT = {
  /** The 64 round constants, then the initial state, each word once. */
  constants: 64,
  initial: 320,
  state: 384,
  words: 512,
  pads: 1024,
  free: 4096,
} as const;

const LANES = [0, 1, 2, 3] as const;
const PAD = 256;
const BYTES_OF_BLOCK = 64;

const none = i32(0);
const swapBytes = upTo(16).map((index) => (index & ~3) | (3 - (index & 3)));
const dwords = (...lanes: number[]): number[] =>
  lanes.flatMap((lane) => upTo(4).map((byte) => lane * 4 + byte));

/** Function 0 (pointer of each lane): sixteen words of each message, big-endian, lane by lane into `words`. */
const loadBlocks: Code = ((): Code => {
  const row = (lane: number): number => 4 + lane;
  const half = (index: number): number => 8 + index;
  return upTo(4).map((part) => [
    LANES.map((lane) =>
      set(row(lane), shuffle(vload(get(lane), part * 16), vload(get(lane), part * 16), swapBytes)),
    ),
    set(half(0), shuffle(get(row(0)), get(row(1)), dwords(0, 4, 1, 5))),
    set(half(1), shuffle(get(row(2)), get(row(3)), dwords(0, 4, 1, 5))),
    set(half(2), shuffle(get(row(0)), get(row(1)), dwords(2, 6, 3, 7))),
    set(half(3), shuffle(get(row(2)), get(row(3)), dwords(2, 6, 3, 7))),
    upTo(4).map((word) =>
      vstore(
        none,
        shuffle(
          get(half(word < 2 ? 0 : 2)),
          get(half(word < 2 ? 1 : 3)),
          word % 2 === 0 ? dwords(0, 1, 4, 5) : dwords(2, 3, 6, 7),
        ),
        LAYOUT.words + (part * 4 + word) * 16,
      ),
    ),
  ]);
})();

/** Function 1: the compression function (FIPS 180-4 §6.2.2) of all lanes, `words` into `state`. */
const compress: Code = ((): Code => {
  const w = (index: number): number => index % 16;
  const variable = (which: number, round: number): number => 16 + ((which - round) & 7);
  const sum = 24;
  const k = 25;
  const rotr = (local: number, bits: number): Code =>
    vor(vshr(get(local), bits), vshl(get(local), 32 - bits));
  const mix = (local: number, bits: readonly [number, number, number]): Code =>
    vxor(vxor(rotr(local, bits[0]), rotr(local, bits[1])), rotr(local, bits[2]));
  const spread = (local: number, first: number, second: number, shift: number): Code =>
    vxor(vxor(rotr(local, first), rotr(local, second)), vshr(get(local), shift));
  const round = (index: number): Code => {
    const [a, b, c, d, e, f, g, h] = upTo(8).map((which) => variable(which, index)) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return [
      set(
        sum,
        vadd(
          vadd(
            vadd(get(h), vadd(get(w(index)), vloadSplat(get(k), index * 4))),
            vselect(get(f), get(g), get(e)),
          ),
          mix(e, [6, 11, 25]),
        ),
      ),
      set(d, vadd(get(d), get(sum))),
      set(h, vadd(vadd(get(sum), mix(a, [2, 13, 22])), vselect(get(c), get(a), vxor(get(a), get(b))))),
    ];
  };
  const extend = (index: number): Code =>
    set(
      w(index),
      vadd(
        vadd(get(w(index)), spread(w(index + 1), 7, 18, 3)),
        vadd(get(w(index + 9)), spread(w(index + 14), 17, 19, 10)),
      ),
    );
  return [
    upTo(16).map((index) => set(w(index), vload(none, LAYOUT.words + index * 16))),
    upTo(8).map((index) => set(16 + index, vload(none, LAYOUT.state + index * 16))),
    set(k, i32(LAYOUT.constants)),
    repeatWhile(
      [upTo(16).map((index) => [round(index), extend(index)]), set(k, add(get(k), i32(64)))],
      below(get(k), i32(LAYOUT.constants + 192)),
    ),
    upTo(16).map(round),
    upTo(8).map((index) =>
      vstore(none, vadd(get(16 + index), vload(none, LAYOUT.state + index * 16)), LAYOUT.state + index * 16),
    ),
  ];
})();

/** Function 2 (lane × 4, address): one lane's state as the 32 bytes of a hash. */
const finish: Code = upTo(8).map((word) => [
  set(2, load(get(0), LAYOUT.state + word * 16)),
  store(get(1), or(and(rotl(get(2), 8), i32(0x00ff00ff)), and(rotl(get(2), 24), i32(0xff00ff00))), word * 4),
]);

const beginLane = (lane: number): Code =>
  upTo(8).map((word) =>
    store(none, load(none, LAYOUT.initial + word * 4), LAYOUT.state + word * 16 + lane * 4),
  );
const beginAll: Code = upTo(8).map((word) =>
  vstore(none, vloadSplat(none, LAYOUT.initial + word * 4), LAYOUT.state + word * 16),
);

/** Function 3 (address, length in bytes, pad): writes what follows the last whole block; answers the blocks of it. */
const padOf: Code = ((): Code => {
  const [address, length, pad, tail, blocks] = [0, 1, 2, 3, 4];
  return [
    set(tail, and(get(length), i32(63))),
    set(address, add(get(address), sub(get(length), get(tail)))),
    upTo(4).map((part) => vstore(get(pad), vload(get(address), part * 16), part * 16)),
    set(address, add(get(pad), get(tail))),
    upTo(8).map((part) => vstore(get(address), vsplat(i32(0)), part * 16)),
    store8(get(address), i32(0x80)),
    set(blocks, i32(1)),
    when(below(i32(55), get(tail)), set(blocks, i32(2))),
    set(address, add(get(pad), shl(get(blocks), 6))),
    // The length in bits, big-endian; messages are shorter than 2^29 bytes.
    set(length, shl(get(length), 3)),
    upTo(4).map((byte) => store8(sub(get(address), i32(4)), shr(get(length), 24 - byte * 8), byte)),
    get(blocks),
  ];
})();

/** Function 4, `messages` (list of address and length, number of them, where the hashes go). */
const messages: Code = ((): Code => {
  const [list, count, out, next, active] = [0, 1, 2, 3, 4];
  const at = (lane: number): number => 5 + lane;
  const whole = (lane: number): number => 9 + lane;
  const padding = (lane: number): number => 13 + lane;
  const target = (lane: number): number => 17 + lane;
  const pad = (lane: number): Code => i32(LAYOUT.pads + lane * PAD);
  const begin = (lane: number): Code =>
    when(
      below(get(next), get(count)),
      [
        beginLane(lane),
        set(at(lane), load(get(list))),
        set(whole(lane), shr(load(get(list), 4), 6)),
        set(padding(lane), call(3, load(get(list)), load(get(list), 4), pad(lane))),
        set(target(lane), get(out)),
        when(isZero(get(whole(lane))), set(at(lane), pad(lane))),
        set(list, add(get(list), i32(8))),
        set(out, add(get(out), i32(32))),
        set(next, add(get(next), i32(1))),
        set(active, add(get(active), i32(1))),
      ],
      // An idle lane goes round on its own pad.
      [set(at(lane), pad(lane)), set(whole(lane), i32(0)), set(padding(lane), i32(0))],
    );
  const advance = (lane: number): Code =>
    when(
      get(whole(lane)),
      [
        set(whole(lane), sub(get(whole(lane)), i32(1))),
        set(at(lane), add(get(at(lane)), i32(BYTES_OF_BLOCK))),
        when(isZero(get(whole(lane))), set(at(lane), pad(lane))),
      ],
      when(get(padding(lane)), [
        set(padding(lane), sub(get(padding(lane)), i32(1))),
        set(at(lane), add(get(at(lane)), i32(BYTES_OF_BLOCK))),
        when(isZero(get(padding(lane))), [
          call(2, i32(lane * 4), get(target(lane))),
          set(active, sub(get(active), i32(1))),
          begin(lane),
        ]),
      ]),
    );
  return [
    LANES.map(begin),
    when(
      get(active),
      repeatWhile([call(0, ...LANES.map((lane) => get(at(lane)))), call(1), LANES.map(advance)], get(active)),
    ),
  ];
})();

const eachFour = (body: Code): Code => {
  const [from, count, to] = [0, 1, 2];
  return when(
    get(count),
    repeatWhile(
      [
        beginAll,
        body,
        LANES.map((lane) => call(2, i32(lane * 4), add(get(to), i32(lane * 32)))),
        set(from, add(get(from), i32(4 * BYTES_OF_BLOCK))),
        set(to, add(get(to), i32(4 * 32))),
        set(count, choose(i32(0), sub(get(count), i32(4)), below(get(count), i32(5)))),
      ],
      get(count),
    ),
  );
};
const pointers: Code = LANES.map((lane) => add(get(0), i32(lane * BYTES_OF_BLOCK)));
const fill = (word: number, value: Code): Code => vstore(none, value, LAYOUT.words + word * 16);
const zeros = (from: number): Code => upTo(15 - from).map((word) => fill(from + word, vsplat(i32(0))));

/** Function 5, `pairs` (address, number, where the hashes go): SHA-256 of each 64 bytes. */
const pairs: Code = eachFour([
  call(0, pointers),
  call(1),
  fill(0, vsplat(i32(0x80000000))),
  zeros(1),
  fill(15, vsplat(i32(64 * 8))),
  call(1),
]);

/** Function 6, `nodes` (address, number, where the hashes go): SHA-256 of 0x01 and each 64 bytes (RFC 9162 §2.1.1). */
const nodes: Code = eachFour([
  call(
    0,
    LANES.map((lane) => add(get(0), i32(lane * BYTES_OF_BLOCK - 1))),
  ),
  fill(0, vor(vand(vload(none, LAYOUT.words), vsplat(i32(0x00ffffff))), vsplat(i32(0x01000000)))),
  call(1),
  LANES.map((lane) =>
    store(
      none,
      or(shl(load8(get(0), lane * BYTES_OF_BLOCK + 63), 24), i32(0x00800000)),
      LAYOUT.words + lane * 4,
    ),
  ),
  zeros(1),
  fill(15, vsplat(i32(65 * 8))),
  call(1),
]);

/**
 * The module: exports `memory`, `messages`, `pairs` and `nodes`.
 *
 * @param pages - memory, in units of 64 KiB
 */
export const kernelModule = (pages: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, [type(4, 0), type(0, 0), type(2, 0), type(3, 1), type(3, 0)]),
      section(3, [0, 1, 2, 3, 4, 4, 4]),
      section(5, [[1, unsigned(pages), unsigned(pages)]]),
      section(7, [
        [name('memory'), 2, 0],
        [name('messages'), 0, 4],
        [name('pairs'), 0, 5],
        [name('nodes'), 0, 6],
      ]),
      section(10, [
        body([[8, V128]], loadBlocks),
        body(
          [
            [25, V128],
            [1, I32],
          ],
          compress,
        ),
        body([[1, I32]], finish),
        body([[2, I32]], padOf),
        body([[18, I32]], messages),
        body([], pairs),
        body([], nodes),
      ]),
    ]),
  );
