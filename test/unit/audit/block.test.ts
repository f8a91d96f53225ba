import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blockHash } from '../../../src-main/audit/block.ts';
import { linkOf } from '../../../src-main/audit/chain.ts';
import { hashFrom, hexOf, ZERO_HASH } from '../../../src-main/base/hash.ts';

const block = {
  number: 1,
  first: 3,
  last: 2 ** 40,
  entries: 2 ** 40 - 2,
  root: hashFrom('aa'.repeat(32)),
  treeRoot: hashFrom('bb'.repeat(32)),
  previousHash: hashFrom('cc'.repeat(32)),
  sealedAt: '-1',
};

test('the hash of a block is that of its tuple, written out by hand', () => {
  const tuple = [
    '0008',
    '000000080000000000000001',
    '000000080000000000000003',
    '000000080000010000000000',
    '00000008000000fffffffffe',
    `00000020${'aa'.repeat(32)}`,
    `00000020${'bb'.repeat(32)}`,
    `00000020${'cc'.repeat(32)}`,
    '00000008ffffffffffffffff',
  ].join('');
  expect(hexOf(blockHash(block))).toBe(createHash('sha256').update(Buffer.from(tuple, 'hex')).digest('hex'));
});
test('every member counts', () => {
  const changes = [
    { number: 2 },
    { first: 4 },
    { last: 5 },
    { entries: 1 },
    { root: ZERO_HASH },
    { treeRoot: ZERO_HASH },
    { previousHash: ZERO_HASH },
    { sealedAt: '0' },
  ];
  expect(new Set([block, ...changes.map((change) => ({ ...block, ...change }))].map(blockHash)).size).toBe(9);
});
test('a link is the hash of the value before and the leaf', () => {
  expect(hexOf(linkOf(ZERO_HASH, block.root))).toBe(
    createHash('sha256')
      .update(Buffer.from('00'.repeat(32) + 'aa'.repeat(32), 'hex'))
      .digest('hex'),
  );
});
