import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LetterFacts } from '../../../src-shared/rights/letters.ts';
import { defaultRightsSettings, type RightsSettings } from '../../../src-shared/rights/settings.ts';
import { type LetterKind, letterKindSchema } from '../../../src-shared/rights/words.ts';
import type { RightsCase } from '../../../src-main/rights/case.ts';
import { GROUNDS } from '../../../src-main/rights/grounds.ts';
import { lintLetter, mustIssue } from '../../../src-main/rights/letter-linter.ts';
import { composeLetter, letterTextsSchema, requiredElements } from '../../../src-main/rights/letters.ts';
import { openedCase } from '../../fixtures/rights.ts';

const texts = (language: 'en' | 'es') =>
  letterTextsSchema.parse(
    JSON.parse(
      readFileSync(
        join(resolve(import.meta.dirname, '../../..'), `resources/rights/letters.${language}.json`),
        'utf8',
      ),
    ),
  );
const TEXTS = { en: texts('en'), es: texts('es') };
const settings: RightsSettings = {
  ...defaultRightsSettings,
  entity: 'Example Clinic',
  address: '1 Example Street, Exampletown',
  contact: { name: 'Privacy Officer', phone: '555 0100', email: '' },
  supervisoryAuthority: 'Example Authority, Example Square 2',
};
const to = { name: 'Erin Example', address: '2 Example Street' };
const decided = (
  grounds: readonly string[],
  outcome: 'denied' | 'partial' | 'approved' = 'denied',
): RightsCase => ({
  ...openedCase({
    type:
      grounds[0]?.startsWith('A') === true
        ? 'amendment'
        : grounds[0]?.startsWith('G') === true
          ? 'gdpr-erasure'
          : 'access',
  }),
  decision: { outcome, grounds, by: 'x', on: '2026-03-10', signOff: null },
});
const facts = (kind: LetterKind, language: 'en' | 'es' = 'en', own: string[] = []): LetterFacts => ({
  ...{ kind, language, own, newDate: '2026-04-20', reasons: ['volume', 'records-elsewhere'], feeCents: 650 },
});
const caseFor = (kind: LetterKind): RightsCase =>
  kind.startsWith('amendment') || kind === 'disagreement'
    ? decided(['A4'])
    : kind === 'gdpr-refusal'
      ? decided(['G17-3b'])
      : decided(['R1', 'U1']);
const compose = (at: RightsCase, given: LetterFacts, by = settings) =>
  composeLetter('R-2026-0001', at, to, given, by, TEXTS[given.language], '2026-03-12');
const lint = (at: RightsCase, given: LetterFacts, letter = compose(at, given), by = settings) =>
  lintLetter(letter, at, given, by, TEXTS[given.language]);

describe('letters', () => {
  it.each(letterKindSchema.options.flatMap((kind) => [[kind, 'en'] as const, [kind, 'es'] as const]))(
    '%s in %s says everything it must',
    (kind, language) => {
      expect(lint(caseFor(kind), facts(kind, language))).toEqual([]);
    },
  );

  it('every ground has its words in both languages', () => {
    for (const { code } of GROUNDS)
      for (const { grounds } of Object.values(TEXTS)) expect(grounds[code], code).toBeTruthy();
  });

  it.each(letterKindSchema.options)(
    '%s is refused when any paragraph is missing that must be there',
    (kind) => {
      const at = caseFor(kind);
      for (const element of requiredElements(kind, at)) {
        const letter = compose(at, facts(kind));
        const without = {
          ...letter,
          paragraphs: letter.paragraphs.filter((paragraph) => paragraph.element !== element),
        };
        expect(lint(at, facts(kind), without), `${kind} without ${element}`).toHaveLength(1);
        const blank = {
          ...letter,
          paragraphs: letter.paragraphs.map((p) => (p.element === element ? { ...p, text: ' ' } : p)),
        };
        expect(lint(at, facts(kind), blank)).toHaveLength(1);
      }
    },
  );

  it('speaks of a review only where there is one', () => {
    expect(requiredElements('denial', decided(['U1']))).not.toContain('review-right');
    expect(requiredElements('denial', decided(['R2']))).toContain('review-right');
  });

  it('an extension without its new date or reasons is refused', () => {
    const at = openedCase();
    expect(lint(at, { ...facts('extension'), newDate: null })).toEqual([
      'The letter does not say the new date.',
    ]);
    expect(lint(at, { ...facts('extension'), reasons: [] })).toEqual([
      'The letter does not say the reasons.',
    ]);
  });

  it('a letter whose telephone number was changed by hand is refused', () => {
    const letter = compose(decided(['U1']), facts('denial'));
    const changed = {
      ...letter,
      paragraphs: letter.paragraphs.map((p) => ({ ...p, text: p.text.replace('555 0100', '555 0199') })),
    };
    expect(lint(decided(['U1']), facts('denial'), changed).length).toBeGreaterThan(0);
  });

  it('no letter goes out without a contact', () => {
    const bare = { ...settings, contact: { name: 'Privacy Officer', phone: '', email: '' } };
    const at = openedCase();
    const given = facts('acknowledgement');
    const problems = lint(at, given, compose(at, given, bare), bare);
    expect(problems[0]).toContain('No letter goes out without telephone of the contact');
    expect(() => {
      mustIssue(problems);
    }).toThrow(expect.objectContaining({ code: 'letter-refused' }));
  });

  it.each([
    'By taking this copy I waive all further rights.',
    'You are giving up your right to an amendment.',
    'You agree not to file a complaint about the delay.',
    'You release the clinic from all liability.',
    'Con esta firma renuncio a mis derechos.',
    'Usted acepta no presentar una queja.',
  ])('refuses to ask for a waiver: %s', (own) => {
    expect(lint(decided(['U1']), facts('denial', 'en', [own]))).toEqual([
      'The letter asks somebody to give up a right; that is forbidden (45 CFR 164.530(h)).',
    ]);
  });

  it('refuses sentences that nobody can follow', () => {
    expect(lint(openedCase(), facts('approval', 'en', [`${'and so on '.repeat(20)}.`]))).toHaveLength(1);
    expect(lint(openedCase(), facts('approval', 'en', ['Your pictures are on the disc.']))).toEqual([]);
  });
});
