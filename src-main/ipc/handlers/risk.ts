import { readFile, stat } from 'node:fs/promises';
import type { riskContract } from '../../../src-shared/risk/contract.ts';
import { Fault } from '../../base/fault.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

const MOST_BYTES = 1024 * 1024;

/** The risk of accesses. */
export function riskHandlers({
  services: { risk },
  dialogs,
  push,
}: HandlerParts): HandlersOf<typeof riskContract> {
  return {
    'risk.status': () => risk.status(),
    'risk.cases': async ({ filter, offset, limit }) => {
      const { total, rows } = await risk.cases(filter, offset, limit);
      return { total, rows: [...rows] };
    },
    'risk.case': async ({ caseId }) => {
      const { case: found, entries, steps } = await risk.case(caseId);
      return { case: found, entries: [...entries], steps: [...steps] };
    },
    'risk.decide': async ({ cases, state, reason }) => {
      await risk.decide(cases, state, reason);
      push('risk.changed', {});
      return {};
    },
    'risk.story': async (wish) => {
      const { of, total, rows } = await risk.story(wish);
      return { of, total, rows: [...rows] };
    },
    'risk.tuning': async () => {
      const { tuning, history } = await risk.tuning();
      return { tuning, history: [...history] };
    },
    'risk.tune': async ({ change, reason }) => {
      await risk.tune(change, reason);
      push('risk.changed', {});
      return {};
    },
    'risk.choose-map': async () => {
      const chosen = await dialogs.openFile({
        title: 'Choose the map of the clinic’s tables',
        filters: [{ name: 'YAML or JSON', extensions: ['yaml', 'yml', 'json'] }],
      });
      if (chosen === null) return { chosen: null };
      const path = dialogs.pathOf(chosen.handle);
      if ((await stat(path)).size > MOST_BYTES)
        throw new Fault(
          'usage',
          'The file is too large for a map.',
          'Choose the map itself; docs/risk.md shows one.',
        );
      const problems = await risk.setMap(await readFile(path));
      push('risk.changed', {});
      return { chosen: { name: chosen.name, problems: problems.map((one) => ({ ...one })) } };
    },
  };
}
