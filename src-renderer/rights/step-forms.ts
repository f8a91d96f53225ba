import type { StepName } from '../../src-shared/rights/steps.ts';
import { answerForms } from './answer-forms.ts';
import { caseForms } from './case-forms.ts';
import { identityForms } from './identity-forms.ts';
import { scopeForms } from './scope-forms.ts';
import type { StepForm } from './step-form.ts';

const FORMS: ReadonlyMap<string, StepForm> = new Map(
  Object.entries({ ...caseForms, ...identityForms, ...scopeForms, ...answerForms }),
);

/** The form of a step; undefined where the window has a screen of its own, or the program takes the step itself. */
export const formOf = (step: StepName): StepForm | undefined => FORMS.get(step);
