import { describe, expect, test } from 'vitest';
import { controlTests } from '../../../src-main/controls/index.ts';
import type { OwnRecords } from '../../../src-main/controls/ports.ts';
import { ALL_TESTS } from '../../../src-main/controls/tests/all.ts';
import {
  activity,
  answered,
  delivery,
  destruction,
  guardStatus,
  key,
  OWN_NOW,
  ownRecords,
  plan,
  run,
  testStore,
  watching,
} from '../../fakes/own-records.ts';

const own = ALL_TESTS.filter(({ reads }) => reads === 'application').map(({ id }) => id);
const work = { signal: new AbortController().signal, progress: () => undefined };
const outcomes = async (faults: Partial<OwnRecords> = {}) => {
  const desk = controlTests({
    reader: { open: () => Promise.reject(new Error('nobody asks the clinic')) },
    own: ownRecords(faults),
    store: testStore(),
    map: () =>
      Promise.resolve({
        ...{ format: 'attestry/controls-map', version: 1, name: 'x', role: null, schemas: ['x'], tables: {} },
        parameters: {},
      }),
    clock: { now: () => OWN_NOW },
    changed: () => undefined,
  });
  const results = await desk.run({ tests: own }, work);
  const of = (outcome: string) =>
    results.filter((result) => result.outcome === outcome).map(({ testId }) => testId);
  return { fail: of('fail'), untold: of('could-not-tell'), results };
};
const cases = (...all: ReturnType<typeof answered>[]): Partial<OwnRecords> => ({
  cases: () => Promise.resolve(all.map(({ row }) => row)),
  case: (caseId) => Promise.resolve(all.find(({ row }) => row.caseId === caseId)!),
});
const decision = {
  outcome: 'approved' as const,
  grounds: [],
  by: 'officer',
  on: '2026-05-15',
  signOff: 's1',
};

describe('what this application keeps', () => {
  test('in order, fails nothing and leaves nothing untold', async () => {
    const { fail, untold } = await outcomes();
    expect({ fail, untold }).toEqual({ fail: [], untold: [] });
  });

  test.each<[string, Partial<OwnRecords>, readonly string[]]>([
    [
      'a verification that is too old',
      { runs: () => Promise.resolve([run('blockchain', 'intact', 60)]) },
      ['integrity-daily'],
    ],
    [
      'no full verification for weeks',
      { runs: () => Promise.resolve([run('chain', 'intact', 3), run('blockchain', 'intact', 500)]) },
      ['integrity-weekly'],
    ],
    [
      'tampering that nobody took note of',
      {
        runs: () => Promise.resolve([run('blockchain', 'intact', 3), run('chain', 'tampered', 30, 2)]),
        acknowledged: () => Promise.resolve(1),
      },
      ['findings-acknowledged'],
    ],
    [
      'a verification that is overdue',
      { plans: () => Promise.resolve([plan({ overdue: true })]) },
      ['integrity-scheduled'],
    ],
    [
      'a signature of last month',
      {
        checkpoint: () =>
          Promise.resolve({
            ...{ origin: 'log', size: 1, root: 'ab'.repeat(32), keyName: 'x', note: '' },
            signedAt: '2026-06-01T00:00:00Z',
          }),
      },
      ['checkpoint-signed'],
    ],
    [
      'a monitor that is off',
      { monitor: () => Promise.resolve({ ...watching, state: 'off' }) },
      ['monitor-watching'],
    ],
    ['a changed record', { activity: () => Promise.resolve(activity('tampered')) }, ['activity-intact']],
    ['a log that is kept two years', { logYears: () => Promise.resolve(2) }, ['log-kept']],
    [
      'a guard that somebody changed',
      {
        guard: () =>
          Promise.resolve({
            ...guardStatus,
            drift: [
              {
                ...{ kind: 'function', name: 'guard.seal', expected: 'a', found: 'b' },
                ...{ object: 'guard.seal', severity: 'serious', sentence: 'It has another code.' },
              } as unknown as (typeof guardStatus)['drift'][number],
            ],
          }),
      },
      ['guard-unchanged'],
    ],
    [
      'a key that is due',
      {
        keys: () =>
          Promise.resolve([
            key({ rotation: { status: 'due', by: 'age', ageDays: 99, usesLeft: 5, rotateBy: null } }),
          ]),
      },
      ['keys-exchanged'],
    ],
    [
      'something under a compromised key',
      { keys: () => Promise.resolve([key({}), key({ state: 'compromised', objects: 4 })]) },
      ['keys-compromised-left'],
    ],
    [
      'a certificate that ends soon',
      {
        keys: () =>
          Promise.resolve([
            key({
              certificate: {
                subject: 's',
                issuer: 'i',
                notAfter: '2026-07-05T00:00:00Z',
                sha256: 'ab'.repeat(32),
              },
            }),
          ]),
      },
      ['keys-certificates-hold'],
    ],
    [
      'a key that one person destroyed',
      { keyRequests: () => Promise.resolve([destruction(1)]) },
      ['keys-destroyed-by-two'],
    ],
    [
      'an access that was late',
      cases(
        answered('access', 1, { late: true }),
        answered('access', 2, { decision: { ...decision, outcome: 'denied', grounds: ['U1'] } }),
      ),
      ['rights-access-in-time'],
    ],
    [
      'an amendment that was late',
      cases(answered('amendment', 3, { late: true })),
      ['rights-amendments-in-time'],
    ],
    [
      'an accounting that was late',
      cases(answered('accounting', 4, { late: true })),
      ['rights-accountings-in-time'],
    ],
    [
      'a complaint that was left lying',
      cases(answered('complaint', 5, { late: true })),
      ['rights-complaints-in-time'],
    ],
    [
      'an answer to nobody knows whom',
      cases(answered('access', 1, { verifiedOn: null })),
      ['rights-identity-first'],
    ],
    [
      'a denial that nobody signed',
      cases(
        answered('access', 1, {
          decision: { ...decision, outcome: 'denied', grounds: ['U1'], signOff: null },
        }),
      ),
      ['rights-denials-signed'],
    ],
    [
      'an answer that may be lost',
      { deliveries: (caseId) => Promise.resolve([delivery(caseId, 'unknown', 100)]) },
      ['rights-deliveries-known'],
    ],
  ])('%s is found', async (_, faults, found) => {
    expect((await outcomes(faults)).fail).toEqual(found);
  });

  test('that cannot be read is told as that, and the rest is tested', async () => {
    const { fail, untold, results } = await outcomes({
      keys: () => Promise.reject(new Error('secret detail')),
    });
    expect(fail).toEqual([]);
    expect(untold).toEqual(['keys-exchanged', 'keys-compromised-left', 'keys-certificates-hold']);
    expect(JSON.stringify(results)).not.toContain('secret detail');
  });

  test('that is not there yet cannot be told', async () => {
    const { untold } = await outcomes({
      runs: () => Promise.resolve([]),
      checkpoint: () => Promise.resolve(null),
      cases: () => Promise.resolve([]),
    });
    expect(untold).toEqual(
      expect.arrayContaining(['integrity-daily', 'checkpoint-signed', 'rights-access-in-time']),
    );
  });

  test('every one of these tests has a fault of its own above', () => {
    expect(own).toHaveLength(20);
  });
});
