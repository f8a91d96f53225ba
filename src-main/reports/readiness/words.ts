import type { TamperType, Verdict } from '../../../src-shared/audit/types.ts';
import type { GapState, Severity } from '../../../src-shared/controls/gaps.ts';
import type { TestOutcome } from '../../../src-shared/controls/tests.ts';
import type { KeyState } from '../../../src-shared/keys/types.ts';
import type { Assessment, ReportedConclusion } from '../../../src-shared/reports/readiness-parts.ts';
import type { CaseType } from '../../../src-shared/rights/words.ts';
import { TAMPER, VERDICT } from '../wording.ts';

export const CONCLUSION: Readonly<Record<ReportedConclusion, string>> = {
  effective: 'Effective',
  exception: 'Exception',
  'not-effective': 'Not effective',
  'not-tested': 'Not tested',
};

export const OUTCOME: Readonly<Record<TestOutcome, string>> = {
  pass: 'Pass',
  fail: 'Fail',
  'could-not-tell': 'Could not tell',
};

export const SEVERITY: Readonly<Record<Severity, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};

export const GAP_STATE: Readonly<Record<GapState, string>> = {
  open: 'Open',
  'in-progress': 'In progress',
  closed: 'Closed',
  accepted: 'Risk accepted',
};

export const SIGN_OFF: Readonly<Record<Assessment['signOff'], string>> = {
  none: 'None',
  valid: 'Valid',
  voided: 'Voided',
  unknown: 'Not checked',
};

export const ADDRESSABLE: Readonly<Record<NonNullable<Assessment['addressable']>['decision'], string>> = {
  implement: 'Implemented as it stands',
  alternative: 'Equivalent alternative',
  'not-reasonable': 'Not reasonable and appropriate',
};

export const KEY_STATE: Readonly<Record<KeyState, string>> = {
  'pre-active': 'Not in use yet',
  active: 'In use',
  suspended: 'Suspended',
  deactivated: 'Out of use',
  compromised: 'Compromised',
  destroyed: 'Destroyed',
};

export const RIGHT: Readonly<Record<CaseType, string>> = {
  access: 'Access to the record',
  amendment: 'Amendment',
  restriction: 'Restriction',
  'confidential-communications': 'Confidential communications',
  accounting: 'Accounting of disclosures',
  complaint: 'Complaint',
  'gdpr-erasure': 'Erasure (GDPR)',
  'gdpr-portability': 'Portability (GDPR)',
};

export const verdictWord = (verdict: Verdict): string => VERDICT[verdict];
export const tamperWord = (type: TamperType): string => TAMPER[type].plain;
export const capital = (word: string): string => word.slice(0, 1).toUpperCase() + word.slice(1);

/** That no patient data is in it. */
export const PRIVACY =
  'This report holds no patient data. Rows of the clinic’s database are named by keyed pseudonyms, requests of patients by their case numbers. Before it left the application every text in it was searched for what has the shape of patient data; a person must still read the narratives.';

/** Limits that hold for every kind. */
export const COMMON_LIMITS: readonly string[] = [
  'This is an internal readiness review. It is not an opinion of an independent auditor, it is not a SOC 2 report, and it does not certify compliance with any law.',
  'Automated tests see what is recorded in the database and in this application. What nobody recorded, they cannot see.',
  'A conclusion is the judgement of the persons named beside it, on the evidence listed, for the period stated and for no other.',
];
