import { type Contact, type ContactCorrection, contactSchema } from '../../src-shared/rights/contact.ts';
import type { RequestWords } from '../../src-shared/rights/people.ts';
import type { Step } from '../../src-shared/rights/steps.ts';
import { type ContactOf, contactPartSchema } from '../../src-shared/rights/words.ts';
import type { RightsCase } from './case.ts';
import type { DeliveryStore } from './delivery/ports.ts';
import { refused } from './refused.ts';
import { wordsMistakes } from './sealed-words.ts';
import type { RightsService } from './service.ts';

/** Contact details of an open case. Somebody must be signed in: they name people. */
export interface ContactService {
  /**
   * Puts wrong or changed contact details right. Letters and deliveries go there from now on, unless an address was agreed
   * (45 CFR 164.522(b)); what was issued stays as it is. The case counts as one whose contact changed on this day.
   *
   * @param steps - how many there were on the picture that it was decided on
   * @throws Fault `rights-refused` with the reasons, `rights-changed`, `rights-unknown`, `not-signed-in`, `token-…`
   */
  correct(caseId: string, correction: ContactCorrection, steps?: number): Promise<RightsCase>;
}

const KEYS = { patient: 'patient', requester: 'requester', 'third-party': 'thirdParty' } as const;
const keyOf = (of: ContactOf): 'patient' | 'requester' | 'thirdParty' | 'alternative' =>
  of === 'alternative' ? of : KEYS[of];

/** Builds it from what it needs. */
export const contactService = ({
  rights,
}: {
  readonly rights: Pick<RightsService, 'case' | 'words' | 'take'>;
}): ContactService => ({
  correct: async (caseId, { of, contact, reason, note }, steps) => {
    const at = await rights.case(caseId);
    const { request } = await rights.words(caseId);
    const person = request[keyOf(of)];
    if (person === null) throw refused('The request names nobody of this kind.');
    const known: Contact = contactSchema.strip().parse(person);
    const parts = contactPartSchema.options.filter(
      (part) => contact[part] !== undefined && contact[part] !== (known[part] ?? ''),
    );
    if (parts.some((part) => known[part] === undefined))
      throw refused('Of a third party only address and e-mail are kept.');
    if (parts.length === 0) throw refused('Nothing of it is different from what the request has.');
    const changed = Object.fromEntries(parts.map((part) => [part, contact[part]]));
    const put: RequestWords = { ...request, [keyOf(of)]: { ...person, ...changed } };
    const mistakes = wordsMistakes(at.opening.type, put);
    if (mistakes.length > 0) throw refused(mistakes.join(' '));
    return rights.take(
      caseId,
      { step: 'correct-contact', of, parts, reason },
      // The words are written whole: a correction that came in between must not be lost.
      { steps: steps ?? at.steps, words: { request: put, note } },
    );
  },
});

/** Why contact details may not be changed now: an answer is on its way to them, or may be. */
export const contactGuard =
  (store: Pick<DeliveryStore, 'deliveries'>) =>
  async (caseId: string, step: Step): Promise<string | null> => {
    if (step.step !== 'correct-contact') return null;
    const isOut = (await store.deliveries(caseId)).some(
      ({ state }) => state === 'sending' || state === 'unknown',
    );
    return isOut
      ? 'The answer is being sent, or nobody knows yet whether it went out: settle that delivery first.'
      : null;
  };
