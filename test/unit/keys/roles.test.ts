import { describe, expect, test } from 'vitest';
import { type HolderRole, KEY_ACTS, type RoleHolder } from '../../../src-shared/keys/roles.ts';
import type { ActivityDraft } from '../../../src-main/audit/index.ts';
import { authority, mustBeAllowed, type Role, roleOf } from '../../../src-main/keys/authority.ts';

const ACTS: readonly [Role, readonly string[]][] = [
  ['officer', ['make', 'sign', 'encrypt', 'decrypt', 'end', 'approve', 'roles', 'recovery', 'open-shared']],
  ['reviewer', ['sign', 'approve', 'open-shared']],
  ['custodian', ['make', 'end', 'approve']],
  ['auditor', []],
  ['account', []],
];
test.each(ACTS)('the role %s may do what it may and nothing else', (role, acts) => {
  for (const act of KEY_ACTS) {
    const asked = (): void => {
      mustBeAllowed(role, act);
    };
    if (acts.includes(act)) expect(asked).not.toThrow();
    else
      expect(asked).toThrow(
        expect.objectContaining({ code: role === 'account' ? 'not-signed-in' : 'key-forbidden' }),
      );
  }
});

const person = { name: 'CN=Ada', certificate: Uint8Array.of(1) };
const holders: readonly RoleHolder[] = [
  { person: 'CN=Ada', role: 'reviewer' },
  { person: 'CN=Bea', role: 'officer' },
];

describe('who somebody is', () => {
  const role = (held: readonly RoleHolder[], who: typeof person | null, trust = 'trusted'): Role =>
    roleOf(held, who, () => trust as 'trusted');
  test('without roles, whoever is signed in is the officer', () => {
    expect(role([], person, 'untrusted')).toBe('officer');
    expect(role([], null)).toBe('account');
  });
  test('with roles, a person without one looks, and so does one whose certificate nobody vouches for', () => {
    expect(role(holders, person)).toBe('reviewer');
    expect(role(holders, person, 'no-anchor')).toBe('reviewer');
    expect(role(holders, person, 'untrusted')).toBe('auditor');
    expect(role(holders, { ...person, name: 'CN=Eve' })).toBe('auditor');
    expect(role(holders, null)).toBe('account');
  });
});

describe('roles that are given', () => {
  const desk = (held: readonly RoleHolder[] = []) => {
    const state = {
      holders: held,
      who: 'CN=Ada',
      trust: 'no-anchor' as 'no-anchor' | 'untrusted',
      told: [] as ActivityDraft[],
    };
    const rules = authority({
      holders: () => Promise.resolve(state.holders),
      change: (update) => {
        state.holders = update(state.holders);
        return Promise.resolve();
      },
      person: () => ({ name: state.who, certificate: Uint8Array.of(1) }),
      trust: () => Promise.resolve(() => state.trust),
      activity: {
        record: (draft) => {
          state.told.push(draft);
          return Promise.resolve();
        },
      },
    });
    const give = (who: string, role: HolderRole | null): Promise<void> => rules.give(who, role);
    return { state, rules, give };
  };

  test('the first one makes whoever gives it an officer; both are recorded', async () => {
    const { state, give, rules } = desk();
    await give('CN=Bea', 'custodian');
    expect(state.holders).toEqual([
      { person: 'CN=Ada', role: 'officer' },
      { person: 'CN=Bea', role: 'custodian' },
    ]);
    expect(state.told).toEqual([
      { operation: 'key.give-role', objectType: 'person', objectId: 'CN=Bea', purpose: 'custodian' },
    ]);
    expect(rules.known()).toBe('officer');
  });

  test('whoever would lose the own role by giving the first one gives none', async () => {
    const { state, give } = desk();
    state.trust = 'untrusted';
    await expect(give('CN=Bea', 'custodian')).rejects.toMatchObject({ code: 'key-forbidden' });
    expect(state.holders).toEqual([]);
  });

  test('the last officer stays one as long as anybody else has a role', async () => {
    const { state, give } = desk();
    await give('CN=Bea', 'auditor');
    for (const role of [null, 'reviewer'] as const)
      await expect(give('CN=Ada', role)).rejects.toMatchObject({ code: 'key-last-officer' });
    await give('CN=Bea', null);
    await give('CN=Ada', null);
    expect(state.holders).toEqual([]);
  });

  test('nobody but an officer gives roles, and the refusal is recorded', async () => {
    const { state, give, rules } = desk(holders);
    await expect(give('CN=Ada', 'officer')).rejects.toMatchObject({ code: 'key-forbidden' });
    await expect(rules.must('make', { objectId: 'k1', version: 2 })).rejects.toMatchObject({
      code: 'key-forbidden',
    });
    expect(state.told).toMatchObject([
      { operation: 'key.refuse', outcome: 'failed', code: 'key-forbidden', purpose: 'roles' },
      { operation: 'key.refuse', objectId: 'k1', version: 2, purpose: 'make' },
    ]);
    expect(state.holders).toEqual(holders);
  });

  test('a role that was asked for is not carried over to the person who signs in next', async () => {
    const { state, rules } = desk(holders);
    state.who = 'CN=Bea';
    expect(await rules.role()).toBe('officer');
    state.who = 'CN=Ada';
    expect(rules.known()).toBe('auditor');
  });
});
