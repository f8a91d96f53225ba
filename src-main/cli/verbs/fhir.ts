import { FHIR_LIMIT } from '../../../src-shared/fhir/types.ts';
import { beginOfFile } from '../../base/begin-of-file.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** Checks a file against FHIR R4; what is wrong is named by its place, never by its value. */
export async function fhirCheckVerb({ services }: Context, file: string): Promise<Outcome> {
  const verdict = await services.fhir.judge(await beginOfFile(file, FHIR_LIMIT + 1));
  const { valid, kind, resources, issues, found } = verdict;
  return {
    answer: {
      json: verdict,
      lines: [
        valid
          ? `Valid FHIR R4: ${kind ?? ''}, ${resources} ${resources === 1 ? 'resource' : 'resources'}.`
          : `Not valid FHIR R4: ${found} ${found === 1 ? 'thing is' : 'things are'} wrong.`,
        ...issues.map(({ rule, where, text }) => `  ${rule}${where === '' ? '' : ` at ${where}`}: ${text}`),
        ...(found > issues.length ? [`  … and ${found - issues.length} more`] : []),
      ],
    },
    exit: valid ? EXIT.fine : EXIT.tampered,
  };
}
