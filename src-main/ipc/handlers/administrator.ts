import type { administratorContract } from '../../../src-shared/clinic/administrator.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The database administrator's desk. */
export function administratorHandlers({ services }: HandlerParts): HandlersOf<typeof administratorContract> {
  const { administrator } = services;
  return {
    'administrator.seat': () => ({ seat: administrator.seat() }),
    'administrator.sign-in': async ({ user, password }) => ({
      seat: await administrator.signIn(user, password),
    }),
    'administrator.leave': () => {
      administrator.leave();
      return {};
    },
  };
}
