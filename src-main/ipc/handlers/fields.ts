import type { fieldsContract } from '../../../src-shared/phi/fields.ts';
import type { Work } from '../../audit/index.ts';
import type { ClinicConnection } from '../../clinic/ports.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

const ON_CLINIC = { objectType: 'database', objectId: 'clinic' } as const;

/** Encrypted columns. */
export function fieldsHandlers({ services, jobs, push }: HandlerParts): HandlersOf<typeof fieldsContract> {
  const { administrator, fields } = services;
  const begin = (
    title: string,
    handle: string,
    operation: string,
    run: (connection: ClinicConnection, work: Work) => Promise<number>,
  ): { readonly jobId: string } => ({
    jobId: jobs.start('fields', title, async (work) => {
      const draft = { ...ON_CLINIC, operation: `administrator.${operation}` };
      try {
        await administrator.act(handle, draft, (connection) => run(connection, work));
      } finally {
        push('fields.changed', {});
      }
      return null;
    }),
  });
  return {
    'fields.list': async () => ({ fields: [...(await fields.list())] }),
    'fields.key-time': async () => ({ seconds: await fields.keyTime() }),
    'fields.set-key-time': async ({ administrator: handle, seconds }) => {
      const draft = { ...ON_CLINIC, operation: 'administrator.fields-key-time' };
      await administrator.act(handle, draft, (connection) => fields.setKeyTime(connection, seconds));
      push('fields.changed', {});
      return {};
    },
    'fields.plan': async ({ administrator: handle, columns }) => ({
      plans: [...(await administrator.look(handle, (connection) => fields.plan(connection, columns)))],
    }),
    'fields.encrypt': ({ administrator: handle, columns }) =>
      begin('Encrypting columns', handle, 'fields-encrypt', (connection, work) =>
        fields.encrypt(connection, columns, work),
      ),
    'fields.search': ({ administrator: handle, columns, rule }) =>
      begin('Making columns searchable', handle, 'fields-search', (connection, work) =>
        fields.search(connection, columns, rule, work),
      ),
    'fields.rotate': ({ administrator: handle }) =>
      begin('Exchanging the key of columns', handle, 'fields-rotate', (connection, work) =>
        fields.rotate(connection, work),
      ),
    'fields.roll-back': ({ administrator: handle, columns }) =>
      begin('Decrypting columns', handle, 'fields-roll-back', (connection, work) =>
        fields.rollBack(connection, columns, work),
      ),
    'fields.verify': async ({ administrator: handle, column }) => ({
      checks: [...(await administrator.look(handle, (connection) => fields.verify(connection, column)))],
    }),
  };
}
