import { Fault } from '../base/fault.ts';
import type { Catalogue } from './catalogue.ts';
import { coveredNodes, type Looked, summaryOf } from './coverage.ts';
import type { FrameworksService } from './ports.ts';

/** Builds the service from what it needs. */
export function frameworksService(parts: {
  readonly catalogue: () => Promise<Catalogue>;
  readonly looked: () => Promise<Looked>;
  readonly today: () => Promise<string>;
}): FrameworksService {
  const known = async () => Promise.all([parts.catalogue(), parts.looked(), parts.today()] as const);
  return {
    list: async () => {
      const [catalogue, looked, today] = await known();
      return catalogue.frameworks.map((framework) =>
        summaryOf(catalogue, framework, coveredNodes(catalogue, framework, looked), today),
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
      return { summary: summaryOf(catalogue, framework, nodes, today), nodes };
    },
  };
}
