import type { MappedTable } from '../../../src-shared/audit/tables.ts';
import type { Finding } from '../../../src-shared/audit/types.ts';
import { readAnchor } from '../anchor-points.ts';
import { OWN_COPY, signatureFindings } from '../anchor.ts';
import { checkpointOf } from '../checkpoint.ts';
import type { Draft } from '../draft.ts';
import { atLevel } from '../levels.ts';
import { checkOwnCopy, type OwnCopy } from '../offline.ts';
import type { Verification, VerifyOptions } from '../verify.ts';
import { classifyRows } from './classify.ts';
import { type Comparison, TableComparison } from './compare.ts';
import type { TableReader, TableWitness } from './ports.ts';
import { tableSteps } from './steps.ts';

/**
 * Verifies a mapped table: every row is read once and compared with what this machine witnessed. Nothing in the clinic's
 * database vouches for it, so every level rests on the witness; the deeper ones ask whether the witness itself is whole,
 * and whether a signature outside this machine's reach vouches for it.
 *
 * @throws Fault `cancelled`, `database-…`, `table-…`: then nothing is known
 */
export async function verifyTable(
  table: MappedTable,
  reader: TableReader,
  witness: TableWitness,
  options: VerifyOptions,
): Promise<Verification> {
  const { level, signal, now, onProgress } = options;
  const size = await witness.size();
  const { settled } = await witness.state();
  const comparison = new TableComparison(witness, size, table.columns, settled);
  const snapshot = await reader.open(table, null, false, signal);
  const { added, rows } = snapshot;
  try {
    onProgress(0, rows ?? size);
    for (let batch = await snapshot.next(); batch !== null; batch = await snapshot.next()) {
      await comparison.add(batch);
      onProgress(comparison.rows, Math.max(rows ?? size, comparison.rows));
    }
  } finally {
    await snapshot.close();
  }
  const compared = await comparison.finish();
  const restored = restoredState(compared, size);
  const byContent = classifyRows({ ...compared, restored });
  const anchor = await readAnchor(witness, atLevel(level, 'signature'));
  const deep = atLevel(level, 'merkle');
  // Differences are only evidence if what they differ from is whole.
  const own = deep || byContent.length > 0 ? await checkOwnCopy(witness) : null;
  const damage = damageOf(compared, own);
  const signatures = atLevel(level, 'signature') ? signatureFindings(anchor) : [];
  const drafts = [...(damage === null ? byContent : []), ...signatures];
  const findings = await withTakeOver(drafts, witness, now());

  const covered = atLevel(level, 'signature') ? Math.min(anchor.covered, size) : size;
  const unanchored = atLevel(level, 'signature') && anchor.newest === null;
  const reason = damage ?? (size === 0 ? NOTHING_TAKEN : unanchored ? NO_ANCHOR : null);
  return {
    result: findings.length > 0 ? 'tampered' : reason !== null ? 'could-not-tell' : 'intact',
    reason: findings.length > 0 ? null : reason,
    first: 0,
    entries: unanchored ? size : covered,
    pending: compared.laterCount + (unanchored ? 0 : size - covered),
    steps: tableSteps({
      level,
      compared,
      size,
      anchor,
      own,
      damage,
      restored,
      added,
      signatures: signatures.length,
    }),
    findings,
    checkpoint: anchor.newest === null ? null : checkpointOf(anchor.newest),
  };
}

const NO_ANCHOR =
  'This machine holds no signed checkpoint of this table, so only its own copy vouches for it. Sign in and take over to sign one.';
const NOTHING_TAKEN = 'This machine has taken over no row of this table yet. Take over first.';

function damageOf(compared: Comparison, own: OwnCopy | null): string | null {
  if (compared.indexDamaged) return `${OWN_COPY} (the list of keys lacks a row).`;
  if (own === null) return null;
  if (own.damagedTiles.length > 0 || own.root === null)
    return `${OWN_COPY} (its parts contradict each other).`;
  if (own.foreignCheckpoints.length > 0)
    return `${OWN_COPY} (it does not give the root of a checkpoint that was signed).`;
  return null;
}

/**
 * An older state that was put back leaves another picture than tampering inside: everything is as witnessed up to a row,
 * and nothing from there on; what stands under a lost row's key has another time and another content.
 */
function restoredState(compared: Comparison, size: number): string | null {
  const { absent, changed, behind, cut, firstWrong, rightAfter } = compared;
  const lost = absent.length + changed.length;
  if (cut || lost === 0 || rightAfter > 0 || size - firstWrong !== lost) return null;
  const reused = changed.length > 0;
  // What goes on from an older state is another row, and later; one or two such rows are no more than changed rows.
  const wentOn = changed.every(
    ({ known, now }) =>
      known.body !== now.body && known.time !== null && now.time !== null && now.time > known.time,
  );
  if (reused ? !wentOn || changed.length < REUSED : behind.length > 0) return null;
  const upTo =
    firstWrong === 0
      ? 'Nothing in the table is as this machine witnessed it'
      : `The first ${firstWrong.toLocaleString('en-US')} rows are as this machine witnessed them`;
  return reused
    ? `${upTo}, and other rows follow: an older state of the table was put back and went on from there.`
    : `${upTo} and nothing after them: an older state of the table was put back, or its end was cut off.`;
}
/** So many keys must stand for other, later rows before a history that went on is told from changed rows. */
const REUSED = 3;

/** Between which moments it can have happened: after the last run that found the table intact, else after the take-over. */
async function withTakeOver(
  drafts: readonly Draft[],
  witness: TableWitness,
  now: string,
): Promise<readonly Finding[]> {
  // Every level reads every row.
  const intact = await witness.lastIntact('basic');
  const taken = await witness.takenAt(drafts.map(({ position }) => position ?? -1));
  return drafts.map((draft, index) => ({
    ...draft,
    earliest:
      intact !== null && (draft.position === null || draft.position < intact.size)
        ? intact.at
        : (taken[index] ?? null),
    latest: now,
  }));
}
