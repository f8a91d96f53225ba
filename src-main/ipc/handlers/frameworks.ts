import type { frameworksContract } from '../../../src-shared/controls/frameworks.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The bodies of rules. */
export function frameworksHandlers({ services }: HandlerParts): HandlersOf<typeof frameworksContract> {
  return {
    'frameworks.list': async () => ({ frameworks: [...(await services.frameworks.list())] }),
    'frameworks.get': async ({ framework }) => {
      const { summary, nodes } = await services.frameworks.get(framework);
      return { summary, nodes: [...nodes] };
    },
  };
}
