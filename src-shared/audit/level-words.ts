import type { LevelInfo, Pace, VerificationLevel } from './types.ts';

/** A level: plain words first, the term of art after, and what it can see that the one before cannot. */
export interface LevelWords {
  readonly plain: string;
  readonly term: string;
  readonly sees: string;
}

/** The levels in the officer's words; window and command line say the same. */
export const LEVEL_WORDS: Readonly<Record<VerificationLevel, LevelWords>> = {
  basic: {
    plain: 'Each entry by itself',
    term: 'basic',
    sees: 'Sees changed content and changed times.',
  },
  chain: {
    plain: 'The order of the entries',
    term: 'hash chain',
    sees: 'Also sees entries put in, removed or moved.',
  },
  merkle: {
    plain: 'The log as a whole',
    term: 'Merkle tree',
    sees: 'Also sees any difference across a whole block.',
  },
  signature: {
    plain: 'The signed statements',
    term: 'signatures',
    sees: 'Also sees forged checkpoints, foreign signatures, and a log that is not the one that was signed.',
  },
  blockchain: {
    plain: 'Everything, with this computer’s own record',
    term: 'block chain',
    sees: 'Also sees a cut end, a rewritten history, a restored backup.',
  },
};

/** The cost class of a level in words. */
export const COST_WORDS: Readonly<Record<LevelInfo['cost'], string>> = {
  low: 'Low cost',
  medium: 'Medium cost',
  high: 'High cost',
};

/** The paces in words, and what each means for the clinic. */
export const PACE_WORDS: Readonly<Record<Pace, { readonly name: string; readonly means: string }>> = {
  full: {
    name: 'At full speed',
    means: 'Reads with all it has: the clinic’s own queries may be slower meanwhile.',
  },
  background: {
    name: 'In the background (25 %)',
    means: 'Reads a quarter of the time, on one connection: takes longer, and the clinic does not notice.',
  },
};
