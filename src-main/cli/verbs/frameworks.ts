import { readFile, stat } from 'node:fs/promises';
import { FRAMEWORK_LIMITS } from '../../../src-shared/controls/types.ts';
import { Fault } from '../../base/fault.ts';
import {
  effectiveOn,
  FRAMEWORK_TEMPLATE,
  mappingsOf,
  readFramework,
  requirementsOf,
} from '../../controls/index.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** The frameworks with the time in which each holds. */
export async function frameworksListVerb({ services }: Context): Promise<Outcome> {
  const { frameworks } = await services.controls.catalogue();
  const now = new Set(effectiveOn(frameworks, new Date().toISOString().slice(0, 10)));
  const listed = frameworks.map((framework) => ({
    id: framework.id,
    name: framework.name,
    publisher: framework.publisher,
    version: framework.version,
    effective: framework.effective,
    holds: now.has(framework),
    requirements: requirementsOf(framework).length,
  }));
  return {
    answer: {
      json: { frameworks: listed },
      lines: listed.map(
        ({ id, name, version, requirements, holds, effective }) =>
          `${id.padEnd(16)} ${name} (${version}), ${requirements} requirements, ${holds ? 'holds' : 'does not hold now'} from ${effective.from}${effective.to === undefined ? '' : ` to ${effective.to}`}`,
      ),
    },
    exit: EXIT.fine,
  };
}

/** The requirements of one framework. @throws Fault `usage` */
export async function frameworksShowVerb({ services }: Context, id: string): Promise<Outcome> {
  const { frameworks, mappings } = await services.controls.catalogue();
  const framework = frameworks.find((each) => each.id === id);
  if (framework === undefined)
    throw new Fault(
      'usage',
      'There is no such framework.',
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

/** Checks a file and tells everything that is wrong with it, by lines. @throws Fault `file-unreadable` */
export async function frameworksValidateVerb(file: string): Promise<Outcome> {
  const { framework, problems } = readFramework(await bytesOf(file));
  return framework === null
    ? {
        answer: {
          json: { valid: false, problems },
          lines: [
            `Not a framework: ${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong.`,
            ...problems.map(({ line, text }) => `  ${line === null ? '' : `line ${line}: `}${text}`),
          ],
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

async function bytesOf(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    // One byte more than is read is enough to be told so.
    return size > FRAMEWORK_LIMITS.bytes ? new Uint8Array(FRAMEWORK_LIMITS.bytes + 1) : await readFile(file);
  } catch (error) {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name and your rights.', error);
  }
}
