import type { Evidence, Finding, VerificationLevel } from '../../src-shared/audit/types.ts';
import { LEVELS } from '../../src-shared/audit/types.ts';
import { hexOf } from '../base/hash.ts';
import type { Moment } from './classify.ts';
import type { OrderedSuspicion } from './suspects.ts';
import type { Stitched } from './stitch.ts';
import type { Agreement } from './anchor.ts';

const plain: Omit<Evidence, 'summary'> = {
  expectedLeaf: null,
  foundLeaf: null,
  reference: 'seal',
  before: null,
  now: null,
  movedFrom: null,
  block: null,
};

/**
 * Findings about the structures themselves, where no entry explains them: a seal that is gone, a link that does not
 * follow, a block that does not fit its leaves. What a finding by content already explains is not told twice.
 */
export function structuralFindings(
  stitched: Stitched,
  level: VerificationLevel,
  agreement: Agreement | null,
  suspicion: OrderedSuspicion,
  byContent: readonly Finding[],
  moment: Moment,
): readonly Finding[] {
  const findings: Finding[] = [];
  const told = new Set(byContent.map((f) => f.position));
  const add = (
    type: Finding['type'],
    position: number | null,
    entryId: number | null,
    evidence: Evidence,
  ): void => {
    findings.push({
      type,
      position,
      entryId,
      earliest: moment.earliest(position),
      latest: moment.latest,
      evidence,
    });
    told.add(position);
  };
  const at = (wanted: VerificationLevel): boolean => LEVELS.indexOf(level) >= LEVELS.indexOf(wanted);

  for (const e of suspicion.moved) {
    if (told.has(e.position)) continue;
    add('reordering', e.position, e.entryId, {
      ...plain,
      summary: `Entry ${e.entryId} is sealed in another order than this machine witnessed.`,
      expectedLeaf: hexOf(e.leaf),
      foundLeaf: hexOf(e.leaf),
      reference: 'witness',
      before: e.before,
    });
  }
  // Seals that were rewritten although the entry itself is as it was witnessed.
  for (const e of suspicion.expected) {
    if (told.has(e.position) || suspicion.rows.get(e.entryId)?.leaf !== e.leaf || e.reference !== 'witness')
      continue;
    add('modification', e.position, e.entryId, {
      ...plain,
      summary: `The seal of entry ${e.entryId} was removed or rewritten; the entry itself is as this machine witnessed it.`,
      expectedLeaf: hexOf(e.leaf),
      foundLeaf: hexOf(e.leaf),
      reference: 'witness',
      before: e.before,
    });
  }
  // Once the witness has told every difference, gaps and links are only their traces.
  const explained = agreement?.differs === true && (byContent.length > 0 || findings.length > 0);
  if (at('chain') && !explained) {
    for (const position of stitched.missingSeals)
      if (!told.has(position))
        add('deletion', position, null, { ...plain, summary: `The seal at position ${position} is gone.` });
    for (const position of stitched.brokenLinks)
      if (!told.has(position) && !told.has(position - 1))
        add('modification', position, null, {
          ...plain,
          summary: `The chain of seals does not hold at position ${position}: a seal was rewritten.`,
        });
  }
  if (at('merkle')) {
    for (const number of new Set(stitched.blockFaults.map((f) => f.block.number))) {
      const block = stitched.blockFaults.find((f) => f.block.number === number)?.block;
      if (block === undefined) continue;
      // The tree root carries an earlier change on: only the first block that departs is told.
      const all = [...byContent, ...findings];
      if (all.some((f) => f.position !== null && f.position <= block.last)) continue;
      add('modification', block.first, null, {
        ...plain,
        summary: `Block ${number} (positions ${block.first} to ${block.last}) does not fit its entries: seals in it were rewritten.`,
        reference: 'block',
        block: number,
      });
    }
  }
  if (agreement !== null && byContent.length === 0 && findings.length === 0)
    for (const number of agreement.foreignBlocks)
      add('modification', null, null, {
        ...plain,
        summary: `Block ${number} is not the one that a signed checkpoint names: the blocks were rewritten.`,
        reference: 'block',
        block: number,
      });
  if (agreement?.differs === true && byContent.length === 0 && findings.length === 0)
    add('modification', null, null, {
      ...plain,
      summary: "The log's tree is not the one this machine witnessed.",
      reference: 'witness',
    });
  return findings;
}
