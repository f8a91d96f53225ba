import type { monitorContract } from '../../../src-shared/audit/monitor.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The monitor, and who took note of findings. */
export function monitorHandlers({ services, push }: HandlerParts): HandlersOf<typeof monitorContract> {
  const { monitor, acknowledgements } = services;
  return {
    'monitor.status': () => monitor.status(),
    'monitor.set': async (settings) => {
      await monitor.set(settings);
      return {};
    },
    'findings.acknowledge': async ({ runId, index, reason }) => {
      await acknowledgements.acknowledge(runId, index, reason);
      push('runs.changed', {});
      return {};
    },
    'findings.acknowledgements': async ({ runId, index }) => ({
      acknowledgements: [...(await acknowledgements.list(runId, index))],
    }),
  };
}
