import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { nobody } from '../../../src-shared/rights/people.ts';
import { defaultRightsSettings, type RightsSettings } from '../../../src-shared/rights/settings.ts';
import type { CaseView, rightsContract } from '../../../src-shared/rights/contract.ts';
import { viewOf } from '../../../src-main/rights/view.ts';
import { openedCase } from '../../fixtures/rights.ts';

type RightsHandlers = Pick<Handlers, keyof typeof rightsContract>;

/** One request for access, four days before it is due. */
export function rightsHandlers(): RightsHandlers {
  let settings: RightsSettings = defaultRightsSettings;
  const caseId = 'R-2026-0001';
  const view = (): CaseView =>
    viewOf(
      caseId,
      openedCase(),
      [],
      { on: '2026-03-28', by: 'Officer', contact: true },
      ({ dayOfWeek }) => dayOfWeek <= 5,
    );
  return {
    'rights.list': () => ({ total: 1, today: '2026-03-28', rows: [view().row] }),
    'rights.get': view,
    'rights.words': () => ({
      request: {
        patient: { ...nobody, familyName: 'Example', givenNames: 'Erin' },
        ...{ requester: null, thirdParty: null, wish: 'A copy of my laboratory results.', language: 'en' },
      },
      patientId: null,
      notes: [],
    }),
    'rights.choose-scan': () => ({ file: { handle: 'scan-1', name: 'scan.pdf' } }),
    'rights.open': () => ({ caseId, duplicates: [] }),
    'rights.step': ({ steps }) => ({ steps: steps + 1, state: 'received' }),
    'rights.attach': () => ({ object: 'attached-1' }),
    'rights.match': () => ({ candidates: [] }),
    'rights.link': () => ({ duplicates: [] }),
    'rights.settings': () => ({ settings, zone: 'America/New_York', lettersAllowed: false }),
    'rights.set-settings': (given) => {
      settings = given.settings;
      return {};
    },
  };
}
