import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { RowReport, rowsContract } from '../../../src-shared/phi/rows.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;

const table = (name: string, category: 'identity' | 'clinical'): RowReport['tables'][number] => ({
  schema: 'clinic',
  table: name,
  wish: {
    schema: 'clinic',
    table: name,
    category,
    subjectColumn: category === 'identity' ? 'id' : 'patient_id',
    authorColumn: null,
  },
  attached: false,
  attachedAt: null,
  attachedBy: null,
  keeps: [],
  drift: [],
});

/** Access rules in memory. */
export function rowsHandlers(push: Push): Pick<Handlers, keyof typeof rowsContract> {
  let tables = [table('patients', 'identity'), table('observations', 'clinical')];
  const set = (names: readonly { readonly table: string }[], attached: boolean): Record<string, never> => {
    tables = tables.map((one) =>
      names.some((name) => name.table === one.table)
        ? {
            ...one,
            attached,
            attachedAt: attached ? '2026-03-02T09:14:00Z' : null,
            keeps: attached ? ['ehr_app'] : [],
          }
        : one,
    );
    push('rows.changed', {});
    return {};
  };
  return {
    'rows.report': () => ({
      installed: true,
      tables,
      weaknesses: [
        {
          kind: 'superuser',
          severity: 'high',
          object: 'postgres',
          what: 'This login is a superuser: no rule binds it, and it can change every rule.',
          remedy: 'Keep superusers for maintenance.',
        },
      ],
      openings: [],
      persons: [],
    }),
    'rows.attach': ({ tables: names }) => set(names, true),
    'rows.detach': ({ tables: names }) => set(names, false),
    'rows.name-person': () => ({}),
  };
}
