import { type RangeReport, type RangeTask, RangeWalk } from '../../audit/index.ts';
import { hashAt, ZERO_HASH } from '../../base/hash.ts';
import type { Connected } from './connect.ts';
import { copyTuples, fieldReader } from './copy-reader.ts';
import { blockFrom, type BlockRow } from './rows.ts';
import { BLOCKS_BETWEEN, ENTRY_LIST, sqlNumber } from './sql.ts';

/**
 * Reads one range: its blocks, its seals, then its rows, hashing them where they lie in the socket's buffer.
 *
 * @throws Fault `database-…`
 */
export async function readRange(client: Connected, task: RangeTask): Promise<RangeReport> {
  const blocks = task.tree
    ? (await client.query<BlockRow>(BLOCKS_BETWEEN, [task.from, task.to])).rows.map(blockFrom)
    : [];
  const walk = new RangeWalk(task, blocks);
  if (task.from === 0) walk.chainBefore(ZERO_HASH);
  await copyTuples(
    client,
    `select s.position, s.entry_id, s.leaf, s.chain from guard.seal s
      where s.position >= ${sqlNumber(Math.max(task.from - 1, 0))} and s.position < ${sqlNumber(task.to)} order by s.position`,
    (bytes, start) => {
      const next = fieldReader(bytes, start);
      const position = int8At(bytes, next());
      const entryId = int8At(bytes, next());
      const leaf = hashOf(bytes, next());
      const chain = hashOf(bytes, next());
      if (position < task.from) walk.chainBefore(chain);
      else walk.seal(position, entryId, leaf, chain);
    },
  );
  await copyTuples(
    client,
    `select ${ENTRY_LIST} from guard.audit_log l where ${idRange(task)} order by l.id`,
    (bytes, start, end) => {
      walk.row(bytes, start, end);
    },
  );
  return walk.finish();
}

function idRange(task: RangeTask): string {
  const conditions = [`l.id <= ${sqlNumber(task.idLimit)}`];
  if (task.idFrom !== null) conditions.push(`l.id >= ${sqlNumber(task.idFrom)}`);
  if (task.idTo !== null) conditions.push(`l.id < ${sqlNumber(task.idTo)}`);
  return conditions.join(' and ');
}

type Field = { readonly from: number; readonly to: number } | null;

const int8At = (bytes: Buffer, field: Field): number =>
  field === null ? 0 : bytes.readInt32BE(field.from) * 4_294_967_296 + bytes.readUInt32BE(field.from + 4);

// A seal whose hash has another length can equal nothing: zeros stand for it.
const hashOf = (bytes: Buffer, field: Field): ReturnType<typeof hashAt> =>
  field !== null && field.to - field.from === 32 ? hashAt(bytes, field.from) : ZERO_HASH;
