import { FACTORS, type FactorId } from '../../src-shared/risk/factors.ts';
import type {
  RiskCase,
  RiskDecision,
  RiskEntry,
  RiskState,
  RiskStatus,
} from '../../src-shared/risk/contract.ts';
import { patternOf } from '../../src-shared/risk/patterns.ts';
import { formatCount, formatOf } from '../lib/format.ts';

export const RISK_STATE_WORDS: Readonly<Record<RiskState, string>> = {
  new: 'New',
  explained: 'Explained',
  escalated: 'Escalated',
};

/** What can be decided: the word on the button, what it means, what is asked. */
export const RISK_DECISIONS: Readonly<
  Record<RiskDecision, { readonly go: string; readonly sentence: string; readonly ask: string }>
> = {
  explained: {
    go: 'Explain',
    sentence: 'Says that there was a good reason. Later accesses of the person make a new case.',
    ask: 'What explains it',
  },
  escalated: {
    go: 'Escalate',
    sentence: 'Says that somebody has to go into it: the supervisor, privacy or personnel.',
    ask: 'To whom, and why',
  },
};

export const WATCH_WORDS: Readonly<Record<RiskStatus['state'], string>> = {
  off: 'Not scoring',
  watching: 'Scoring as they come',
  'catching-up': 'Catching up',
  trouble: 'Cannot go on',
};

export const factorName = (factor: FactorId): string =>
  FACTORS.find(({ id }) => id === factor)?.name ?? factor;

/** Score as it is written everywhere. */
export const scoreWords = (score: number): string => score.toFixed(2);

/** Why an access stands out, in a few words. */
export const whyOf = ({ factors, patterns }: Pick<RiskEntry, 'factors' | 'patterns'>): string =>
  [...patterns.map((id) => patternOf(id).name), ...factors.map(factorName)].join(', ');

/** How many accesses a case has, and to how many patients. */
export const sizeOf = ({ entries, patients }: Pick<RiskCase, 'entries' | 'patients'>): string =>
  patients === 0
    ? `${formatCount(entries)}, no patient`
    : `${formatCount(entries)}, ${formatOf(patients, 'patient', 'patients')}`;
