import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import type { EncryptedField, fieldsContract } from '../../../src-shared/phi/fields.ts';

/** Encrypted columns on state in memory. */
export function fieldsHandlers(
  start: (kind: 'fields', title: string, resultId: string | null) => { jobId: string },
): Pick<Handlers, keyof typeof fieldsContract> {
  const fields: EncryptedField[] = [
    {
      ...{ schema: 'clinic', table: 'billing', column: 'policy_number', key: 1, state: 'encrypted' },
      fieldId: '7f1d5a52-0c0e-4a53-9d1c-0a4d7f3b8a11',
      search: { rule: 'exact', ready: true },
      since: '2026-03-02T09:14:00Z',
    },
  ];
  let seconds = 60;
  return {
    'fields.list': () => ({ fields }),
    'fields.key-time': () => ({ seconds }),
    'fields.set-key-time': (wanted) => {
      seconds = wanted.seconds;
      return {};
    },
    'fields.plan': ({ columns }) => ({
      plans: columns.map((column) => ({ ...column, rows: 400, obstacles: [], warnings: [] })),
    }),
    'fields.encrypt': () => start('fields', 'Encrypting columns', null),
    'fields.search': () => start('fields', 'Making columns searchable', null),
    'fields.rotate': () => start('fields', 'Exchanging the key of columns', null),
    'fields.roll-back': () => start('fields', 'Decrypting columns', null),
    'fields.verify': () => ({ checks: [] }),
  };
}
