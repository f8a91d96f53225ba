import type { Capacity, ControlStanding } from '../../src-shared/clinic/monitoring.ts';

export const CONTROL_WORDS: Readonly<Record<ControlStanding['control'], string>> = {
  'access-control': 'Access control',
  'data-retention': 'Data retention',
  'input-validation': 'Input validation',
  leakage: 'Leakage of data',
  monitoring: 'Monitoring',
  'audit-logging': 'Audit logging',
  'incident-response': 'Incident response',
  availability: 'Availability',
  'data-privacy': 'Data privacy',
  disposal: 'Disposal',
};

export const STANDING_WORDS: Readonly<
  Record<ControlStanding['state'], readonly ['good' | 'bad' | 'unsure', string]>
> = {
  met: ['good', 'Met'],
  'not-met': ['bad', 'Not met'],
  'could-not-tell': ['unsure', 'Could not tell'],
};

const FACT_WORDS: Readonly<Record<string, string>> = {
  patientTables: 'tables with patient data',
  withoutRowRules: 'without rules for rows',
  openToEverybody: 'open to everybody',
  openEvents: 'unfinished security events',
  withoutRule: 'without a retention rule',
  rulesInForce: 'retention rules in force',
  withoutKey: 'without a key',
  withUncheckedRules: 'with constraints that were never checked',
  refusedInput: 'unfinished events of refused input',
  columnsToEncrypt: 'columns to encrypt',
  stillPlain: 'of them not encrypted yet',
  sealed: 'sealed entries',
  lookedThrough: 'looked through for events',
  oldestUnsealed: 'oldest unsealed entry',
  notAudited: 'not audited',
  logTriggersOff: 'triggers of the log that are off',
  openTampering: 'unfinished findings of tampering',
  events: 'security events',
  criticalUnansweredInTime: 'critical ones not answered in time',
  openOverAWeek: 'open for over a week',
  archived: 'write-ahead log is archived',
  replicas: 'replicas',
  durable: 'writes are forced to disk',
  connections: 'connections in use',
  mostConnections: 'connections at most',
  undecidedColumns: 'columns nobody decided on',
  signedCertificates: 'signed deletion certificates',
  lastSigned: 'last signed',
  unfinished: 'deletions not finished',
};

// The database gives them in no order that means anything: what the others are counted of comes first.
const FACT_ORDER = Object.keys(FACT_WORDS);

/** The facts of a control in one line. */
export const factsLine = (facts: ControlStanding['facts']): string =>
  facts
    .toSorted(([one], [other]) => FACT_ORDER.indexOf(one) - FACT_ORDER.indexOf(other))
    .map(([name, value]) => {
      const words = FACT_WORDS[name] ?? name;
      if (typeof value === 'boolean') return `${words}: ${value ? 'yes' : 'no'}`;
      return `${words}: ${value === null ? 'none' : typeof value === 'string' ? value.slice(0, 16).replace('T', ' ') : String(value)}`;
    })
    .join('; ');

/** Size after so many days, when growth goes on; never below nothing. */
export const sizeIn = (capacity: Pick<Capacity, 'databaseBytes' | 'growth'>, days: number): number | null =>
  capacity.growth === null ? null : Math.max(0, capacity.databaseBytes + capacity.growth.bytesPerDay * days);

/** Days until a disk of that size is full; null when it does not grow, or is full by other things already. */
export function daysUntil(
  capacity: Pick<Capacity, 'databaseBytes' | 'growth'>,
  freeBytes: number,
): number | null {
  if (capacity.growth === null || capacity.growth.bytesPerDay <= 0) return null;
  return Math.floor(freeBytes / capacity.growth.bytesPerDay);
}
