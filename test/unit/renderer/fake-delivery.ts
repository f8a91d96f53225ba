import type { caseEvidenceContract } from '../../../src-shared/rights/case-evidence.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import {
  type Delivery,
  type deliveryContract,
  noDelivery,
  type ResponsePackage,
} from '../../../src-shared/rights/delivery.ts';
import type { Recipient } from '../../../src-shared/rights/recipients.ts';

const at = '2026-03-28T10:00:00Z';
const hash = 'a'.repeat(64);

/** An answer that was prepared and is on the portal. */
export function deliveryHandlers(caseId = 'R-2026-0001'): Pick<Handlers, keyof typeof deliveryContract> {
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
  const settings = noDelivery;
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
    'rights.recipients': () => {
      const letters: Recipient = {
        ...{ name: 'Erin Example', address: '2 Example Street, 00100 Exampletown', phone: '', email: '' },
        ...{ source: 'record', agreedIn: null },
      };
      return { letters, answer: letters, restrictions: [], forOthers: false };
    },
    'rights.deliveries': () => ({ package: made, deliveries: [delivery] }),
    'rights.package-password': () => ({ password: 'ABCD-EFGH' }),
    'rights.save-package': () => ({ saved: true }),
    'rights.choose-certificate': () => ({ file: { handle: 'certificate-1', name: 'erin.cer' } }),
    'rights.deliver': () => ({ delivery, token: 'secret-of-the-link' }),
    'rights.settle-delivery': () => delivery,
    'rights.delivery-settings': () => ({ settings }),
  };
}

/** A case that was saved for an authority. */
export const caseEvidenceHandlers = (): Pick<Handlers, keyof typeof caseEvidenceContract> => ({
  'rights.save-evidence': ({ caseId }) => ({
    saved: {
      ...{ handle: 'evidence-1', name: `${caseId}-evidence.json`, signature: `${caseId}-evidence.json.p7s` },
      ...{ sha256: hash, steps: 9, unrecorded: [] },
    },
  }),
});
