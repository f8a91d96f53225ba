/** A field as the person reads it; null: it was left out. */
export type CopyField = { readonly label: string; readonly value: string | null };

/** A record of a section. */
export type CopyEntry = {
  /** Its day, or what else tells it apart. */
  readonly heading: string;
  readonly fields: readonly CopyField[];
  /** What travels with it: amendments, disagreements, rebuttals. */
  readonly added: readonly { readonly label: string; readonly text: string }[];
};

/** The copy of a record that a person reads, or one part of a long one. */
export type PersonCopy = {
  readonly language: 'en' | 'es';
  /** Who gives it, one line each: name of the covered entity first. */
  readonly from: readonly string[];
  readonly caseId: string;
  /** Civil date. */
  readonly madeOn: string;
  /** RFC 3339. */
  readonly madeAt: string;
  readonly person: {
    readonly name: string;
    readonly birthDate: string | null;
    readonly recordNumber: string;
  };
  readonly part: { readonly number: number; readonly of: number };
  readonly sections: readonly { readonly title: string; readonly entries: readonly CopyEntry[] }[];
  /** What was left out and why; nothing that tells what it says. */
  readonly leftOut: readonly { readonly words: string; readonly basis: string }[];
  /** Records of treatment for substance use are among them (42 CFR 2.32). */
  readonly part2: boolean;
};
