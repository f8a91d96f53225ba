import { join } from 'node:path';
import type { FrameworkEdition } from '../../../src-shared/controls/frameworks.ts';
import { FRAMEWORK_LIMITS, type FrameworkProblem } from '../../../src-shared/controls/types.ts';
import { beginOfFile } from '../../base/begin-of-file.ts';
import { Fault } from '../../base/fault.ts';
import {
  ALL_TESTS,
  asReviewed,
  effectiveOn,
  FRAMEWORK_TEMPLATE,
  mappingsOf,
  namingRefusals,
  readCatalogue,
  readFramework,
  requirementsOf,
  standingRefusals,
} from '../../controls/index.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** The frameworks with the time in which each holds. */
export async function frameworksListVerb({ services }: Context): Promise<Outcome> {
  const { frameworks } = await services.controls.catalogue();
  const now = new Set(effectiveOn(frameworks, new Date().toISOString().slice(0, 10)));
  const editions = new Map<string, readonly FrameworkEdition[]>();
  for (const { id } of frameworks) editions.set(id, await services.ownFrameworks.editions(id));
  const listed = frameworks.map((framework) => ({
    id: framework.id,
    name: framework.name,
    publisher: framework.publisher,
    version: framework.version,
    effective: framework.effective,
    holds: now.has(framework),
    requirements: requirementsOf(framework).length,
    editions: editions.get(framework.id) ?? [],
  }));
  return {
    answer: {
      json: { frameworks: listed },
      lines: listed.flatMap(({ id, name, version, requirements, holds, effective, editions: own }) => [
        `${id.padEnd(16)} ${name} (${version}), ${requirements} requirements, ${holds ? 'holds' : 'does not hold now'} from ${effective.from}${effective.to === undefined ? '' : ` to ${effective.to}`}`,
        ...own.map(editionLine),
      ]),
    },
    exit: EXIT.fine,
  };
}

/** The requirements of one framework, in an earlier edition where one is named. @throws Fault `usage` */
export async function frameworksShowVerb(
  { services }: Context,
  id: string,
  edition: string | null,
): Promise<Outcome> {
  const catalogue = await services.controls.catalogue();
  const { frameworks, mappings } =
    edition === null
      ? catalogue
      : asReviewed(
          catalogue,
          catalogue.editions.filter((each) => each.id === id && each.version === edition),
        );
  const framework = frameworks.find(
    (each) => each.id === id && (edition === null || each.version === edition),
  );
  if (framework === undefined)
    throw new Fault(
      'usage',
      edition === null ? 'There is no such framework.' : 'There is no such version of it.',
      `Give one of: ${frameworks.map((each) => each.id).join(', ')}.`,
    );
  const nodes = framework.nodes.map((node) => ({
    ...node,
    mappings: mappingsOf(mappings, id, node.id).map(({ to, relation }) => ({ relation, ...to })),
  }));
  return {
    answer: {
      json: { ...framework, nodes },
      lines: [
        ...(framework.note === undefined ? [] : [framework.note, '']),
        ...nodes.map(
          (node) =>
            `${node.kind === 'group' ? '' : '  '}${node.id}  ${node.title}${node.obligation === undefined ? '' : ` (${node.obligation})`}${node.mappings.map(({ relation, framework: other, id: at }) => `; ${relation} of ${other} ${at}`).join('')}`,
        ),
      ],
    },
    exit: EXIT.fine,
  };
}

const editionLine = ({ version, importedAt, importedBy, cycles, effective }: FrameworkEdition): string =>
  `  version ${version}, imported ${importedAt.slice(0, 10)} by ${importedBy}, ${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}${effective === null ? '; what is kept was changed outside this application' : ''}`;

/** What is wrong with a file, one line each. */
export const problemLines = (what: string, problems: readonly FrameworkProblem[]): readonly string[] => [
  `${what}: ${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong.`,
  ...problems.map(({ line, text }) => `  ${line === null ? '' : `line ${line}: `}${text}`),
];

/**
 * Checks a file and tells everything that is wrong with it, by lines.
 *
 * @param resources - what is brought along: requirements and tests that it names must be there
 * @throws Fault `file-unreadable`
 */
export async function frameworksValidateVerb(file: string, resources: string): Promise<Outcome> {
  const bytes = await beginOfFile(file, FRAMEWORK_LIMITS.bytes + 1);
  const catalogue = await readCatalogue(join(resources, 'frameworks'));
  const tests = new Set(ALL_TESTS.map(({ id }) => id));
  const { framework, problems } = readFramework(bytes, (own) => [
    ...standingRefusals(own, catalogue),
    ...namingRefusals(own, catalogue, tests),
  ]);
  return framework === null
    ? {
        answer: {
          json: { valid: false, problems },
          lines: problemLines('Not a framework', problems),
        },
        exit: EXIT.tampered,
      }
    : {
        answer: {
          json: { valid: true, id: framework.id, requirements: requirementsOf(framework).length },
          lines: [`Valid: ${framework.name}, ${requirementsOf(framework).length} requirements.`],
        },
        exit: EXIT.fine,
      };
}

/** A framework to begin with. */
export const frameworksTemplateVerb = (): Outcome => ({
  answer: { json: { template: FRAMEWORK_TEMPLATE }, lines: [FRAMEWORK_TEMPLATE.trimEnd()] },
  exit: EXIT.fine,
});
