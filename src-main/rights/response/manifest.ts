import type { WrittenEntry } from '../../base/zip.ts';
import type { PackageFacts } from './fhir-resources.ts';
import type { Tally } from './fhir-bundle.ts';

/** Why something is not in a package, in words that tell nothing of what it says. */
export type LeftOut = { readonly words: string; readonly basis: string };

/** What a package holds: enough to see that nothing is missing from it. */
export type Manifest = {
  readonly format: 'attestry/response';
  readonly version: 1;
  readonly request: string;
  readonly madeAt: string;
  readonly entity: string;
  /** Items by title of their source. */
  readonly items: Readonly<Record<string, number>>;
  /** FHIR resources by type; empty when none were asked for. */
  readonly resources: Readonly<Record<string, number>>;
  readonly files: readonly WrittenEntry[];
  readonly leftOut: readonly LeftOut[];
};

/** The manifest of a package; comes last in it. */
export const manifestOf = (
  { caseId, madeAt, entity }: PackageFacts,
  tally: Tally,
  files: readonly WrittenEntry[],
  leftOut: readonly LeftOut[],
): Manifest => ({
  ...{ format: 'attestry/response', version: 1, request: caseId, madeAt, entity: entity.name },
  ...{ items: { ...tally.sources }, resources: { ...tally.resources }, files: [...files] },
  leftOut: [...leftOut],
});
