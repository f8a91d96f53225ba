import type { CaseView } from '../../src-shared/rights/contract.ts';
import type { ResponseForm } from '../../src-shared/rights/delivery.ts';
import { ITEM_TYPES } from '../../src-shared/rights/words.ts';

/** The forms that a record can be given in: name and what it is good for. */
export const RESPONSE_FORMS: readonly (readonly [ResponseForm, string, string])[] = [
  ['pdf', 'PDF', 'To be read and printed: cover, what was left out and why, contents, the record'],
  ['fhir-json', 'FHIR R4, as JSON', 'For another program; checked by two validators before it is written'],
  ['fhir-xml', 'FHIR R4, as XML', 'The same as XML'],
];

/** The forms that fit what the person asked for. */
export const formsFor = (form: NonNullable<CaseView['scope']>['form'] | null): readonly ResponseForm[] =>
  form === 'fhir-json' || form === 'fhir-xml' ? ['pdf', form] : ['pdf'];

/** Whether records go with the letter: they were collected, and something of them is given. */
export const hasRecords = ({ manifest, decision, review, row }: CaseView): boolean =>
  ITEM_TYPES.includes(row.type) &&
  manifest !== null &&
  (decision?.outcome !== 'denied' || review?.outcome === 'access-granted');
