import type { Status } from '../../src-shared/settings/contract.ts';
import type { NextStep } from './next-steps.ts';

const action = { kind: 'go', to: '/integrity/tables' } as const;

/** What the watched tables ask for; a database without a sealed log asks for a table first. */
export function tableSteps({ clinic, tables }: Pick<Status, 'clinic' | 'tables'>): readonly NextStep[] {
  const of = (value: number, one: string, more: string): string =>
    value === 1 ? one : `${String(value)} ${more}`;
  if (clinic.guarded === false && tables.watched === 0)
    return [
      {
        id: 'no-table',
        weight: 'todo',
        title: 'Nothing is watched yet',
        detail:
          'The database has no sealed log. Choose an audit table that the clinic already has; its rows are protected from then on.',
        label: 'Choose an audit table',
        action,
      },
    ];
  if (tables.tampered > 0)
    return [
      {
        id: 'table-tampered',
        weight: 'urgent',
        title: of(tables.tampered, 'An audit table was tampered with', 'audit tables were tampered with'),
        detail: 'The last verification of it has the findings, each with its evidence.',
        label: 'Look at the tables',
        action,
      },
    ];
  if (tables.unclear > 0)
    return [
      {
        id: 'table-unclear',
        weight: 'urgent',
        title: of(tables.unclear, 'An audit table could not be judged', 'audit tables could not be judged'),
        detail: 'The list says what stood in the way and what to do.',
        label: 'See why',
        action,
      },
    ];
  if (tables.unchecked > 0)
    return [
      {
        id: 'table-unchecked',
        weight: 'todo',
        title: of(tables.unchecked, 'An audit table was never verified', 'audit tables were never verified'),
        detail: 'Take over its rows, then verify: until then nothing is known about it.',
        label: 'Look at the tables',
        action,
      },
    ];
  return [];
}
