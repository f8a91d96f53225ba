import type { limitsContract } from '../../../src-shared/clinic/limits.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Limits, and systems that are reached by FHIR. */
export function limitsHandlers({ services, push }: HandlerParts): HandlersOf<typeof limitsContract> {
  const { limits } = services;
  const changing = async <T>(work: Promise<T>): Promise<T> => {
    const value = await work;
    push('limits.changed', {});
    return value;
  };
  return {
    'limits.state': async () => {
      const { installed, limits: rates, connections } = await limits.state();
      return { installed, limits: [...rates], connections: [...connections] };
    },
    'limits.set': async (limit) => {
      await changing(limits.setLimit(limit));
      return {};
    },
    'limits.connect': async (made) => ({ connectionId: await changing(limits.connect(made)) }),
    'limits.refresh': async ({ connectionId, secret, expiresAt }) => {
      await changing(limits.refresh(connectionId, secret, expiresAt));
      return {};
    },
    'limits.revoke': async ({ connectionId, reason }) => {
      await changing(limits.revoke(connectionId, reason));
      return {};
    },
  };
}
