import type { VerificationLevel } from '../../src-shared/audit/types.ts';
import type { Agreement } from './anchor.ts';
import type { Block } from './block.ts';
import { type Draft, draft } from './draft.ts';
import { atLevel } from './levels.ts';
import type { BlockFault, Stitched } from './stitch.ts';
import type { Gathered } from './suspects.ts';

/**
 * Findings about the structures themselves, where no entry explains them: a seal that is gone, a link that does not
 * follow, a block that does not fit its leaves or is not the one a checkpoint names. What a finding by content already
 * explains is not told twice.
 *
 * @param blocks - how many there are; null below the level that looks at them
 * @param agreement - null below the level that compares with the witness
 */
export function structuralFindings(
  stitched: Stitched,
  level: VerificationLevel,
  blocks: number | null,
  agreement: Agreement | null,
  gathered: Gathered,
  byContent: readonly Draft[],
): readonly Draft[] {
  const findings = atLevel(level, 'chain')
    ? [...missingSeals(stitched, gathered), ...doubleSeals(stitched, byContent), ...brokenLinks(gathered)]
    : [];
  // Only what was done to the seals changes the tree: a changed row leaves it as it was.
  const sealTrouble = [
    ...gathered.expected
      .filter((e) => e.seal !== 'kept')
      .flatMap((e) => [e.position, e.sealedAt ?? e.position]),
    ...(gathered.difference?.added.map((seal) => seal.position) ?? []),
    ...findings.flatMap((f) => f.position ?? []),
    ...gathered.explained,
  ].toSorted((a, b) => a - b);
  const blockTrouble = blockFindings(
    stitched,
    sealTrouble,
    gathered.difference?.shiftedFrom ?? null,
    agreement,
  );
  // What is wrong among the others can hide a block from the reading; by itself such a block belongs to no log.
  const stray =
    blocks !== null && blockTrouble.length + sealTrouble.length === 0 ? blocks - stitched.blocksSeen : 0;
  const told = stray > 0 ? [strayBlocks(stray)] : blockTrouble;
  const last =
    agreement?.differs === true && byContent.length + findings.length + told.length === 0
      ? [
          draft('modification', null, null, {
            reference: 'witness',
            summary: "The log's tree is not the one this machine witnessed.",
          }),
        ]
      : [];
  return [...findings, ...told, ...last];
}

function missingSeals(stitched: Stitched, { difference, explained }: Gathered): readonly Draft[] {
  const gone = new Set(difference?.gone);
  return stitched.missingSeals
    .filter((position) => !gone.has(position) && !explained.has(position))
    .map((position) =>
      draft('deletion', position, null, {
        summary: `The seal at position ${position} is gone, and so is its entry.`,
      }),
    );
}

/** The entry of a second seal is told as an insertion already, where nothing else names it. */
function doubleSeals(stitched: Stitched, byContent: readonly Draft[]): readonly Draft[] {
  const told = new Set(
    byContent.flatMap(({ type, entryId }) => (type === 'insertion' ? (entryId ?? []) : [])),
  );
  return stitched.doubleSeals
    .filter(({ entryId }) => !told.has(entryId))
    .map(({ position, entryId }) =>
      draft('insertion', position, entryId, {
        summary: `A second seal stands at position ${position}, naming entry ${entryId}: it was put in.`,
      }),
    );
}

const brokenLinks = ({ links, expected }: Gathered): readonly Draft[] => {
  const told = new Set(expected.filter((e) => e.seal !== 'kept').map((e) => e.sealedAt));
  return links
    .filter(({ position }) => !told.has(position))
    .map(({ position, entryId, valueOnly }) =>
      draft('modification', position, entryId, {
        summary: valueOnly
          ? `The chain value at position ${position} was rewritten; the seals before and behind it agree with each other.`
          : `The chain of seals does not hold at position ${position}: the seal there was rewritten.`,
      }),
    );
};

const strayBlocks = (count: number): Draft =>
  draft('insertion', null, null, {
    reference: 'block',
    summary: `${count === 1 ? 'A block stands' : `${count} blocks stand`} beside the others and ${count === 1 ? 'covers' : 'cover'} none of the entries: put in to mislead whoever goes by the newest block.`,
  });

/** A block is told where its own trouble is: what lies before it is carried on by the tree root alone. */
function blockFindings(
  stitched: Stitched,
  trouble: readonly number[],
  shiftedFrom: number | null,
  agreement: Agreement | null,
): readonly Draft[] {
  const findings = new Map<number, Draft>();
  const inside = (block: Block): boolean =>
    (shiftedFrom !== null && block.last >= shiftedFrom) ||
    trouble.some((at) => at >= block.first && at <= block.last);
  const before = (block: Block): boolean => trouble.length > 0 && (trouble[0] ?? 0) <= block.last;
  const tell = (block: Block, summary: string): void => {
    if (findings.has(block.number)) return;
    findings.set(
      block.number,
      draft('modification', block.first, null, { reference: 'block', block: block.number, summary }),
    );
  };
  const name = (block: Block): string => `Block ${block.number} (positions ${block.first} to ${block.last})`;
  const faults = Map.groupBy(stitched.blockFaults, ({ block }) => block);
  let carried = false;
  let rewritten = -1;
  for (const [block, members] of faults) {
    const has = (fault: BlockFault['fault']): boolean => members.some((m) => m.fault === fault);
    if (has('root') && !inside(block))
      tell(block, `${name(block)} does not fit its entries: seals in it were rewritten.`);
    else if (has('hash')) tell(block, `${name(block)} does not have its own hash: the block was rewritten.`);
    else if (has('extent') && !before(block))
      tell(block, `${name(block)} does not begin where the block before it ended.`);
    else if (has('link') && rewritten !== block.number - 1 && !before(block))
      tell(block, `${name(block)} does not follow on the block before it: one of the two was rewritten.`);
    else if (has('tree-root') && !carried && !before(block))
      tell(block, `${name(block)} does not state the tree of the entries before it: seals were rewritten.`);
    if (has('root') || has('tree-root')) carried = true;
    if (has('hash')) rewritten = block.number;
  }
  const first = [...findings.values()].flatMap((f) => f.position ?? []).concat(trouble)[0];
  const foreign = agreement?.foreignBlocks ?? [];
  const [oldest] = foreign;
  if (oldest !== undefined && (first === undefined || oldest.last < first) && !findings.has(oldest.number))
    findings.set(
      oldest.number,
      draft('modification', oldest.first, null, {
        reference: 'block',
        block: oldest.number,
        summary: `Block ${oldest.number} is not the one that a signed checkpoint names: the blocks were rewritten.`,
      }),
    );
  if (stitched.uncovered !== null && findings.size === 0 && !(trouble.length > 0))
    findings.set(
      -1,
      draft('deletion', stitched.uncovered, null, {
        reference: 'block',
        summary: `No block covers the seals from position ${stitched.uncovered} on: blocks were removed.`,
      }),
    );
  return [...findings.values()];
}
