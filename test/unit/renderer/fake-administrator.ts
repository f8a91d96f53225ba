import type { AdministratorSeat } from '../../../src-shared/clinic/administrator.ts';
import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import { FakeFailure } from './fake-failure.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
type DeskHandlers = Pick<Handlers, Extract<keyof Handlers, `administrator.${string}`>>;

/** The administrator's desk on state in memory. A right password is `administrator`. */
export function administratorHandlers(push: Push): DeskHandlers {
  let seat: AdministratorSeat | null = null;
  return {
    'administrator.seat': () => ({ seat }),
    'administrator.sign-in': ({ user, password }) => {
      if (user !== '' && password !== 'administrator')
        throw new FakeFailure(
          'database-login-refused',
          'The database refused the user name or the password.',
          'Check both.',
        );
      seat = {
        handle: 'seat-1',
        user: user === '' ? 'postgres' : user,
        superuser: true,
        database: 'clinic',
        host: 'db1.st-brannoc.example',
        until: new Date(Date.now() + 600_000).toISOString(),
      };
      push('administrator.changed', {});
      return { seat };
    },
    'administrator.leave': () => {
      seat = null;
      push('administrator.changed', {});
      return {};
    },
  };
}
