import type { Letter, LetterElement, LetterFacts } from '../../src-shared/rights/letters.ts';
import { hasContact, missingForLetters, type RightsSettings } from '../../src-shared/rights/settings.ts';
import { Fault } from '../base/fault.ts';
import type { RightsCase } from './case.ts';
import { type LetterTexts, requiredElements, writtenDate, writtenMoney } from './letters.ts';

/** Nobody may be made to give up a right for an answer (45 CFR 164.530(h)). */
const WAIVERS: readonly RegExp[] = [
  /\bwaiv(e|es|ed|er|ers|ing)\b/iu,
  /\b(give|giving|gives|gave) up\b[^.]{0,40}\b(right|claim)/iu,
  /\b(agree|promise)s?\b[^.]{0,30}\bnot to\b[^.]{0,30}\b(complain|sue|file|appeal)/iu,
  /\b(release|discharge)s?\b[^.]{0,40}\bfrom\b[^.]{0,30}\b(liability|claims?)/iu,
  /\brenunci(o|a|ar|an|amos|e|en|ó|ando|as)\b/iu,
  /\bexoner(o|a|ar|amos|e)\b/iu,
  /\b(acepta|promete|se compromete a)\b[^.]{0,20}\bno\b[^.]{0,30}\b(queja|reclam|demand)/iu,
];
/** What is longer is no plain language. */
const LONGEST_SENTENCE = 45;

const SAYS: Readonly<Record<LetterElement, string>> = {
  received: 'what was received, and when',
  'ask-identity': 'how to show who asks',
  outcome: 'what was decided',
  basis: 'the basis of the refusal',
  'rest-given': 'that the rest is given',
  erased: 'what was erased, and what is kept',
  'review-right': 'the right to have the refusal reviewed',
  'new-date': 'the new date',
  reasons: 'the reasons',
  fee: 'what it will cost',
  disagreement: 'the right to file a statement of disagreement',
  'future-disclosures': 'what goes along with future disclosures',
  rebuttal: 'the copy of the rebuttal',
  'complaint-entity': 'how to complain to the entity',
  'complaint-secretary': 'how to complain to the Secretary',
  'supervisory-authority': 'the supervisory authority',
  court: 'the way to a court',
  'own-words': 'own words',
  contact: 'name or title, and telephone, of the contact',
};

/** Everything that keeps a letter from going out, each as a sentence; none: it may. */
export function lintLetter(
  letter: Letter,
  at: RightsCase,
  facts: LetterFacts,
  settings: RightsSettings,
  texts: LetterTexts,
): readonly string[] {
  const textOf = (element: LetterElement): string =>
    letter.paragraphs
      .filter((paragraph) => paragraph.element === element)
      .map(({ text }) => text)
      .join(' ');
  const required = requiredElements(letter.kind, at);
  const holds = (element: LetterElement, ...parts: readonly string[]): boolean =>
    parts.every((part) => part.trim() !== '' && textOf(element).includes(part));
  /** What must stand in a paragraph, word for word. */
  const facts_: Partial<Record<LetterElement, readonly string[]>> = {
    contact: [settings.contact.name, settings.contact.phone],
    'complaint-entity': [settings.contact.name, settings.contact.phone],
    'complaint-secretary': ['Health and Human Services'],
    'new-date': [facts.newDate === null ? '' : writtenDate(facts.newDate, letter.language)],
    reasons: facts.reasons.length === 0 ? [''] : facts.reasons.map((reason) => texts.reasons[reason]),
    fee: [facts.feeCents === null ? '' : writtenMoney(facts.feeCents)],
    basis:
      (at.decision?.grounds.length ?? 0) === 0
        ? ['']
        : (at.decision?.grounds ?? []).map((code) => texts.grounds[code] ?? ''),
    'supervisory-authority': [settings.supervisoryAuthority],
    outcome: [texts.outcomes[letter.kind]],
  };
  const all = letter.paragraphs.map(({ text }) => text);
  return [
    ...(hasContact(settings)
      ? []
      : [
          `No letter goes out without ${missingForLetters(settings).join(', ')}: fill in “Our organisation” in the settings.`,
        ]),
    ...required
      .filter((element) => textOf(element).trim() === '' || !holds(element, ...(facts_[element] ?? [])))
      .map((element) => `The letter does not say ${SAYS[element]}.`),
    ...(letter.to.length === 0 ? ['Nobody is named as the receiver.'] : []),
    ...(all.some((text) => WAIVERS.some((waiver) => waiver.test(text)))
      ? ['The letter asks somebody to give up a right; that is forbidden (45 CFR 164.530(h)).']
      : []),
    ...(all.some((text) => /[{}]/.test(text)) ? ['A place in the letter was not filled in.'] : []),
    ...(letter.paragraphs.some(
      ({ element, text }) =>
        element === 'own-words' &&
        text.split(/[.!?]+\s/).some((each) => each.trim().split(/\s+/).length > LONGEST_SENTENCE),
    )
      ? [`A sentence has more than ${LONGEST_SENTENCE} words: write it in plain language.`]
      : []),
  ];
}

/** Throws unless a letter may go out. @throws Fault `letter-refused` with what is missing */
export function mustIssue(problems: readonly string[]): void {
  if (problems.length > 0)
    throw new Fault(
      'letter-refused',
      problems.join(' '),
      'Add what is missing, in the letter or in the settings, then look at it again.',
    );
}
