import type { Finding, TamperType, VerificationRun } from '../../../src-shared/audit/types.ts';
import { hashOf, iso, LONG_NAME, RTL_NAME, type Scenario } from './fake-clinic.ts';

const DAY = 86_400_000;

/** The kind of the finding at an index: the kinds are dealt out so that each run has as many as it says. */
export function typeAt(run: VerificationRun, index: number): TamperType {
  let rest = index;
  for (const [type, count] of Object.entries(run.foundByType) as [TamperType, number][]) {
    if (rest < count) return type;
    rest -= count;
  }
  return 'modification';
}

const STAFF = ['n.okafor', 'dr.lindqvist', 'reception-2', 'system:hl7', 'm.tanaka', 'night.ward4'];
const ACTIONS = ['read', 'update', 'export', 'print', 'break-glass', 'login'];
const RESOURCES = ['Observation', 'Patient', 'MedicationRequest', 'DocumentReference', 'Encounter'];

export function findingAt(run: VerificationRun, index: number, scenario: Scenario): Finding {
  const type = typeAt(run, index);
  const position = (index * 97) % Math.max(run.entries, 1);
  const long = scenario === 'long-names';
  const before = {
    entryId: position + 1,
    occurredAt: iso(Date.now() - 40 * DAY + position * 1000),
    actor: long ? (index % 2 === 0 ? LONG_NAME : RTL_NAME) : (STAFF[index % STAFF.length] ?? null),
    actorRole: 'physician',
    eventType: 'access',
    action: ACTIONS[index % ACTIONS.length] ?? null,
    resourceType: RESOURCES[index % RESOURCES.length] ?? null,
    resourceId: `${RESOURCES[index % RESOURCES.length] ?? ''}/${position * 3 + 11}`,
    success: true,
  };
  const now = {
    ...before,
    ...(type === 'modification' ? { actor: 'system:batch', action: 'read' } : {}),
    ...(type === 'timestamp-manipulation'
      ? { occurredAt: iso(Date.now() - 12 * DAY + position * 1000) }
      : {}),
  };
  return {
    type,
    position: type === 'insertion' ? null : position,
    entryId: position + 1,
    earliest: iso(Date.now() - 5 * DAY),
    latest: run.startedAt,
    evidence: {
      summary:
        type === 'modification'
          ? 'The content of this entry is not what was sealed: who acted, and what they did, now read differently.'
          : 'The log does not hold here what was sealed here.',
      expectedLeaf: type === 'insertion' ? null : hashOf(index),
      foundLeaf: type === 'deletion' ? null : hashOf(index + 500_000),
      reference: index % 2 === 0 ? 'witness' : 'seal',
      before: type === 'insertion' ? null : before,
      now: type === 'deletion' ? null : now,
      movedFrom: type === 'reordering' ? position + 42 : null,
      block: Math.floor(position / 256),
    },
  };
}
