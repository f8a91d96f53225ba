import { base64Of, type Hash, hashFrom } from '../base/hash.ts';
import { strictBase64 } from './checkpoint.ts';

/** C2SP tlog-proof: that an entry is in the tree of a signed checkpoint. */
export type TlogProof = {
  /** The bytes of the entry, when the file carries them. They are not authenticated: their hash is. */
  readonly extra: Buffer | null;
  readonly index: number;
  /** Inclusion proof (RFC 9162 §2.1.3), from the leaf's sibling to the root's child. */
  readonly path: readonly Hash[];
  /** The checkpoint, a signed note, exactly as it was signed. */
  readonly note: string;
};

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree of 2^53 leaves is no deeper. */
const DEEPEST = 53;
/** An entry may hold a megabyte of details; base64 is a third longer. */
const LONGEST = 32 * 1024 * 1024;
const INDEX = /^index (0|[1-9]\d{0,15})$/;

/** The text of a proof file. */
export function tlogProofText({ extra, index, path, note }: TlogProof): string {
  return [
    FIRST_LINE,
    ...(extra === null ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...path.map(base64Of),
    '',
    note,
  ].join('\n');
}

/** Reads a proof file; null when it is not one. The text may be hostile. */
export function parseTlogProof(text: string): TlogProof | null {
  if (text.length > LONGEST) return null;
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first, ...lines] = text.slice(0, end).split('\n');
  if (first !== FIRST_LINE) return null;
  let extra: Buffer | null = null;
  if (lines[0]?.startsWith('extra ') === true) {
    extra = strictBase64(lines.shift()?.slice('extra '.length) ?? '');
    if (extra === null) return null;
  }
  const index = INDEX.exec(lines.shift() ?? '')?.[1];
  if (index === undefined || lines.length > DEEPEST) return null;
  const path = lines.map(strictBase64);
  if (!path.every((bytes) => bytes?.length === 32)) return null;
  return {
    extra,
    index: Number(index),
    path: path.flatMap((bytes) => (bytes === null ? [] : [hashFrom(bytes)])),
    note: text.slice(end + 2),
  };
}
