import type { accessContract } from '../../../src-shared/phi/access.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Which role reads which field. */
export function accessHandlers({ services, push }: HandlerParts): HandlersOf<typeof accessContract> {
  const { access } = services;
  const told = (): Record<string, never> => {
    push('access-matrix.changed', {});
    return {};
  };
  return {
    'access-matrix.get': () => access.standing(),
    'access-matrix.adopt': async ({ reason }) => {
      await access.adopt(reason);
      return told();
    },
    'access-matrix.intend': async ({ cells, reason }) => {
      await access.intend(cells, reason);
      return told();
    },
    'access-matrix.review': async (wanted) => {
      await access.review(wanted);
      return told();
    },
  };
}
