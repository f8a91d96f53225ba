import type { keysContract } from '../../../src-shared/keys/contract.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Keys and their life. */
export function keysHandlers({ services, push }: HandlerParts): HandlersOf<typeof keysContract> {
  const { keys } = services;
  const changed = <T>(value: T): T => {
    push('keys.changed', {});
    return value;
  };
  return {
    'keys.list': async () => {
      const [list, { uses, invisible }, requests] = [
        await keys.list(),
        await keys.uses(),
        await keys.requests(),
      ];
      return { keys: [...list], uses: [...uses], invisible, requests: [...requests] };
    },
    'keys.generate': async (wanted) => changed({ keyId: await keys.generate(wanted) }),
    'keys.rotate': async ({ keyId }) => changed({ version: await keys.rotate(keyId) }),
    'keys.approve': async ({ requestId }) => {
      await keys.approve(requestId);
      return changed({});
    },
  };
}
