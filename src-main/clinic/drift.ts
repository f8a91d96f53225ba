import type { Drift, DriftChange } from '../../src-shared/clinic/guard.ts';
import type { Deployed, DeployedObject } from './pack.ts';

/** `pg_trigger.tgenabled` in words (PostgreSQL manual, "pg_trigger"). */
const MODES: Readonly<Record<string, string>> = {
  O: 'on',
  A: 'on, in replication too',
  R: 'on in replication only',
  D: 'switched off',
};
const FACTS: Readonly<Record<string, DriftChange>> = {
  owner: 'owner',
  grants: 'rights',
  comment: 'comment',
  'row security': 'row-security',
};
/** Facts that are compared by a hash, which tells a reader nothing. */
const HASHED = new Set(['body', 'view', 'comment']);
const MOST_WORDS = 300;

const shown = (fact: string, value: string | undefined): string =>
  value === undefined
    ? 'nothing'
    : HASHED.has(fact)
      ? `SHA-256 ${value.slice(0, 16)}…`
      : value.slice(0, MOST_WORDS);

/** How the mode of a trigger differs, if it does. */
export function triggerDrift(object: string, expected: string, found: string): readonly Drift[] {
  if (expected === found) return [];
  // On even in replication is more than asked for; every other mode lets changes pass unseen.
  const off = found === 'D' || found === 'R';
  return [
    {
      object,
      change: off ? 'trigger-off' : 'trigger-mode',
      severity: off ? 'serious' : 'note',
      sentence: `The ${object} is ${MODES[found] ?? found}.`,
      expected: MODES[expected] ?? expected,
      found: MODES[found] ?? found,
    },
  ];
}

function factDrift(
  object: string,
  kind: string,
  fact: string,
  a: string | undefined,
  b: string | undefined,
): readonly Drift[] {
  if (a === b) return [];
  if (fact === 'enabled') return triggerDrift(object, a ?? 'O', b ?? 'D');
  const change = kind === 'role' ? 'role' : (FACTS[fact] ?? 'definition');
  const expected = shown(fact, a);
  const found = shown(fact, b);
  const sentences: Partial<Record<DriftChange, string>> = {
    owner: `The ${object} belongs to ${found}, not to the owner of the schema.`,
    rights: `Who may use the ${object}: ${found}. By the pack: ${expected}.`,
    comment: `The comment on the ${object} was changed.`,
    'row-security': `Row security of the ${object} is ${found}; by the pack it is ${expected}.`,
    role: `The ${object} has other powers: ${found === '' ? 'none' : found}. By the pack: ${expected === '' ? 'none' : expected}.`,
  };
  return [
    {
      object,
      change,
      severity: change === 'comment' ? 'note' : 'serious',
      sentence:
        sentences[change] ??
        `The ${object} is not as the pack makes it${fact === 'body' ? ': its code was changed' : ''}.`,
      expected,
      found,
    },
  ];
}

function objectDrift(object: string, expected: DeployedObject, found: DeployedObject): readonly Drift[] {
  const facts = [...new Set([...Object.keys(expected.facts), ...Object.keys(found.facts)])].sort();
  const all = facts.flatMap((fact) =>
    factDrift(object, expected.kind, fact, expected.facts[fact], found.facts[fact]),
  );
  // A function or view that was replaced often differs in several facts: one line says it.
  const first = all.find(({ change }) => change === 'definition');
  return all.filter((one) => one.change !== 'definition' || one === first);
}

/** Objects that stand and fall with a table: not told one by one when the table itself is gone or foreign. */
function tableOf(object: string): string | null {
  const column = /^column (guard\.(?:"(?:[^"]|"")+"|\w+))\./.exec(object);
  const hung = /^(?:constraint|trigger|rule|policy) .* on (guard\..+)$/.exec(object);
  return column?.[1] ?? hung?.[1] ?? null;
}

/**
 * Compares what stands in the schema with what the pack makes. Roles are compared when the pack makes them; others are
 * none of its business.
 */
export function driftOf(expected: Deployed, found: Deployed): readonly Drift[] {
  const lost = new Set(
    Object.keys(expected)
      .filter((name) => name.startsWith('table ') && !(name in found))
      .map((name) => name.slice(6)),
  );
  const gone = Object.keys(expected)
    .filter((name) => !(name in found) && !lost.has(tableOf(name) ?? ''))
    .map((object): Drift => ({
      ...{ object, change: 'missing', severity: 'serious' },
      ...{ sentence: `The ${object} is gone.`, expected: 'there', found: 'nothing' },
    }));
  const more = new Set(
    Object.keys(found)
      .filter((name) => name.startsWith('table ') && !(name in expected))
      .map((name) => name.slice(6)),
  );
  const extra = Object.entries(found)
    .filter(([name, { kind }]) => !(name in expected) && kind !== 'role' && !more.has(tableOf(name) ?? ''))
    .map(([object]): Drift => ({
      ...{ object, change: 'extra', severity: 'serious' },
      ...{ sentence: `The ${object} is not of the pack.`, expected: 'nothing', found: 'there' },
    }));
  const changed = Object.entries(expected).flatMap(([name, object]) => {
    const other = found[name];
    return other === undefined ? [] : objectDrift(name, object, other);
  });
  return worstFirst([...gone, ...changed, ...extra]);
}

/** Serious differences first, then by object. */
export const worstFirst = (drift: readonly Drift[]): readonly Drift[] =>
  drift.toSorted(
    (a, b) =>
      Number(a.severity === 'note') - Number(b.severity === 'note') ||
      (a.object < b.object ? -1 : a.object > b.object ? 1 : 0),
  );
