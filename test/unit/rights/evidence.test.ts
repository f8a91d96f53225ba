import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { canonicalJson } from '../../../src-main/base/canonical-json.ts';
import { evidenceService, type EvidenceService } from '../../../src-main/rights/evidence.ts';
import type { TakenStep } from '../../../src-main/rights/case.ts';
import { nobody } from '../../../src-shared/rights/people.ts';
import { type Desk, rightsDesk } from '../../fixtures/rights-desk.ts';
import { letterOf, openingOf } from '../../fixtures/rights.ts';

let folder: string;
let desk: Desk;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  desk = rightsDesk(folder);
});
afterEach(async () => {
  await desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const serviceOn = (steps: (caseId: string) => Promise<readonly TakenStep[]>): EvidenceService =>
  evidenceService({
    ...{ rights: desk.rights, cases: { steps }, deliveries: desk.cache.deliveries, activity: desk.activity },
    ...{ manifest: () => Promise.resolve(null), clock: desk.clock, officer: desk.officer },
    signOffs: desk.signOffs,
  });
const stored = (caseId: string): Promise<readonly TakenStep[]> => desk.cache.rights.steps(caseId);

/** A case with a letter, more entries of the log than one page of it, and another case in between. */
async function worked(notes: number): Promise<string> {
  const { rights } = desk;
  const words = {
    patient: { ...nobody, familyName: 'Quillfeather', givenNames: 'Zofia' },
    ...{ requester: null, thirdParty: null, alternative: null, wish: 'Everything.', language: 'en' as const },
  };
  const { caseId } = await rights.open(openingOf(), words);
  await rights.open(openingOf({ type: 'amendment' }), { ...words, patient: nobody });
  await rights.take(caseId, { step: 'ask-identity', methods: ['phone_verification', 'document_upload'] });
  await rights.take(caseId, { step: 'send-letter', letter: letterOf('acknowledgement', desk.today()) });
  for (let note = 0; note < notes; note += 1)
    await rights.take(caseId, { step: 'add-note' }, { words: { note: `Zofia called, ${note}.` } });
  return caseId;
}

it('tells a whole case without naming anybody, each step with its place in the activity log', async () => {
  const caseId = await worked(202);
  const { text, steps, unrecorded } = await serviceOn(stored).evidence(caseId);
  expect([steps, unrecorded]).toEqual([205, []]);
  expect(text).not.toMatch(/Zofia|Quillfeather|Everything/);
  const evidence = JSON.parse(text) as {
    readonly steps: readonly { readonly sha256: string; readonly activityEntry: number }[];
    readonly artefacts: { readonly letters: readonly object[] };
    readonly activity: { readonly entries: readonly { readonly event: { readonly objectId: string } }[] };
  };
  expect(text).toBe(`${canonicalJson(evidence as never)}\n`);
  expect(evidence.artefacts.letters).toMatchObject([{ kind: 'acknowledgement' }]);
  expect(new Set(evidence.activity.entries.map(({ event }) => event.objectId))).toEqual(new Set([caseId]));
  const places = evidence.steps.map(({ activityEntry }) => activityEntry);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

it('says which step the activity log does not know as it is kept', async () => {
  const caseId = await worked(1);
  const forged = async (id: string): Promise<readonly TakenStep[]> =>
    (await stored(id)).map((taken) =>
      taken.number === 1 ? { ...taken, step: { step: 'ask-identity', methods: ['in_person'] } } : taken,
    );
  expect((await serviceOn(forged).evidence(caseId)).unrecorded).toEqual([1]);
});

it('tells of a decision that was signed for something else', async () => {
  const caseId = await worked(0);
  const sign = async (kind: string, subject: string): Promise<string> =>
    (await desk.signOffs.signOff({ kind, subject, decision: 'approved', statement: 'It is.', details: {} }))
      .signOffId;
  const steps = [
    { step: 'decide', outcome: 'approved', grounds: [], signOff: await sign('rights.decide', caseId) },
    { step: 'decide', outcome: 'approved', grounds: [], signOff: await sign('rights.decide', 'R-2026-0009') },
    { step: 'decide-review', outcome: 'upheld', signOff: await sign('rights.decide', caseId) },
    {
      ...{ step: 'record-erasure', disposal: 'D-1', signOff: await sign('retention.disposal', 'D-1') },
      ...{ deleted: 1, held: 0, referenced: 0, retained: 0, verified: true },
    },
  ] as const;
  const forged = async (id: string): Promise<readonly TakenStep[]> => {
    const kept = await stored(id);
    const [last] = kept.slice(-1);
    return [
      ...kept,
      ...steps.map((step, index) => ({
        ...last!,
        number: kept.length + index,
        step: structuredClone(step) as never,
      })),
    ];
  };
  const { text } = await serviceOn(forged).evidence(caseId);
  const { decisions } = JSON.parse(text) as { readonly decisions: readonly { readonly checked: string }[] };
  expect(decisions.map(({ checked }) => checked)).toEqual(['intact', 'tampered', 'tampered', 'intact']);
});
