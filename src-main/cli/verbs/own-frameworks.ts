import type { FrameworkPreview } from '../../../src-shared/controls/frameworks.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { problemLines } from './frameworks.ts';

/** Keeps a framework of one's own. Exit code 2, and nothing kept, when something is wrong with the file. */
export async function frameworksImportVerb({ services }: Context, file: string): Promise<Outcome> {
  const { preview, problems } = await services.ownFrameworks.lookAt(file);
  if (preview === null)
    return {
      answer: { json: { imported: false, problems }, lines: problemLines('Not imported', problems) },
      exit: EXIT.tampered,
    };
  const { id, version, sha256, requirements, standing } = await services.ownFrameworks.import(
    file,
    preview.sha256,
  );
  const imported = standing.kind !== 'same';
  return {
    answer: {
      json: { imported, id, version, sha256, requirements, standing },
      lines: [
        imported
          ? `Imported: ${preview.name}, version ${version}, ${requirements} requirements. ${standingSentence(standing)}`
          : `Version ${version} of ${id} is here already, with the same text: nothing was changed.`,
      ],
    },
    exit: EXIT.fine,
  };
}

const standingSentence = (standing: FrameworkPreview['standing']): string =>
  standing.kind === 'later'
    ? `After version ${standing.version}: ${standing.added} new, ${standing.changed} changed, ${standing.removed} gone. Cycles that were opened before keep the version that they have.`
    : 'Open a cycle for it: reviews open.';

/** Takes editions out of use. @throws Fault `framework-unknown`, `framework-in-use` */
export async function frameworksRemoveVerb(
  { services }: Context,
  id: string,
  version: string | null,
): Promise<Outcome> {
  const removed = await services.ownFrameworks.remove(id, version);
  return {
    answer: { json: { id, removed }, lines: [`Removed: ${id}, version ${removed.join(', ')}.`] },
    exit: EXIT.fine,
  };
}
