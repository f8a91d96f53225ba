import type { monitoringContract } from '../../../src-shared/clinic/monitoring.ts';
import { writeDurably } from '../../base/durable-file.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Readable by the account alone: it says who works with whom. */
const MODE = { mode: 0o600 } as const;

/** Access to patient data, capacity, and how the controls stand. */
export function monitoringHandlers({
  services: { monitoring },
  dialogs,
}: HandlerParts): HandlersOf<typeof monitoringContract> {
  return {
    'monitoring.access': async (filter) => {
      const { rows, ...figures } = await monitoring.access(filter);
      return { rows: [...rows], ...figures };
    },
    'monitoring.save-access': async (filter) => {
      const saved = await dialogs.saveFile({
        title: 'Save the access report',
        defaultName: `patient-data-access-${filter.from ?? 'all'}-${filter.to ?? 'today'}.csv`,
        filters: [{ name: 'Comma-separated values', extensions: ['csv'] }],
      });
      if (saved !== null)
        await writeDurably(dialogs.pathOf(saved.handle), await monitoring.accessFile(filter), MODE);
      return { saved };
    },
    'monitoring.capacity': () => monitoring.capacity(),
    'monitoring.dashboard': () => monitoring.dashboard(),
    'monitoring.controls': async () => ({ rows: [...(await monitoring.controls())] }),
  };
}
