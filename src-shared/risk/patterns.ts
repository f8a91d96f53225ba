/** A number that a clinic may set. */
export type PatternParameter = {
  readonly id: string;
  readonly name: string;
  readonly usual: number;
  readonly least: number;
  readonly most: number;
};

/** A way of looking at records that is worth a question. */
export type RiskPattern = {
  readonly id: string;
  /** Counts up whenever the rule decides differently on the same facts. */
  readonly version: number;
  readonly name: string;
  /** What it finds, as one sentence. */
  readonly meaning: string;
  /** What it needs of the clinic's tables. */
  readonly needs: string;
  readonly parameters: readonly PatternParameter[];
};

const QUEUE_REPEATS: PatternParameter = {
  id: 'queueRepeats',
  name: 'Where records are opened by work queue: from how many different people in a day',
  usual: 1,
  least: 1,
  most: 100,
};
const number = (id: string, name: string, usual: number, least: number, most: number): PatternParameter => ({
  id,
  name,
  usual,
  least,
  most,
});

/** The privacy patterns. None of them changes a score; each is a question of its own. */
export const RISK_PATTERNS = [
  {
    id: 'own-record',
    version: 1,
    name: 'Own record',
    meaning: 'Somebody opened their own record instead of asking for it as a patient.',
    needs: 'which member of staff is which patient',
    parameters: [],
  },
  {
    id: 'co-worker',
    version: 1,
    name: 'Co-worker',
    meaning: 'Somebody opened the record of a colleague without caring for them.',
    needs: 'which member of staff is which patient, and who cares for whom',
    parameters: [{ ...QUEUE_REPEATS, usual: 2 }],
  },
  {
    id: 'family',
    version: 1,
    name: 'Family or same surname',
    meaning:
      'Somebody opened the record of a person of their household, their ward or guardian, or of a rare surname they share.',
    needs: 'surnames and addresses, and who cares for whom',
    parameters: [
      number('rarePerMille', 'A surname is rare up to so many of 1,000 patients', 12, 0, 1000),
      QUEUE_REPEATS,
    ],
  },
  {
    id: 'neighbour',
    version: 1,
    name: 'Neighbour',
    meaning: 'Somebody opened the record of a person who lives in their street.',
    needs: 'addresses, and who cares for whom',
    parameters: [QUEUE_REPEATS],
  },
  {
    id: 'vip',
    version: 1,
    name: 'Person of public interest',
    meaning: 'Somebody opened the record of a person under special watch without caring for them.',
    needs: 'the list on this page or a column of the patients, and who cares for whom',
    parameters: [QUEUE_REPEATS],
  },
  {
    id: 'deceased',
    version: 1,
    name: 'Deceased patient',
    meaning: 'Somebody opened the record of a person who died long ago.',
    needs: 'the day of death',
    parameters: [number('afterDays', 'From so many days after the death', 60, 1, 3650)],
  },
  {
    id: 'peer-spike',
    version: 1,
    name: 'Spike against peers',
    meaning: 'Somebody opened the records of far more patients in a day than others of the same job do.',
    needs: 'nothing beyond the log',
    parameters: [
      number('spread', 'So many spreads (median absolute deviations) above the median', 6, 2, 50),
      number('least', 'At least so many patients in the day', 15, 2, 10_000),
      number('peerDays', 'Compared with at least so many days of others', 12, 3, 1000),
    ],
  },
  {
    id: 'no-care-relationship',
    version: 1,
    name: 'No care relationship',
    meaning: 'Somebody who treats patients opened a record of a patient whom they do not treat.',
    needs: 'who cares for whom',
    parameters: [
      number('emergencyMinutes', 'An emergency access covers so many minutes after it', 240, 0, 10_080),
    ],
  },
] as const satisfies readonly RiskPattern[];
export type PatternId = (typeof RISK_PATTERNS)[number]['id'];
export const PATTERN_IDS = RISK_PATTERNS.map(({ id }) => id) as [PatternId, ...PatternId[]];

/** A pattern by its id. */
export const patternOf = (id: PatternId): RiskPattern => {
  const found: RiskPattern | undefined = RISK_PATTERNS.find((pattern) => pattern.id === id);
  if (found === undefined) throw new RangeError('no such pattern');
  return found;
};
