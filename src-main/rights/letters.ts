import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import {
  type Letter,
  type LetterElement,
  letterElementSchema,
  type LetterFacts,
} from '../../src-shared/rights/letters.ts';
import type { Recipient } from '../../src-shared/rights/recipients.ts';
import type { RightsSettings } from '../../src-shared/rights/settings.ts';
import { extensionReasonSchema, type LetterKind, letterKindSchema } from '../../src-shared/rights/words.ts';
import type { RightsCase } from './case.ts';
import { groundOf } from './grounds.ts';

const KEPT = ['held', 'referenced', 'retained'] as const;

/** The texts of one language (resources/rights/letters.en.json, letters.es.json); `{…}` stands for what a case fills in. */
export const letterTextsSchema = z.strictObject({
  titles: z.record(letterKindSchema, z.string()),
  elements: z.record(letterElementSchema, z.string()),
  outcomes: z.record(letterKindSchema, z.string()),
  reasons: z.record(extensionReasonSchema, z.string()),
  grounds: z.record(z.string(), z.string()),
  /** Of an erasure: why rows stay. */
  kept: z.record(z.enum(KEPT), z.string()),
});
export type LetterTexts = z.infer<typeof letterTextsSchema>;

const REFUSAL: readonly LetterElement[] = ['complaint-entity', 'complaint-secretary'];
const ELEMENTS: Readonly<Record<LetterKind, readonly LetterElement[]>> = {
  acknowledgement: ['received'],
  'identity-request': ['received', 'ask-identity'],
  'unverified-outcome': ['received', 'outcome', 'ask-identity', ...REFUSAL],
  extension: ['received', 'new-date', 'reasons'],
  'fee-estimate': ['received', 'fee'],
  approval: ['outcome'],
  partial: ['outcome', 'basis', 'rest-given', 'review-right', ...REFUSAL],
  denial: ['outcome', 'basis', 'review-right', ...REFUSAL],
  'review-outcome': ['outcome', ...REFUSAL],
  'amendment-granted': ['outcome'],
  'amendment-denied': ['outcome', 'basis', 'disagreement', 'future-disclosures', ...REFUSAL],
  disagreement: ['outcome', 'rebuttal', 'future-disclosures', ...REFUSAL],
  'request-outcome': ['outcome', ...REFUSAL],
  accounting: ['outcome'],
  'complaint-reply': ['outcome', 'complaint-secretary'],
  'gdpr-refusal': ['outcome', 'basis', 'supervisory-authority', 'court'],
};

const isReviewable = ({ opening, decision }: RightsCase): boolean =>
  decision?.grounds.some((code) => groundOf(opening.type, code)?.reviewable === true) === true;

/** What a letter of this kind must say about this case. */
export const requiredElements = (kind: LetterKind, at: RightsCase): readonly LetterElement[] => [
  ...ELEMENTS[kind].filter((element) => element !== 'review-right' || isReviewable(at)),
  ...(kind === 'gdpr-refusal' && at.decision?.outcome === 'partial' ? (['rest-given'] as const) : []),
  ...((at.erasure?.done.length ?? 0) > 0 && (kind === 'approval' || kind === 'gdpr-refusal')
    ? (['erased'] as const)
    : []),
  ...(kind === 'request-outcome' && at.decision?.outcome !== 'approved' ? (['basis'] as const) : []),
  'contact',
];

/** A day as people write it. */
export const writtenDate = (iso: string, language: 'en' | 'es'): string =>
  Temporal.PlainDate.from(iso).toLocaleString(language === 'en' ? 'en-US' : 'es-US', { dateStyle: 'long' });

/** Dollars and cents. */
export const writtenMoney = (cents: number): string =>
  `$${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;

/**
 * The letter of a kind, from the texts of its language. It is checked by lintLetter before it may go out.
 *
 * @param on - the day of the letter
 */
export function composeLetter(
  caseId: string,
  at: RightsCase,
  to: Pick<Recipient, 'name' | 'address'>,
  facts: LetterFacts,
  settings: RightsSettings,
  texts: LetterTexts,
  on: string,
): Letter {
  const { kind, language, newDate, reasons, feeCents } = facts;
  const { entity, address, contact, office, supervisoryAuthority } = settings;
  const filled: Readonly<Record<string, string>> = {
    ...{
      entity,
      office,
      authority: supervisoryAuthority,
      contact: contact.name,
      phone: contact.phone,
      case: caseId,
    },
    received: writtenDate(at.opening.receivedOn, language),
    date: newDate === null ? '' : writtenDate(newDate, language),
    reasons: reasons.map((reason) => texts.reasons[reason]).join(' '),
    grounds: (at.decision?.grounds ?? [])
      .map((code) => `${texts.grounds[code] ?? ''} (${groundOf(at.opening.type, code)?.basis ?? ''})`)
      .join(' '),
    outcome: texts.outcomes[kind],
    ...erasedWords(at, texts, language),
    fee: feeCents === null ? '' : writtenMoney(feeCents),
  };
  const fill = (template: string): string =>
    template.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) => filled[name] ?? whole);
  const paragraph = (element: LetterElement) => ({ element, text: fill(texts.elements[element]) });
  const required = requiredElements(kind, at);
  return {
    ...{ kind, language, title: texts.titles[kind], reference: caseId, date: writtenDate(on, language) },
    from: [entity, ...(office === '' ? [] : [office]), address].filter((line) => line !== ''),
    to: [to.name, to.address].filter((line) => line !== ''),
    paragraphs: [
      ...required.filter((element) => element !== 'contact').map(paragraph),
      ...facts.own.map((text) => ({ element: 'own-words' as const, text })),
      paragraph('contact'),
    ],
  };
}

/** What was deleted, and why the rest stays. */
function erasedWords(
  { erasure }: RightsCase,
  texts: LetterTexts,
  language: 'en' | 'es',
): { readonly deleted: string; readonly kept: string } {
  const done = erasure?.done ?? [];
  const written = (of: 'deleted' | (typeof KEPT)[number]): string =>
    done.reduce((sum, each) => sum + each[of], 0).toLocaleString(language === 'en' ? 'en-US' : 'es-US');
  return {
    deleted: written('deleted'),
    kept: KEPT.filter((why) => written(why) !== '0')
      .map((why) => texts.kept[why].replace('{rows}', written(why)))
      .join(' '),
  };
}
