import { bytesOf, type Hash, sha256 } from '../base/hash.ts';

/** A block as the clinic's database gives it; see resources/guard/0003-seals.sql. */
export type Block = {
  readonly number: number;
  readonly first: number;
  readonly last: number;
  readonly entries: number;
  /** Tree hash over the block's own leaves. */
  readonly root: Hash;
  /** Tree hash over all leaves up to and with this block. */
  readonly treeRoot: Hash;
  readonly previousHash: Hash;
  /** Microseconds since 2000-01-01, exact, as decimal digits. */
  readonly sealedAt: string;
  readonly hash: Hash;
};

const field = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};
const int8 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes;
};

/**
 * Hash of a block: SHA-256 over the COPY binary tuple (number, first, last, entries, root, tree root, previous hash,
 * sealed at).
 */
export function blockHash(block: Omit<Block, 'hash'>): Hash {
  const count = Buffer.from([0, 8]);
  return sha256(
    Buffer.concat([
      count,
      field(int8(BigInt(block.number))),
      field(int8(BigInt(block.first))),
      field(int8(BigInt(block.last))),
      field(int8(BigInt(block.entries))),
      field(bytesOf(block.root)),
      field(bytesOf(block.treeRoot)),
      field(bytesOf(block.previousHash)),
      field(int8(BigInt(block.sealedAt))),
    ]),
  );
}
