import type { Accounting } from '../../src-shared/rights/accounting.ts';
import type { Letter, LetterFacts } from '../../src-shared/rights/letters.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import type { LabelPages, LetterBlock, LetterPages, PageMaker } from '../reports/index.ts';
import { lintLetter, mustIssue } from './letter-linter.ts';
import { composeLetter, type LetterTexts } from './letters.ts';
import type { RecipientService } from './recipients.ts';
import type { RightsService } from './service.ts';

/** A letter as it looks, and what keeps it from going out; none: it may. */
export type LetterPreview = {
  readonly letter: Letter;
  readonly pdf: Uint8Array;
  readonly problems: readonly string[];
};

/** Letters on paper. Somebody must be signed in: they name people. */
export interface LetterService {
  /** The very file that would go out. */
  preview(caseId: string, facts: LetterFacts): Promise<LetterPreview>;
  /** The file that goes out. @throws Fault `letter-refused` with what the linter misses */
  issue(caseId: string, facts: LetterFacts): Promise<LetterPreview>;
  /** The address for the envelope of the answer. @throws Fault `letter-refused` when nothing may go there by post, or no address is known */
  label(caseId: string): Promise<Uint8Array>;
}

const COLUMNS = {
  en: ['Date', 'To whom', 'What', 'Why'],
  es: ['Fecha', 'A quién', 'Qué', 'Por qué'],
} as const;

/** Builds it from what it needs. */
export function letterService(parts: {
  readonly rights: Pick<RightsService, 'case' | 'settings' | 'today'>;
  readonly recipients: Pick<RecipientService, 'of'>;
  readonly texts: (language: 'en' | 'es') => Promise<LetterTexts>;
  readonly pages: Pick<PageMaker, 'letter' | 'label'>;
  /** What an accounting lists; null for a case that is none, or whose rows are not collected. */
  readonly accounting: (caseId: string) => Promise<Accounting | null>;
  readonly clock: Clock;
}): LetterService {
  const { rights, pages, recipients } = parts;
  const preview: LetterService['preview'] = async (caseId, facts) => {
    const [at, { letters: to }, settings] = [
      await rights.case(caseId),
      await recipients.of(caseId),
      await rights.settings(),
    ];
    const texts = await parts.texts(facts.language);
    const letter = composeLetter(caseId, at, to, facts, settings, texts, await rights.today());
    const rows = letter.kind === 'accounting' ? await parts.accounting(caseId) : null;
    const pdf = await pages.letter(pagesOf(letter, rows, instantOf(parts.clock)));
    return { letter, pdf, problems: lintLetter(letter, at, facts, settings, texts) };
  };
  return {
    preview,
    issue: async (caseId, facts) => {
      const made = await preview(caseId, facts);
      mustIssue(made.problems);
      return made;
    },
    label: async (caseId) => {
      const [{ answer: to }, { entity, address }] = [await recipients.of(caseId), await rights.settings()];
      if (to.address === '') throw noAddress();
      const label: LabelPages = {
        ...{ caseId, madeAt: instantOf(parts.clock), from: [entity, address] },
        to: [to.name, ...to.address.split(/,\s*|\n/)],
      };
      return pages.label(label);
    },
  };
}

const noAddress = (): Fault =>
  new Fault(
    'letter-refused',
    'There is no postal address to which the answer may go.',
    'Look at the case where it goes: the person may have asked for another way, or the clinic’s record lacks the address.',
  );

/** A letter as it is laid out; an accounting with its table. */
export function pagesOf(letter: Letter, accounting: Accounting | null, madeAt: string): LetterPages {
  const paragraph = ({ text }: { readonly text: string }): LetterBlock => ({ kind: 'paragraph', text });
  const [contact, ...before] = [...letter.paragraphs].reverse();
  return {
    ...{ language: letter.language, from: letter.from, to: letter.to, date: letter.date, madeAt },
    ...{ reference: letter.reference, title: letter.title },
    blocks: [
      ...before.reverse().map(paragraph),
      ...(accounting === null ? [] : rowsOf(accounting, letter.language)),
      ...(contact === undefined ? [] : [paragraph(contact)]),
    ],
  };
}

/** The rows of an accounting (45 CFR 164.528(b)); those that are withheld leave no trace. */
function rowsOf({ rows, research }: Accounting, language: 'en' | 'es'): LetterBlock[] {
  const times = language === 'en' ? 'times until' : 'veces hasta';
  const table: LetterBlock = {
    kind: 'table',
    head: COLUMNS[language],
    rows: rows.map(({ disclosedOn, repeats, recipient, address, description, purpose }) => [
      repeats === null
        ? disclosedOn
        : `${disclosedOn}; ${repeats.count} ${times} ${repeats.lastOn}, ${repeats.frequency}`,
      [recipient, address].filter((line) => line !== '').join('\n'),
      description,
      purpose,
    ]),
  };
  const mayOrMayNot =
    language === 'en'
      ? 'Your health information may or may not have been disclosed for this research.'
      : 'Su información médica puede o no haber sido divulgada para esta investigación.';
  return [
    ...(rows.length === 0 ? [] : [table]),
    ...research.map((study): LetterBlock => ({
      kind: 'paragraph',
      text: [
        `${study.protocol} (${study.firstOn} – ${study.lastOn})`,
        ...[study.description, study.information, mayOrMayNot],
        `${study.sponsor}, ${study.sponsorAddress}, ${study.sponsorPhone}`,
        `${study.recipient}, ${study.address}, ${study.recipientPhone}`,
      ].join('\n'),
    })),
  ];
}
