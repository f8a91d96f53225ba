import type { DeliveryOrder } from '../../../src-shared/rights/delivery.ts';
import type { Recipients } from '../../../src-shared/rights/recipients.ts';
import { refused } from './faults.ts';

/**
 * A delivery keeps to what was agreed with the patient: the confidential address (45 CFR 164.522(b)), and restrictions, which the
 * officer must have heeded before anything goes to others (164.522(a)).
 *
 * @throws Fault `delivery-refused`, naming the case in which it was agreed and never an address
 */
export function mustBeAgreed(
  { answer, restrictions, forOthers }: Recipients,
  order: DeliveryOrder,
  heeded: readonly string[],
): void {
  if (answer.source === 'confidential') {
    const agreed = `The person asked to be reached elsewhere (${answer.agreedIn ?? ''})`;
    if ('to' in order && order.to.trim().toLowerCase() !== answer.email.trim().toLowerCase())
      throw refused(
        answer.email === ''
          ? `${agreed}, and named no e-mail address there.`
          : `${agreed}: e-mail may go to the address named there alone.`,
      );
    if (order.manner === 'mail' && answer.address === '')
      throw refused(`${agreed}, and named no postal address there.`);
  }
  const missed = forOthers ? restrictions.filter((caseId) => !heeded.includes(caseId)) : [];
  if (missed.length > 0)
    throw refused(
      `A restriction is in force for this patient (${missed.join(', ')}): look at it, and confirm that this disclosure keeps to it.`,
    );
}
