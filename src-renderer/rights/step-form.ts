import type { CaseView } from '../../src-shared/rights/contract.ts';
import { officerStepSchema } from '../../src-shared/rights/contract.ts';
import type { Step } from '../../src-shared/rights/steps.ts';

/** What a field holds. Days and ids are text; null where nothing was said. */
export type FieldValue = string | number | boolean | null | readonly string[];
export type FieldValues = Readonly<Record<string, FieldValue>>;

type Option = readonly [value: string, label: string];

interface Named {
  /** Where the value goes in the step; dots lead into objects. */
  readonly name: string;
  readonly label: string;
  readonly description?: string;
  /** Whether it is asked for; left out: always. */
  readonly asked?: (values: FieldValues, view: CaseView) => boolean;
  /** What it is when it is not asked for. */
  readonly otherwise?: FieldValue;
}

/** A field of the form of a step. */
export type StepField = Named &
  (
    | {
        readonly kind: 'choice';
        readonly options: (view: CaseView) => readonly Option[];
        /** Nothing is a choice too, under this name. */
        readonly none?: string;
      }
    | { readonly kind: 'many'; readonly options: (view: CaseView) => readonly Option[] }
    | { readonly kind: 'day'; readonly optional?: true }
    | { readonly kind: 'yes' }
    | { readonly kind: 'number'; readonly least: number; readonly most: number }
    | { readonly kind: 'text'; readonly longest: number; readonly optional?: true }
    /** A file that is attached under a kind; its id becomes the value, its SHA-256 goes where `digest` says: the same name keeps the hash alone. */
    | {
        readonly kind: 'file';
        readonly attach: 'receipt' | 'identity' | 'authority' | 'proof' | 'other' | 'request';
        readonly digest?: string;
        /** A reference can be typed when there is no file. */
        readonly typed?: true;
      }
  );

/** The form of a step: what will happen, and what the officer has to say. */
export interface StepForm {
  /** What will happen, in one sentence. */
  readonly sentence: string;
  /** Word on the button. */
  readonly go: string;
  /** It is signed with the token. */
  readonly signed?: true;
  /** It cannot be taken back, in words. */
  readonly undo?: string;
  readonly fields: readonly StepField[];
  readonly start: (view: CaseView, today: string) => FieldValues;
}

function placed(into: Record<string, unknown>, [head, ...rest]: readonly string[], value: unknown): void {
  if (head === undefined) return;
  if (rest.length === 0) {
    into[head] = value;
    return;
  }
  const inner: Record<string, unknown> = { ...(into[head] as Record<string, unknown> | undefined) };
  placed(inner, rest, value);
  into[head] = inner;
}

/** The step that a form comes to; null while something is missing or wrong. */
export function stepFrom(name: string, form: StepForm, values: FieldValues, view: CaseView): Step | null {
  const step: Record<string, unknown> = { step: name };
  const notAsked = new Map(
    form.fields
      .filter(({ asked }) => asked !== undefined && !asked(values, view))
      .map((field) => [field.name, field.otherwise ?? null]),
  );
  for (const [path, value] of Object.entries(values)) {
    const other = notAsked.get(path);
    placed(step, path.split('.'), other === undefined ? (value === '' ? null : value) : other);
  }
  return officerStepSchema.safeParse(step).data ?? null;
}
