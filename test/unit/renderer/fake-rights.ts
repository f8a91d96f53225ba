import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import {
  type Delivery,
  type deliveryContract,
  noDelivery,
  type ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';
import { nobody } from '../../../src-shared/rights/people.ts';
import { defaultRightsSettings, type RightsSettings } from '../../../src-shared/rights/settings.ts';
import type { CaseView, rightsContract } from '../../../src-shared/rights/contract.ts';
import { viewOf } from '../../../src-main/rights/view.ts';
import { openedCase } from '../../fixtures/rights.ts';

const at = '2026-03-28T10:00:00Z';
const hash = 'a'.repeat(64);

type RightsHandlers = Pick<Handlers, keyof typeof rightsContract | keyof typeof deliveryContract>;

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
    ...answerHandlers(caseId),
    'rights.settings': () => ({ settings, zone: 'America/New_York', lettersAllowed: false }),
    'rights.set-settings': (given) => {
      settings = given.settings;
      return {};
    },
  };
}

/** An answer that was prepared and is on the portal. */
function answerHandlers(caseId: string): Pick<RightsHandlers, keyof typeof deliveryContract> {
  const made: ResponsePackage = {
    ...{ packageId: 'package-1', caseId, madeAt: at, sha256: hash, bytes: 120_000, items: 12, resources: 15 },
    ...{ files: 3, letters: [{ kind: 'approval', sha256: hash }] },
  };
  const delivery: Delivery = {
    ...{
      deliveryId: 'delivery-1',
      caseId,
      package: hash,
      manner: 'portal',
      state: 'sent',
      messageId: '<1@x>',
    },
    ...{ createdAt: at, changedAt: at, officer: 'Officer', proof: 'Offered on the portal.' },
  };
  let settings = noDelivery;
  return {
    'rights.letter-preview': ({ facts }) => ({
      letter: {
        ...{ kind: facts.kind, language: facts.language, from: ['Example Clinic'], to: ['Erin Example'] },
        ...{ date: 'March 28, 2026', reference: caseId, title: 'Your request', paragraphs: [] },
      },
      problems: [],
      pdf: '',
    }),
    'rights.save-letter': () => ({ saved: true, sha256: hash }),
    'rights.save-label': () => ({ saved: true }),
    'rights.prepare': () => ({ jobId: 'job-respond' }),
    'rights.deliveries': () => ({ package: made, deliveries: [delivery] }),
    'rights.package-password': () => ({ password: 'ABCD-EFGH' }),
    'rights.save-package': () => ({ saved: true }),
    'rights.choose-certificate': () => ({ file: { handle: 'certificate-1', name: 'erin.cer' } }),
    'rights.deliver': () => ({ delivery, token: 'secret-of-the-link' }),
    'rights.settle-delivery': () => delivery,
    'rights.delivery-settings': () => ({ settings }),
    'rights.set-delivery-settings': (given) => {
      settings = given.settings;
      return {};
    },
  };
}
