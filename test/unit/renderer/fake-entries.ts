import type { EntryView, ProofPath } from '../../../src-shared/audit/entries.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { checkpointOf, hashOf, iso, LONG_NAME, type FakeState } from './fake-clinic.ts';
import { FakeFailure } from './fake-failure.ts';
import type { jobsIn } from './fake-jobs.ts';

type Jobs = ReturnType<typeof jobsIn>;

/** Single entries and what leaves the house, on state in memory. Entry 4 was changed. */
export function entryHandlers(
  state: FakeState,
  jobs: Jobs,
): Pick<
  Handlers,
  Extract<keyof Handlers, `entries.${string}` | `proofs.${string}` | 'fhir.export' | 'findings.export'>
> {
  return {
    'entries.view': ({ entryId, look }) => viewOf(state, entryId, look),
    'proofs.save': (file) => ({
      saved: {
        handle: 'file-2',
        name: file.what === 'proof' ? `entry-${file.entryId}.tlog-proof` : `${file.what}.txt`,
      },
    }),
    'findings.export': ({ runId }) =>
      jobs.start(
        'export',
        'Saving the findings',
        state.runs.find((run) => run.runId === runId)?.found ?? 0,
        'findings',
        10,
        () => 'file-4',
      ),
    'fhir.export': () =>
      jobs.start(
        'export',
        'Saving entries as FHIR AuditEvents',
        state.status.integrity.sealed,
        'entries',
        20,
        () => 'file-3',
      ),
  };
}

function viewOf(state: FakeState, entryId: number, look: EntryView['look']): EntryView {
  const { sealed } = state.status.integrity;
  if (entryId < 1 || entryId > sealed)
    throw new FakeFailure(
      'entry-unknown',
      'No entry has this number: neither this computer nor the database knows of one.',
      'Check the number.',
    );
  const away = state.scenario === 'no-database';
  const changed = entryId === 4;
  const position = entryId - 1;
  const header = {
    entryId,
    occurredAt: iso(Date.now() - 86_400_000),
    actor: state.scenario === 'long-names' ? LONG_NAME : 'u4033',
    actorRole: 'nurse',
    eventType: 'phi.read',
    action: 'read',
    resourceType: 'Encounter',
    resourceId: '24bf589b-720c-40d5-b7a3-a41654f8d07c',
    success: true,
  };
  const asked = look !== 'record' && !away;
  const checkpoint = checkpointOf(sealed);
  return {
    entryId,
    look,
    result: look === 'record' ? null : away ? 'could-not-tell' : changed ? 'tampered' : 'intact',
    check: asked ? (changed ? 'differs' : 'intact') : null,
    detail: asked
      ? changed
        ? 'The row is not what its seal records.'
        : 'The entry is as it was sealed, and the signed checkpoint covers it.'
      : 'This is what this computer keeps of the entry.',
    checkedAt: iso(Date.now()),
    elapsedMs: 12.4,
    problem: look !== 'record' && away ? 'The database server does not answer. Check the network.' : null,
    position,
    block: asked ? { number: 3, sealedAt: iso(Date.now() - 80_000_000), entries: 400 } : null,
    witnessed: { header, leaf: hashOf(entryId), before: checkpoint.signedAt },
    now: asked
      ? {
          header: changed ? { ...header, actor: 'somebody.else' } : header,
          leaf: hashOf(changed ? 999 : entryId),
        }
      : null,
    checkpoint: {
      size: sealed,
      root: checkpoint.root,
      signedAt: checkpoint.signedAt,
      keyName: checkpoint.keyName,
      valid: true,
    },
    proof: pathOf(position, sealed),
  };
}

/** A path of the right shape; its hashes are made up. */
function pathOf(index: number, size: number): ProofPath {
  const path: ProofPath['path'] = [];
  for (let from = 0, to = size; to - from > 1;) {
    let left = 1;
    while (left * 2 < to - from) left *= 2;
    const middle = from + left;
    const side = index < middle ? 'right' : 'left';
    const [first, end] = side === 'right' ? [middle, to] : [from, middle];
    path.unshift({ side, hash: hashOf(first), from: first, to: end, node: hashOf(end) });
    if (side === 'right') to = middle;
    else from = middle;
  }
  return { index, size, leaf: hashOf(index + 1), root: checkpointOf(size).root, path };
}
