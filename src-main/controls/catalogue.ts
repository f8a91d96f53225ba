import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Framework, FrameworkNode, Mapping } from '../../src-shared/controls/types.ts';
import { Fault } from '../base/fault.ts';
import { readFramework } from './framework-file.ts';
import { readMappings } from './mappings.ts';

/** The frameworks that the application knows, and how they stand to each other. */
export type Catalogue = {
  readonly frameworks: readonly Framework[];
  readonly mappings: readonly Mapping[];
};

const broken = (): Fault =>
  new Fault(
    'internal',
    'A framework that is brought along cannot be read.',
    'Install the application again.',
  );

/**
 * Reads the frameworks that are brought along.
 *
 * @param folder - resources/frameworks
 * @throws Fault `internal` for an installation that is damaged
 */
export async function readCatalogue(folder: string): Promise<Catalogue> {
  const files = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const frameworks: Framework[] = [];
  for (const file of files.filter((name) => name !== 'mappings.json')) {
    const { framework } = readFramework(await readFile(join(folder, file)));
    if (framework === null) throw broken();
    frameworks.push(framework);
  }
  if (frameworks.length === 0) throw broken();
  const mappings = readMappings(await readFile(join(folder, 'mappings.json'), 'utf8'));
  for (const { from, to } of mappings)
    for (const end of [from, to]) if (nodeOf(frameworks, end.framework, end.id) === undefined) throw broken();
  return { frameworks, mappings };
}

/** One node of one framework. */
export const nodeOf = (
  frameworks: readonly Framework[],
  framework: string,
  id: string,
): FrameworkNode | undefined =>
  frameworks.find((each) => each.id === framework)?.nodes.find((node) => node.id === id);

/** Those that hold on a day such as `2026-11-22`. */
export const effectiveOn = (frameworks: readonly Framework[], day: string): readonly Framework[] =>
  frameworks.filter(
    ({ effective }) => effective.from <= day && (effective.to === undefined || day <= effective.to),
  );

/** What is tested, reviewed or left out for a reason: everything that is not a mere heading. */
export const requirementsOf = (framework: Framework): readonly FrameworkNode[] =>
  framework.nodes.filter(({ kind }) => kind === 'requirement');

/** A file to begin a framework of one's own with. */
export const FRAMEWORK_TEMPLATE = `# A framework of your own. Lines that begin with # are notes for you.
# Check it with: attestry frameworks validate FILE
format: attestry-framework/1
id: my-hospital-policies        # small letters, digits and -
name: Policies of our hospital
publisher: Sample Hospital
version: '1'
effective:
  from: '2026-01-01'
  # to: '2027-12-31'            # without it: until further notice
nodes:
  - id: A                       # a heading: something must stand below it
    title: Access to records
    kind: group
  - id: A.1                     # something that is asked for
    parent: A
    title: Accounts of people who leave are closed the same day
    kind: requirement
    citation: Board decision 2026-03
  - id: A.2
    parent: A
    title: Nobody shares a log-in
    kind: requirement
    note: Kiosk accounts without access to records are not meant.
`;
