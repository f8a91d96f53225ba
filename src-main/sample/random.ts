/** Reproducible choices: the same seed and stream give the same sequence on every machine. Not for secrets. */
export type Random = {
  /** The next 32 bits, 0 … 2³²−1. */
  next(): number;
  /** An integer 0 … n−1. */
  below(n: number): number;
  /** An integer from low to high, both included. */
  between(low: number, high: number): number;
  /** True with probability p. */
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the entries, each as likely as its weight says. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  /** Roughly normal (sum of three uniforms), mean 0, within ±1.5. */
  bell(): number;
  /** A version 4 UUID (RFC 9562 §5.4). */
  uuid(): string;
};

/**
 * Generator sfc32 (Chris Doty-Humphrey, PractRand), seeded from a number and the name of a stream, so that adding a
 * choice to one part of the clinic leaves the others as they were.
 */
export function seededRandom(seed: number, stream: string): Random {
  const spread = spreader(`${seed}/${stream}`);
  let a = spread();
  let b = spread();
  let c = spread();
  let counter = 1;
  const next = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  for (let round = 0; round < 15; round += 1) next();
  const unit = (): number => next() / 4_294_967_296;
  const below = (n: number): number => Math.floor(unit() * n);
  const pick = <T>(list: readonly T[]): T => {
    const chosen = list[below(list.length)];
    if (chosen === undefined) throw new RangeError('nothing to pick from');
    return chosen;
  };
  const hex = (): string => next().toString(16).padStart(8, '0');
  return {
    next,
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (p) => unit() < p,
    pick,
    weighted: (list) => {
      let left = unit() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of list) {
        left -= weight;
        if (left < 0) return value;
      }
      return pick(list)[0];
    },
    bell: () => unit() + unit() + unit() - 1.5,
    uuid: () => {
      const [w0, w1, w2, w3] = [hex(), hex(), hex(), hex()];
      const variant = '89ab'.charAt(next() & 3);
      return `${w0}-${w1.slice(0, 4)}-4${w1.slice(5)}-${variant}${w2.slice(1, 4)}-${w2.slice(4)}${w3}`;
    },
  };
}

/** Words of seed material from a text: FNV-1a over its characters, then the finaliser of MurmurHash3. */
function spreader(text: string): () => number {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  };
}
