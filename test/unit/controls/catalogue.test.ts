import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { effectiveOn, nodeOf, readCatalogue, requirementsOf } from '../../../src-main/controls/index.ts';

const folder = resolve(import.meta.dirname, '../../../resources/frameworks');

test('all criteria and specifications are there', async () => {
  const { frameworks } = await readCatalogue(folder);
  const of = (id: string): readonly string[] =>
    requirementsOf(
      frameworks.find((each) => each.id === id) ?? ({ ...frameworks[0], nodes: [] } as never),
    ).map((node) => node.id);
  // TSP section 100: 33 common criteria, 3 for availability, 2 for confidentiality, 5 for processing integrity, 18 for privacy.
  const soc = of('soc2-2017');
  const begin = (prefix: RegExp): number => soc.filter((id) => prefix.test(id)).length;
  expect([soc.length, begin(/^CC/), begin(/^A1/), begin(/^C1/), begin(/^PI1/), begin(/^P\d/)]).toEqual([
    61, 33, 3, 2, 5, 18,
  ]);
  expect(soc.some((id) => id.startsWith('CC10'))).toBe(false);
  // 45 CFR part 164 subpart C, appendix A counts 308 to 312: 14 required and 22 addressable specifications.
  const security = frameworks.find(({ id }) => id === 'hipaa-security');
  const specifications = security?.nodes.filter(
    ({ id, parent, obligation }) =>
      /^164\.3(08|10|12)/.test(id) && obligation !== undefined && parent?.includes('('),
  );
  expect(specifications?.filter(({ obligation }) => obligation === 'addressable')).toHaveLength(22);
  expect(specifications?.filter(({ obligation }) => obligation === 'required')).toHaveLength(14);
  expect(of('hipaa-privacy')).toHaveLength(61);
  expect(of('fhir-r4')).toHaveLength(20);
  expect(nodeOf(frameworks, 'hipaa-privacy', '164.509')).toBeUndefined();
});

test('a framework holds in its time', async () => {
  const { frameworks } = await readCatalogue(folder);
  expect(effectiveOn(frameworks, '2012-01-01')).toEqual([]);
  expect(effectiveOn(frameworks, '2026-02-15').map(({ id }) => id)).not.toContain('hipaa-privacy');
  expect(effectiveOn(frameworks, '2026-02-16')).toHaveLength(4);
});

test('an installation without its frameworks says so', async () => {
  await expect(readCatalogue(resolve(folder, 'nothing'))).rejects.toMatchObject({ code: 'internal' });
});
