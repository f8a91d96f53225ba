import { activity, type Activity } from './activity.ts';
import { CLINICAL_ACTIVITIES } from './clinical-activities.ts';
import { OFFICE_ACTIVITIES } from './office-activities.ts';
import { type RoleName } from './organisation.ts';

/** What each role does, with weights. */
export const ACTIVITIES: Readonly<Record<Exclude<RoleName, 'service'>, readonly Activity[]>> = {
  ...CLINICAL_ACTIVITIES,
  ...OFFICE_ACTIVITIES,
};

/** Opening a record outside one's own patients, with a reason. */
export const BREAK_GLASS: Activity = activity(
  1,
  'access.break-glass',
  'execute',
  'Patient',
  'break-glass',
  'acknowledged reason',
);

/** Why somebody opened a record outside their own patients. */
export const BREAK_GLASS_REASONS = [
  'Patient unresponsive on arrival; history and allergies needed at once',
  'Covering for a colleague called to theatre',
  'Critical laboratory value outside working hours',
  'Transfer from another ward before reassignment',
  'Rapid response team call',
] as const;
