import type { RequestWords } from '../../src-shared/rights/people.ts';
import type { ContactOf, ContactPart } from '../../src-shared/rights/words.ts';

/** Contact details that a request names, and what each of them is now. */
export type KnownContact = {
  readonly of: ContactOf;
  readonly lines: readonly (readonly [part: ContactPart, now: string])[];
};

type Details = { readonly address: string; readonly phone?: string; readonly email: string };

/** Whose details can be put right in a request: who gets the letters comes first. What was agreed is no mistake of the desk any more. */
export function contactsOf(
  { patient, requester, thirdParty, alternative }: RequestWords,
  isDecided: boolean,
): readonly KnownContact[] {
  const given: readonly (readonly [ContactOf, Details | null])[] = [
    ['requester', requester],
    ['third-party', thirdParty],
    ['alternative', isDecided ? null : alternative],
    ['patient', patient],
  ];
  return given.flatMap(([of, details]) =>
    details === null
      ? []
      : [
          {
            of,
            lines: (['address', 'phone', 'email'] as const).flatMap((part) => {
              const now = details[part];
              return now === undefined ? [] : [[part, now] as const];
            }),
          },
        ],
  );
}
