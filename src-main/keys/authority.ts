import { type HolderRole, type KeyAct, ROLE_ACTS, type RoleHolder } from '../../src-shared/keys/roles.ts';
import type { ActivityDraft, ActivityLog } from '../audit/index.ts';
import { Fault } from '../base/fault.ts';
import type { ApproverTrust } from './ports.ts';

export type { KeyAct } from '../../src-shared/keys/roles.ts';

/** Who somebody is here. `account`: nobody is signed in to a token. */
export type Role = HolderRole | 'account';

/** @throws Fault `not-signed-in`, `key-forbidden` */
export function mustBeAllowed(role: Role, act: KeyAct): void {
  if (role === 'account')
    throw new Fault(
      'not-signed-in',
      'You are not signed in to the token.',
      'Sign in with your PIN, then try again.',
    );
  if (ROLE_ACTS[role].includes(act)) return;
  throw new Fault(
    'key-forbidden',
    `Your role (${role}) does not include this use of keys.`,
    'Ask an officer to do it, or to give you another role in the settings.',
  );
}

/** Somebody who is signed in, by the subject of their certificate. */
export type Person = { readonly name: string; readonly certificate: Uint8Array | null };

/**
 * The role of a person. While no roles were given, whoever is signed in is the officer. From then on a person who has none,
 * and one whose certificate no trusted authority stands behind (anybody can write a name into one of their own), only looks.
 */
export function roleOf(holders: readonly RoleHolder[], person: Person | null, trust: ApproverTrust): Role {
  if (person === null) return 'account';
  if (holders.length === 0) return 'officer';
  if (person.certificate !== null && trust(person.certificate) === 'untrusted') return 'auditor';
  return holders.find((holder) => holder.person === person.name)?.role ?? 'auditor';
}

/** Who may do what, asked anew before every use. */
export interface Authority {
  /** The role as it is now. @throws Fault `profile-unreadable`, `trust-unreadable` */
  role(): Promise<Role>;
  /** The role when it was asked for last; for a record that cannot wait. */
  known(): Role;
  /**
   * A refusal is recorded in the activity log.
   * @throws Fault `not-signed-in`, `key-forbidden`, and as {@link Authority.role}
   */
  must(act: KeyAct, about?: Pick<ActivityDraft, 'objectId' | 'version'>): Promise<void>;
  holders(): Promise<readonly RoleHolder[]>;
  /**
   * Gives a person a role, or none (null). Whoever gives the first one to somebody else becomes an officer by it; the last
   * officer keeps the role as long as anybody else has one. Recorded.
   * @throws Fault `key-last-officer`, and as {@link Authority.must}
   */
  give(person: string, role: HolderRole | null): Promise<void>;
}

export function authority(parts: {
  readonly holders: () => Promise<readonly RoleHolder[]>;
  readonly change: (update: (holders: readonly RoleHolder[]) => readonly RoleHolder[]) => Promise<void>;
  readonly person: () => Person | null;
  readonly trust: () => Promise<ApproverTrust>;
  readonly activity: Pick<ActivityLog, 'record'>;
}): Authority {
  let last: { readonly person: string | null; readonly role: Role } = { person: null, role: 'account' };
  const role = async (): Promise<Role> => {
    const person = parts.person();
    const holders = person === null ? [] : await parts.holders();
    const trust = holders.length === 0 ? NO_ANCHOR : await parts.trust();
    last = { person: person?.name ?? null, role: roleOf(holders, person, trust) };
    return last.role;
  };
  const must: Authority['must'] = async (act, about) => {
    const now = await role();
    try {
      mustBeAllowed(now, act);
    } catch (error) {
      if (error instanceof Fault && error.code === 'key-forbidden')
        await parts.activity.record({
          ...{ operation: 'key.refuse', objectType: 'key', objectId: '', ...about },
          ...{ purpose: act, outcome: 'failed', code: error.code },
        });
      throw error;
    }
  };
  return {
    role,
    must,
    known: () => {
      const person = parts.person();
      if (person === null) return 'account';
      // Somebody else's role is not theirs: until it was asked for, they look.
      return last.person === person.name ? last.role : 'auditor';
    },
    holders: parts.holders,
    give: async (person, wanted) => {
      await must('roles');
      const giver = parts.person();
      // With the first role the giver's own would not count: nobody could give or take one ever after.
      const certificate = giver?.certificate ?? null;
      if (certificate !== null && (await parts.trust())(certificate) === 'untrusted')
        throw new Fault(
          'key-forbidden',
          'No trusted authority stands behind your certificate, so no role of yours would count.',
          'Put the certificate of your authority into the trust folder, then give the role again.',
        );
      const me = giver?.name ?? person;
      await parts.change((holders) => given(holders, { me, person: person.trim(), role: wanted }));
      await parts.activity.record({
        ...{ operation: 'key.give-role', objectType: 'person', objectId: person.trim() },
        purpose: wanted ?? 'none',
      });
      await role();
    },
  };
}

const NO_ANCHOR: ApproverTrust = () => 'no-anchor';

/** The table after a role was given. @throws Fault `key-last-officer` */
export function given(
  holders: readonly RoleHolder[],
  { me, person, role }: { readonly me: string; readonly person: string; readonly role: HolderRole | null },
): readonly RoleHolder[] {
  const before: readonly RoleHolder[] = holders.length === 0 ? [{ person: me, role: 'officer' }] : holders;
  const others = before.filter((holder) => holder.person !== person);
  const after = role === null ? others : [...others, { person, role }];
  // The table of one officer says no more than the empty one.
  if (after.length === 0) return after;
  if (!after.some((holder) => holder.role === 'officer'))
    throw new Fault(
      'key-last-officer',
      'Somebody must stay an officer, or nobody could give roles or read what is encrypted.',
      'Give another person the role of an officer first.',
    );
  return after.toSorted((a, b) => (a.person < b.person ? -1 : 1));
}
