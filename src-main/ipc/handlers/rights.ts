import { machineZone } from '../../base/zone.ts';
import type { contactContract } from '../../../src-shared/rights/contact.ts';
import type { rightsContract } from '../../../src-shared/rights/contract.ts';
import { hasContact } from '../../../src-shared/rights/settings.ts';
import { SCAN } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Patients' requests. */
export function rightsHandlers({
  services,
  dialogs,
}: HandlerParts): HandlersOf<typeof rightsContract & typeof contactContract> {
  const { rights, contacts } = services;
  const chooseScan = () => dialogs.openFile({ title: 'Scan or document', filters: [SCAN] });
  return {
    'rights.list': async ({ filter, offset, limit }) => {
      const { total, today, rows } = await rights.list(filter, offset, limit);
      return { total, today, rows: [...rows] };
    },
    'rights.get': ({ caseId }) => rights.view(caseId),
    'rights.words': async ({ caseId }) => {
      const { request, patientId, notes } = await rights.words(caseId);
      return { request, patientId, notes: [...notes] };
    },
    'rights.choose-scan': async () => ({ file: await chooseScan() }),
    'rights.open': async ({ opening, words, scan }) => {
      const { caseId, duplicates } = await rights.open(opening, words);
      if (scan !== null) await rights.attach(caseId, 'request', dialogs.pathOf(scan));
      return { caseId, duplicates: [...duplicates] };
    },
    'rights.step': async ({ caseId, steps, step, note }) => {
      const after = await rights.take(caseId, step, { steps, words: { note } });
      return { steps: after.steps, state: after.state };
    },
    'rights.correct-contact': async ({ caseId, steps, correction }) => {
      const after = await contacts.correct(caseId, correction, steps);
      return { steps: after.steps, state: after.state };
    },
    'rights.attach': async ({ caseId, kind }) => {
      const file = await chooseScan();
      return file === null
        ? { object: null, sha256: null }
        : rights.attach(caseId, kind, dialogs.pathOf(file.handle));
    },
    'rights.match': async ({ caseId, person }) => ({ candidates: [...(await rights.match(caseId, person))] }),
    'rights.link': async ({ caseId, steps, ...found }) => ({
      duplicates: [...(await rights.link(caseId, found, steps))],
    }),
    'rights.settings': async () => {
      const settings = await rights.settings();
      return {
        ...{ settings, zone: settings.zone ?? machineZone(), lettersAllowed: hasContact(settings) },
        states: (await rights.states()).map((known) => ({ ...known, periods: [...known.periods] })),
      };
    },
    'rights.set-settings': async ({ settings }) => {
      await rights.setSettings(settings);
      return {};
    },
  };
}
