import type { rowsContract } from '../../../src-shared/phi/rows.ts';
import type { AsAdministrator } from '../../phi/index.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Who sees which rows of the clinic's tables. */
export function rowsHandlers({ services, push }: HandlerParts): HandlersOf<typeof rowsContract> {
  const { rows, administrator } = services;
  // Also after a failure: tables before the one that failed are done.
  const changing = async (
    handle: string,
    work: (as: AsAdministrator) => Promise<void>,
  ): Promise<Record<string, never>> => {
    try {
      await work((draft, act) => administrator.act(handle, draft, act));
      return {};
    } finally {
      push('rows.changed', {});
    }
  };
  return {
    'rows.report': () => rows.report(),
    'rows.attach': ({ handle, tables }) => changing(handle, (as) => rows.attach(as, tables)),
    'rows.detach': ({ handle, tables }) => changing(handle, (as) => rows.detach(as, tables)),
    'rows.name-person': ({ handle, login, person }) =>
      changing(handle, (as) => rows.namePerson(as, login, person)),
  };
}
