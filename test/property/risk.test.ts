import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assess, UNKNOWN } from '../../src-main/risk/assess.ts';
import { type ActorMemory, newMemory } from '../../src-main/risk/memory.ts';
import { PeerDays } from '../../src-main/risk/peers.ts';
import type { LogEntry, Relation } from '../../src-main/risk/ports.ts';
import { scoreOf } from '../../src-main/risk/score.ts';
import { FACTOR_IDS, severityOf } from '../../src-shared/risk/factors.ts';
import { defaultRiskTuning } from '../../src-shared/risk/tuning.ts';

const factors = fc.subarray([...FACTOR_IDS]);
const maybe = fc.option(fc.boolean());
const relation: fc.Arbitrary<Relation> = fc.record({
  person: maybe,
  job: fc.option(fc.constantFrom('nurse', 'receptionist', 'a\nb')),
  onShift: maybe,
  own: maybe,
  coWorker: maybe,
  household: maybe,
  surname: maybe,
  neighbour: maybe,
  watched: maybe,
  deadForDays: fc.option(fc.nat(5000)),
  care: maybe,
});
type Given = Omit<LogEntry, 'entryId' | 'actor' | 'role' | 'action'> & { readonly relation: Relation };
const entries: fc.Arbitrary<Given[]> = fc.array(
  fc.record({
    at: fc.integer({ min: 1_780_000_000_000, max: 1_780_000_000_000 + 20 * 86_400_000 }),
    event: fc.constantFrom('phi.read', 'auth.login-failed', 'auth.login', 'access.break-glass', 'job.run'),
    patientKey: fc.option(
      fc.integer({ min: 0, max: 40 }).map((n) => `00000000-0000-4000-8000-0000000000${String(n + 10)}`),
    ),
    address: fc.option(fc.constantFrom('192.0.2.7', '203.0.113.9', '2001:db8::1', 'nonsense')),
    success: fc.boolean(),
    relation,
  }),
  { minLength: 1, maxLength: 60 },
);
type Step = { readonly entry: LogEntry; readonly relation: Relation };
const stepsOf = (given: readonly Given[]): readonly Step[] =>
  given
    .toSorted((a, b) => a.at - b.at)
    .map(({ relation: how, ...one }, at) => ({
      entry: { ...one, entryId: at, actor: 'u1', role: 'nurse', action: 'read' },
      relation: how,
    }));
const run = (steps: readonly Step[]) => {
  let memory: ActorMemory = newMemory;
  const peers = new PeerDays([]);
  return steps.map((step) => {
    const done = assess(step.entry, {
      ...{ memory, peers, zone: 'UTC' },
      relation: step.relation,
      tuning: defaultRiskTuning,
    });
    // What is kept between two batches must be all that counts.
    memory = JSON.parse(JSON.stringify(done.memory)) as ActorMemory;
    return { ...done.assessment, memory };
  });
};

test('a score never falls with one factor more, and never leaves 0 to 1', () => {
  fc.assert(
    fc.property(factors, fc.constantFrom(...FACTOR_IDS), (some, more) => {
      const [before, after] = [scoreOf(some), scoreOf([...new Set([...some, more])])];
      expect(after).toBeGreaterThanOrEqual(before);
      expect(before).toBeGreaterThanOrEqual(0);
      expect(after).toBeLessThanOrEqual(1);
      if (severityOf(before) !== null) expect(severityOf(after)).not.toBeNull();
    }),
  );
});

test('the same accesses give the same answer, and the score is that of the factors said to be met', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const steps = stepsOf(given);
      const once = run(steps);
      expect(run(steps)).toEqual(once);
      for (const one of once) {
        expect(one.score).toBe(scoreOf(one.factors));
        if (one.findings !== null)
          expect(one.findings.filter(({ met }) => met === true).map(({ factor }) => factor)).toEqual(
            one.factors,
          );
      }
    }),
    { numRuns: 60 },
  );
});

test('what is remembered of a person is bounded, and holds no key of a patient', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const last = run(stepsOf(given)).at(-1);
      expect(JSON.stringify(last?.memory)).not.toContain('4000-8000');
      expect(JSON.stringify(last?.memory).length).toBeLessThan(20_000);
    }),
    { numRuns: 40 },
  );
});

test('nothing known of a person and a patient makes no pattern but the spike', () => {
  fc.assert(
    fc.property(entries, (given) => {
      const blind = stepsOf(given).map(({ entry }) => ({ entry, relation: UNKNOWN }));
      for (const { hits } of run(blind)) expect(hits).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
