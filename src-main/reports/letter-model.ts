/** A piece of a letter's text. */
export type LetterBlock =
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
    };

/** A letter as it is printed. */
export type LetterPages = {
  readonly language: 'en' | 'es';
  /** Who writes, one line each: name of the covered entity first. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** In words. */
  readonly date: string;
  readonly reference: string;
  readonly title: string;
  readonly blocks: readonly LetterBlock[];
  /** RFC 3339; part of the file, so that the same letter gives the same bytes. */
  readonly madeAt: string;
};

/** An address for an envelope or a parcel, one line each. */
export type LabelPages = {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly caseId: string;
  readonly madeAt: string;
};
