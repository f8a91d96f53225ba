/** ICD-10-CM codes (public domain, CDC/NCHS) with the ages they fit and the drug usually given. */
export type Diagnosis = {
  readonly code: string;
  readonly display: string;
  readonly from: number;
  readonly to: number;
  readonly chronic: boolean;
  readonly sensitivity?: 'mental-health' | 'substance-use' | 'hiv' | 'reproductive';
  readonly drug?: Drug;
};

/** RxNorm ingredient (public domain, NLM) with a usual regimen. */
export type Drug = {
  readonly code: string;
  readonly display: string;
  readonly dose: string;
  readonly frequency: string;
};

const drug = (code: string, display: string, dose: string, frequency: string): Drug => ({
  code,
  display,
  dose,
  frequency,
});

export const DIAGNOSES: readonly Diagnosis[] = [
  {
    code: 'I10',
    display: 'Essential (primary) hypertension',
    from: 35,
    to: 120,
    chronic: true,
    drug: drug('29046', 'lisinopril', '10 mg', 'once daily'),
  },
  {
    code: 'E11.9',
    display: 'Type 2 diabetes mellitus without complications',
    from: 35,
    to: 120,
    chronic: true,
    drug: drug('6809', 'metformin', '500 mg', 'twice daily'),
  },
  {
    code: 'E78.5',
    display: 'Hyperlipidemia, unspecified',
    from: 40,
    to: 120,
    chronic: true,
    drug: drug('83367', 'atorvastatin', '20 mg', 'at night'),
  },
  {
    code: 'J45.909',
    display: 'Unspecified asthma, uncomplicated',
    from: 4,
    to: 120,
    chronic: true,
    drug: drug('435', 'albuterol', '90 mcg', 'as needed'),
  },
  {
    code: 'F32.1',
    display: 'Major depressive disorder, single episode, moderate',
    from: 14,
    to: 120,
    chronic: true,
    sensitivity: 'mental-health',
    drug: drug('36437', 'sertraline', '50 mg', 'once daily'),
  },
  {
    code: 'F41.1',
    display: 'Generalized anxiety disorder',
    from: 12,
    to: 120,
    chronic: true,
    sensitivity: 'mental-health',
  },
  {
    code: 'F10.20',
    display: 'Alcohol dependence, uncomplicated',
    from: 21,
    to: 85,
    chronic: true,
    sensitivity: 'substance-use',
    drug: drug('7243', 'naltrexone', '50 mg', 'once daily'),
  },
  {
    code: 'B20',
    display: 'Human immunodeficiency virus [HIV] disease',
    from: 20,
    to: 80,
    chronic: true,
    sensitivity: 'hiv',
  },
  {
    code: 'M17.11',
    display: 'Unilateral primary osteoarthritis, right knee',
    from: 50,
    to: 120,
    chronic: true,
    drug: drug('5640', 'ibuprofen', '400 mg', 'three times daily'),
  },
  {
    code: 'J06.9',
    display: 'Acute upper respiratory infection, unspecified',
    from: 0,
    to: 120,
    chronic: false,
  },
  {
    code: 'H66.90',
    display: 'Otitis media, unspecified',
    from: 0,
    to: 12,
    chronic: false,
    drug: drug('723', 'amoxicillin', '250 mg', 'three times daily'),
  },
  {
    code: 'N39.0',
    display: 'Urinary tract infection, site not specified',
    from: 16,
    to: 120,
    chronic: false,
    drug: drug('7454', 'nitrofurantoin', '100 mg', 'twice daily'),
  },
  {
    code: 'S93.401A',
    display: 'Sprain of unspecified ligament of right ankle',
    from: 5,
    to: 80,
    chronic: false,
  },
  { code: 'R07.9', display: 'Chest pain, unspecified', from: 25, to: 120, chronic: false },
  { code: 'K35.80', display: 'Unspecified acute appendicitis', from: 5, to: 70, chronic: false },
  { code: 'L20.9', display: 'Atopic dermatitis, unspecified', from: 0, to: 40, chronic: false },
  { code: 'Z00.00', display: 'General adult medical examination', from: 18, to: 120, chronic: false },
  { code: 'Z00.129', display: 'Routine child health examination', from: 0, to: 17, chronic: false },
];

/** LOINC codes and names are Regenstrief's, used under the LOINC licence (free of charge). */
export type Measure = {
  readonly code: string;
  readonly display: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly decimals: number;
};

const measure = (
  code: string,
  display: string,
  unit: string,
  low: number,
  high: number,
  decimals = 0,
): Measure => ({ code, display, unit, low, high, decimals });

export const VITALS: readonly Measure[] = [
  measure('8480-6', 'Systolic blood pressure', 'mm[Hg]', 95, 130),
  measure('8462-4', 'Diastolic blood pressure', 'mm[Hg]', 60, 85),
  measure('8867-4', 'Heart rate', '/min', 58, 100),
  measure('8310-5', 'Body temperature', 'Cel', 36.1, 37.4, 1),
];
export const LABS: readonly Measure[] = [
  measure('4548-4', 'Hemoglobin A1c', '%', 4, 5.6, 1),
  measure('2345-7', 'Glucose', 'mg/dL', 70, 99),
  measure('718-7', 'Hemoglobin', 'g/dL', 12, 17, 1),
  measure('2160-0', 'Creatinine', 'mg/dL', 0.6, 1.3, 2),
  measure('2823-3', 'Potassium', 'mmol/L', 3.5, 5.1, 1),
  measure('6690-2', 'Leukocytes', '10*3/uL', 4, 11, 1),
];

export const ALLERGENS = [
  ['Penicillin', 'urticaria', 'moderate'],
  ['Peanut', 'anaphylaxis', 'severe'],
  ['Latex', 'contact dermatitis', 'mild'],
  ['Sulfonamide', 'rash', 'moderate'],
  ['Bee venom', 'anaphylaxis', 'severe'],
  ['Shellfish', 'angioedema', 'moderate'],
] as const;

/** CVX codes (public domain, CDC) with the age in days at which they are due. */
export const CHILD_VACCINES = [
  ['08', 'Hep B, adolescent or pediatric', 0],
  ['20', 'DTaP', 61],
  ['10', 'IPV', 122],
  ['03', 'MMR', 370],
  ['21', 'varicella', 372],
  ['62', 'HPV, quadrivalent', 4100],
] as const;
export const FLU_VACCINE = ['150', 'Influenza, injectable, quadrivalent'] as const;

/** ICD-10-PCS codes (public domain, CMS). */
export const PROCEDURES = {
  appendectomy: ['0DTJ4ZZ', 'Resection of appendix, percutaneous endoscopic approach'],
  delivery: ['10E0XZZ', 'Delivery of products of conception, external approach'],
  kneeReplacement: ['0SRC0J9', 'Replacement of right knee joint with synthetic substitute'],
  chestImaging: ['BW03ZZZ', 'Plain radiography of chest'],
} as const;

export const PAYERS = [
  'Meridian Sample Health Plan',
  'Blue Lantern Mutual (sample)',
  'Sample State Medicaid',
  'Sample Medicare',
  'Self-pay',
] as const;
