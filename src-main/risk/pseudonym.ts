import { createHash } from 'node:crypto';

/** The pseudonym of a patient: the same as in the reports of access (guard.phi_access). */
export const pseudonymOf = (patientKey: string): string =>
  `P-${createHash('sha256').update(`attestry patient ${patientKey}`).digest('hex').slice(0, 12)}`;
