import { describe, expect, test } from 'vitest';
import { assess, UNKNOWN } from '../../../src-main/risk/assess.ts';
import { changedTuning } from '../../../src-main/risk/change.ts';
import { type ActorMemory, newMemory } from '../../../src-main/risk/memory.ts';
import { measurePeers, PeerDays } from '../../../src-main/risk/peers.ts';
import type { LogEntry, Relation } from '../../../src-main/risk/ports.ts';
import { pseudonymOf } from '../../../src-main/risk/pseudonym.ts';
import { defaultRiskTuning, type RiskTuning } from '../../../src-shared/risk/tuning.ts';

const AT = Date.parse('2026-06-30T10:00:00Z');
const STAFF: Relation = { ...UNKNOWN, person: true, onShift: true, care: true };
const who = { by: 'CN=Officer', at: '2026-06-30T10:00:00Z', reason: 'Agreed with the ward.' };

/** Accesses by one person, a minute apart; the patterns of each. */
function shown(
  accesses: readonly (Partial<LogEntry> & { readonly relation?: Partial<Relation> })[],
  given: { readonly tuning?: RiskTuning; readonly role?: string; readonly peers?: PeerDays } = {},
): readonly (readonly string[])[] {
  let memory: ActorMemory = newMemory;
  return accesses.map(({ relation, ...more }, minute) => {
    const entry: LogEntry = {
      ...{
        entryId: minute,
        at: AT + minute * 60_000,
        actor: 'u1',
        role: given.role ?? 'nurse',
        event: 'phi.read',
      },
      ...{ action: 'read', patientKey: 'p1', address: null, success: true, ...more },
    };
    const done = assess(entry, {
      ...{ memory, zone: 'UTC', tuning: given.tuning ?? defaultRiskTuning },
      ...{ relation: { ...STAFF, ...relation }, peers: given.peers ?? new PeerDays([]) },
    });
    memory = done.memory;
    return done.assessment.hits
      .filter(({ suppressedBy }) => suppressedBy === null)
      .map(({ pattern }) => pattern);
  });
}

describe('patterns', () => {
  test.each([
    ['own-record', { own: true, care: false }],
    ['co-worker', { coWorker: true, care: null }],
    ['family', { household: true, care: null }],
    ['family', { surname: true, care: null }],
    ['neighbour', { neighbour: true, care: null }],
    ['vip', { watched: true, care: null }],
    ['deceased', { deadForDays: 60 }],
    ['no-care-relationship', { care: false }],
  ] as const)('%s is shown by %j', (pattern, relation) => {
    expect(shown([{ relation }])).toEqual([[pattern]]);
  });
  test('care explains a colleague, family, a neighbour and a watched person; nothing explains the own record', () => {
    const relation = { coWorker: true, household: true, neighbour: true, watched: true, deadForDays: 59 };
    expect(shown([{ relation }])).toEqual([[]]);
    expect(shown([{ relation: { own: true } }])).toEqual([['own-record']]);
  });
  test('an account that is nobody’s shows nothing', () => {
    expect(shown([{ relation: { person: false, care: false, coWorker: true } }])).toEqual([[]]);
  });
  test('an emergency covers what follows with the same patient, not the own record and not another patient', () => {
    expect(
      shown([
        { event: 'access.break-glass', relation: { care: false } },
        { relation: { care: false } },
        { patientKey: 'p2', relation: { care: false } },
        { at: AT + 5 * 3_600_000, relation: { care: false } },
      ]),
    ).toEqual([[], [], ['no-care-relationship'], ['no-care-relationship']]);
  });
  test('where records are opened by work queue, one colleague is chance and the second is not', () => {
    const relation = { coWorker: true, care: false };
    expect(
      shown([{ relation }, { relation }, { patientKey: 'p2', relation }], { role: 'receptionist' }),
    ).toEqual([[], [], ['co-worker']]);
  });
  test('a spike is far above the median of others, and is not moved by one extreme day of theirs', () => {
    const peers = new PeerDays(
      Array.from({ length: 20 }, (_, at) => ({
        ...{ job: 'nurse', day: Math.floor(AT / 86_400_000) - 1 - (at % 5), actor: `n${String(at)}` },
        patients: at === 0 ? 900 : 8 + (at % 3),
      })),
    );
    const many = Array.from({ length: 30 }, (_, at) => ({ patientKey: `p${String(at)}` }));
    const spikes = shown(many, { peers }).map((patterns) => patterns.includes('peer-spike'));
    expect(spikes.indexOf(true)).toBe(17);
    expect(shown(many).flat()).toEqual([]);
    expect(measurePeers([8, 9, 10, 9, 900])).toMatchObject({ median: 9 });
  });
});

describe('tuning', () => {
  test('a rule silences whom it names, until its day, and says which it was', () => {
    const relation = { care: false };
    const rule = {
      pattern: 'no-care-relationship',
      actor: 'u1',
      job: null,
      patient: null,
      until: '2026-06-30',
    } as const;
    const { tuning } = changedTuning(defaultRiskTuning, { kind: 'suppress', rule }, who);
    expect(tuning.suppressions).toEqual([{ ...rule, ...who, id: 1 }]);
    expect(shown([{ relation }], { tuning })).toEqual([[]]);
    expect(shown([{ relation, at: AT + 86_400_000 }], { tuning })).toEqual([['no-care-relationship']]);
    const patient = { ...rule, actor: null, patient: pseudonymOf('p2'), until: null };
    const other = changedTuning(defaultRiskTuning, { kind: 'suppress', rule: patient }, who).tuning;
    expect(shown([{ relation }, { patientKey: 'p2', relation }], { tuning: other })).toEqual([
      ['no-care-relationship'],
      [],
    ]);
    const ended = changedTuning(tuning, { kind: 'end-suppression', id: 1 }, who).tuning;
    expect(changedTuning(ended, { kind: 'suppress', rule }, who).tuning.suppressions[0]?.id).toBe(2);
  });
  test('what cannot be is refused: a rule for everybody, a number out of range, a rule that is not there', () => {
    const nobody = { pattern: 'vip', actor: null, job: null, patient: null, until: null } as const;
    const fault = expect.objectContaining({ code: 'usage' }) as Error;
    const change = (given: Parameters<typeof changedTuning>[1]) => () =>
      changedTuning(defaultRiskTuning, given, who);
    expect(change({ kind: 'suppress', rule: nobody })).toThrow(fault);
    expect(change({ kind: 'end-suppression', id: 9 })).toThrow(fault);
    const spike = (parameters: Record<string, number>) =>
      change({ kind: 'pattern', pattern: 'peer-spike', to: { enabled: true, parameters } });
    expect(spike({ spread: 1 })).toThrow(fault);
    expect(spike({ nothing: 3 })).toThrow(fault);
    expect(spike({ spread: 3, least: 15, peerDays: 12 })()).toMatchObject({
      what: expect.stringContaining('spread 3') as string,
    });
  });
  test('a pattern that is off shows nothing; a watched patient is one by pseudonym', () => {
    const off = changedTuning(
      defaultRiskTuning,
      { kind: 'pattern', pattern: 'no-care-relationship', to: { enabled: false, parameters: {} } },
      who,
    ).tuning;
    expect(shown([{ relation: { care: false } }], { tuning: off })).toEqual([[]]);
    const watch = changedTuning(
      off,
      { kind: 'watch', patient: pseudonymOf('p1'), watched: true },
      who,
    ).tuning;
    expect(shown([{ relation: { care: false } }], { tuning: watch })).toEqual([['vip']]);
  });
});
