import { IN_ACCOUNTS } from './planted/accounts.ts';
import { IN_GUARDED } from './planted/guarded.ts';
import { IN_LOG } from './planted/log.ts';
import { IN_PATIENTS } from './planted/patients.ts';
import { IN_RECORDS } from './planted/records.ts';
import { IN_ROLES } from './planted/roles.ts';
import type { Planted } from './planted/plant.ts';

/** Faults that are put into a clean clinic, by area. */
export const PLANTED: readonly Planted[] = [
  ...IN_ACCOUNTS,
  ...IN_RECORDS,
  ...IN_PATIENTS,
  ...IN_ROLES,
  ...IN_LOG,
  ...IN_GUARDED,
];
