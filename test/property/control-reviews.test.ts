import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ReviewEdit } from '../../src-shared/controls/reviews.ts';
import { FACTS, NOVEMBER, reviewDesk, type ReviewDesk, soc2 } from '../fixtures/review-desk.ts';

// Random work on a small cycle: an approval never outlives a change, nobody approves their own, and nothing that is open is
// ever locked.
const IDS = ['CC1.1', 'CC1.2', 'CC1.3'] as const;

let folder: string;
let desk: ReviewDesk;
let evidence: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'attestry-review-model-'));
  desk = await reviewDesk(folder);
  ({ id: evidence } = await desk.evidence.addFile(desk.file('policy.txt', 'text'), FACTS));
});
afterAll(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const edits: fc.Arbitrary<ReviewEdit> = fc.oneof(
  fc.record({
    edit: fc.constant('conclude' as const),
    conclusion: fc.constantFrom('effective' as const, 'exception' as const, 'not-tested' as const, null),
    narrative: fc.constantFrom('', 'Looked at.'),
  }),
  fc.record({
    edit: fc.constant('scope' as const),
    state: fc.constantFrom('in' as const, 'out' as const, 'not-applicable' as const),
    reason: fc.constantFrom('', 'For a reason.'),
  }),
  fc.constant<ReviewEdit>({ edit: 'assign', owner: 'Someone', dueOn: '2026-12-15' }),
  fc.constant<ReviewEdit>({ edit: 'attach-evidence', evidence: ['@'] }),
  fc.constant<ReviewEdit>({ edit: 'detach-evidence', evidence: ['@'] }),
);
const NAMED: fc.Arbitrary<readonly string[]> = fc.oneof(
  fc.constant<readonly string[]>(IDS),
  fc.subarray<string>([...IDS], { minLength: 1 }),
);
const people = fc.constantFrom('first' as const, 'second' as const);
const deeds = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        deed: fc.constant('edit' as const),
        who: people,
        id: fc.constantFrom(...IDS),
        edit: edits,
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        deed: fc.constant('approve' as const),
        who: people,
        ids: NAMED,
      }),
    },
    { weight: 2, arbitrary: fc.record({ deed: fc.constant('lock' as const), who: people }) },
  ),
  { minLength: 6, maxLength: 16 },
);

/** A cycle in which three controls are concluded by the first officer, and everything else is left out and approved. */
async function begun(): Promise<string> {
  const { cycleId } = await desk.reviews.open(NOVEMBER);
  const { controls } = await desk.reviews.snapshot(cycleId);
  const others = controls
    .filter(({ requirement }) => !IDS.some((id) => id === requirement.id))
    .map(({ requirement }) => ({ requirement }));
  desk.as('first');
  await desk.reviews.edit(cycleId, others, { edit: 'scope', state: 'out', reason: 'Not now.' });
  for (const id of IDS) {
    await desk.reviews.edit(cycleId, [soc2(id)], { edit: 'attach-evidence', evidence: [evidence] });
    await desk.reviews.edit(cycleId, [soc2(id)], {
      edit: 'conclude',
      conclusion: 'effective',
      narrative: '',
    });
  }
  desk.as('second');
  await desk.reviews.approve(cycleId, others);
  return cycleId;
}

const refused = (deed: Promise<unknown>): Promise<boolean> =>
  deed.then(
    () => false,
    () => true,
  );

it('holds approvals of what was approved alone, and locks what is complete alone', async () => {
  const happened = { approved: 0, voided: 0, locked: 0 };
  await fc.assert(
    fc.asyncProperty(deeds, async (sequence) => {
      const cycleId = await begun();
      /** The model: who is an author of what, and at which revision it was approved. */
      const authors = new Map<string, Map<string, string>>(
        IDS.map((id) => [id, new Map([['conclude', 'first']])]),
      );
      const approved = new Map<string, number>();
      let locked = false;
      for (const step of sequence) {
        desk.as(step.who);
        if (step.deed === 'edit') {
          const edit: ReviewEdit =
            'evidence' in step.edit ? { ...step.edit, evidence: [evidence] } : step.edit;
          if (await refused(desk.reviews.edit(cycleId, [soc2(step.id)], edit))) continue;
          expect(locked).toBe(false);
          if (approved.delete(step.id)) happened.voided += 1;
          const own = authors.get(step.id)!;
          if (edit.edit === 'conclude' && edit.conclusion === null) own.delete('conclude');
          else if (edit.edit === 'conclude' || edit.edit === 'scope') own.set(edit.edit, step.who);
        } else if (step.deed === 'approve') {
          if (await refused(desk.reviews.approve(cycleId, step.ids.map(soc2)))) continue;
          expect(locked).toBe(false);
          happened.approved += 1;
          for (const id of step.ids) {
            expect([...authors.get(id)!.values()]).not.toContain(step.who);
            approved.set(id, (await desk.control(cycleId, id)).revision);
          }
        } else if (!(await refused(desk.reviews.lock(cycleId)))) {
          expect(locked).toBe(false);
          expect(approved.size).toBe(IDS.length);
          happened.locked += 1;
          locked = true;
        }
        const { controls, cycle, lint, lock } = await desk.reviews.snapshot(cycleId);
        for (const id of IDS) {
          const control = controls.find(({ requirement }) => requirement.id === id)!;
          expect(control.stage === 'approved').toBe(approved.has(id));
          if (control.stage === 'approved') expect(control.revision).toBe(approved.get(id));
        }
        expect(cycle.state === 'locked').toBe(locked);
        if (locked) {
          expect(lint.filter(({ level }) => level === 'error')).toEqual([]);
          expect(lock?.result).toBe('intact');
        }
      }
      expect((await desk.reviews.verify(cycleId)).result).toBe('intact');
    }),
    { numRuns: 16, seed: 20261122 },
  );
  // The random work came to all of it, or this test would have seen nothing.
  expect(Math.min(happened.approved, happened.voided, happened.locked)).toBeGreaterThan(0);
}, 120_000);
