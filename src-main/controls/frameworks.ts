import type { FrameworkEdition } from '../../src-shared/controls/frameworks.ts';
import type { Framework } from '../../src-shared/controls/types.ts';
import { Fault } from '../base/fault.ts';
import { type Catalogue, ownIds } from './catalogue.ts';
import { coveredNodes, type Looked, summaryOf } from './coverage.ts';
import { supported } from './own/support.ts';
import type { FrameworksService } from './ports.ts';

/** Builds the service from what it needs. */
export function frameworksService(parts: {
  readonly catalogue: () => Promise<Catalogue>;
  readonly looked: () => Promise<Looked>;
  readonly today: () => Promise<string>;
  /** The editions in use of a framework of one's own. */
  readonly editions: (id: string) => Promise<readonly FrameworkEdition[]>;
}): FrameworksService {
  const known = async () => {
    const [catalogue, looked, today] = await Promise.all([parts.catalogue(), parts.looked(), parts.today()]);
    return [catalogue, { ...looked, tests: supported(looked.tests, catalogue) }, today] as const;
  };
  const own = async (catalogue: Catalogue, { id }: Framework): Promise<readonly FrameworkEdition[] | null> =>
    ownIds(catalogue).has(id) ? parts.editions(id) : null;
  return {
    list: async () => {
      const [catalogue, looked, today] = await known();
      return Promise.all(
        catalogue.frameworks.map(async (framework) =>
          summaryOf(catalogue, framework, coveredNodes(catalogue, framework, looked), {
            ...{ today, editions: await own(catalogue, framework) },
          }),
        ),
      );
    },
    get: async (id) => {
      const [catalogue, looked, today] = await known();
      const framework = catalogue.frameworks.find((each) => each.id === id);
      if (framework === undefined)
        throw new Fault(
          'framework-unknown',
          'There is no such framework.',
          `Choose one of: ${catalogue.frameworks.map((each) => each.id).join(', ')}.`,
        );
      const nodes = coveredNodes(catalogue, framework, looked);
      const editions = await own(catalogue, framework);
      return { summary: summaryOf(catalogue, framework, nodes, { today, editions }), nodes };
    },
  };
}
