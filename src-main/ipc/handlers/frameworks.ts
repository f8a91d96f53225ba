import type { frameworksContract } from '../../../src-shared/controls/frameworks.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { FRAMEWORK_TEMPLATE } from '../../controls/index.ts';
import { ANY_FILE, FRAMEWORK } from './filters.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** The bodies of rules. */
export function frameworksHandlers({
  services,
  dialogs,
}: HandlerParts): HandlersOf<typeof frameworksContract> {
  const { ownFrameworks } = services;
  return {
    'frameworks.list': async () => ({ frameworks: [...(await services.frameworks.list())] }),
    'frameworks.get': async ({ framework }) => {
      const { summary, nodes } = await services.frameworks.get(framework);
      return { summary, nodes: [...nodes] };
    },
    'frameworks.choose-file': async () => {
      const file = await dialogs.openFile({ title: 'Framework of your own', filters: [FRAMEWORK, ANY_FILE] });
      if (file === null) return { chosen: null };
      const { preview, problems } = await ownFrameworks.lookAt(dialogs.pathOf(file.handle));
      return { chosen: { file, preview, problems: [...(problems ?? [])] } };
    },
    'frameworks.import': async ({ handle, sha256 }) => {
      const { id } = await ownFrameworks.import(dialogs.pathOf(handle), sha256);
      return { framework: id };
    },
    'frameworks.remove': async ({ framework, version }) => {
      await ownFrameworks.remove(framework, version);
      return {};
    },
    'frameworks.save-template': async () => {
      const saved = await dialogs.saveFile({
        title: 'Save a file to begin with',
        defaultName: 'framework.yaml',
        filters: [FRAMEWORK],
      });
      if (saved !== null) await writeDurably(dialogs.pathOf(saved.handle), FRAMEWORK_TEMPLATE);
      return { saved };
    },
  };
}
