/** Something a role does in a patient's record or in the system, and how it is logged. */
export type Activity = {
  readonly event: string;
  readonly action: 'read' | 'create' | 'update' | 'delete' | 'execute' | 'export';
  /** Types of chart items it concerns; `new:X` is a new thing of type X; `sys:X` is not about a patient. */
  readonly on: readonly string[];
  readonly view: string;
  readonly fields: string;
  /** HL7 v3 PurposeOfUse. */
  readonly purpose: 'TREAT' | 'HPAYMT' | 'HOPERAT' | 'PATRQT' | 'PUBHLTH';
  readonly weight: number;
};

/** An activity; `on` and `fields` are words separated by spaces. */
export const activity = (
  weight: number,
  event: string,
  action: Activity['action'],
  on: string,
  view: string,
  fields: string,
  purpose: Activity['purpose'] = 'TREAT',
): Activity => ({
  weight,
  event,
  action,
  on: on.split(' '),
  view,
  fields: `["${fields.split(' ').join('","')}"]`,
  purpose,
});

/** Looking somebody up: everybody does. */
export const SEARCH = activity(
  7,
  'phi.search',
  'read',
  'sys:Patient',
  'patient-search',
  'birth_date family_name given_names mrn',
);
