import type { Hash } from '../base/hash.ts';
import type { Anchor } from './anchor-points.ts';
import { checkCheckpoint } from './checkpoint.ts';
import { type Draft, draft } from './draft.ts';
import type { LogSnapshot, Witness } from './ports.ts';
import type { Stitched } from './stitch.ts';
import { rootAt, rootsAt, TileMissingError } from './tiles.ts';

/** Every checkpoint whose signature, certificate or statement does not hold. */
export const signatureFindings = ({ bad }: Pick<Anchor, 'bad'>): readonly Draft[] =>
  bad.map(({ size, block, check }) =>
    draft('signature-invalid', size > 0 ? size - 1 : null, null, {
      summary: `The checkpoint over ${size} entries ${SIGNATURE_WORDS[check]}.`,
      ...{ reference: 'checkpoint', block },
    }),
  );

/**
 * Whether the log is the one that the newest signed checkpoint states: a signature that verifies says nothing about a
 * log whose tree has another root. Which entries differ is told by the comparison with the witness, one level deeper.
 */
export function statementFindings(anchor: Anchor, stitched: Stitched, sealed: number): readonly Draft[] {
  const { newest } = anchor;
  if (newest === null || checkCheckpoint(newest.note, newest.certificate) !== 'ok') return [];
  const shorter = sealed < newest.size;
  if (!shorter && stitched.cutRoot === newest.root) return [];
  return [
    draft(shorter ? 'deletion' : 'modification', shorter ? sealed : null, null, {
      reference: 'checkpoint',
      summary: shorter
        ? `A signed checkpoint covers ${newest.size} entries; only ${sealed} are sealed in the log.`
        : `The first ${newest.size} entries are not those that a signed checkpoint covers. The level "block chain" tells which.`,
    }),
  ];
}

const SIGNATURE_WORDS = {
  ok: 'does not say what was recorded of it',
  malformed: 'is damaged and cannot be read',
  'no-such-key': 'is not signed by the key it names',
  'does-not-verify': 'has a signature that does not verify',
  'outside-validity': 'was signed outside the validity of its certificate',
} as const;

/** How the log agrees with this machine's copy. */
export type Agreement = {
  /** The seals up to the common size are not those that were witnessed, or fewer. */
  readonly differs: boolean;
  /** Blocks that a checkpoint names and that are not what they were, oldest first; `first` where there still is such a block. */
  readonly foreignBlocks: readonly {
    readonly number: number;
    readonly first: number | null;
    readonly last: number;
  }[];
  /** Why our own copy cannot serve, or null. */
  readonly damage: string | null;
};

/** Compares log, blocks and checkpoints with what this machine witnessed. */
export async function agree(
  stitched: Stitched,
  snapshot: LogSnapshot,
  witness: Witness,
  anchor: Anchor,
): Promise<Agreement> {
  const read = witness.tile.bind(witness);
  const nothing = { differs: false, foreignBlocks: [] };
  try {
    // What lies before this copy's beginning it cannot say; the blocks that those checkpoints name are compared all the same.
    const own = anchor.checkpoints.filter(({ size }) => size >= anchor.first);
    const newest = own.length > 0 ? anchor.newest : null;
    const beyond = anchor.checkpoints.find(({ size }) => size > anchor.size);
    if (beyond !== undefined) return { ...nothing, damage: notOurs(beyond.size) };
    let at = 0;
    for await (const root of rootsAt(
      own.map(({ size }) => size),
      read,
    )) {
      const checkpoint = own[at++];
      if (checkpoint !== undefined && root !== checkpoint.root)
        return { ...nothing, damage: notOurs(checkpoint.size) };
    }
    // Once more from the upper hashes, which proofs are made of.
    if (newest !== null && (await rootAt(newest.size, read)) !== newest.root)
      return { ...nothing, damage: notOurs(newest.size) };
    const foreignBlocks = anchor.checkpoints.flatMap(({ block, size }) => {
      if (block === null) return [];
      const now = stitched.blocks.get(block.number);
      if (now?.hash === block.hash) return [];
      return [{ number: block.number, first: now?.first ?? null, last: size - 1 }];
    });
    const root: Hash | null = anchor.size === 0 ? null : await rootAt(anchor.size, read);
    const differs = anchor.size > snapshot.sealed || (root !== null && stitched.cutRoot !== root);
    return { differs, foreignBlocks, damage: null };
  } catch (error) {
    if (error instanceof TileMissingError)
      return { ...nothing, damage: `${OWN_COPY} (a part of it is missing).` };
    throw error;
  }
}

const notOurs = (size: number): string =>
  `${OWN_COPY} (it does not give the root of the checkpoint over ${size} entries).`;

/** The beginning of a sentence on our own copy. */
export const OWN_COPY = "This machine's own copy of the log's hashes is damaged";
