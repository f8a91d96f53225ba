import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { carried, mappingsOf, readCatalogue } from '../../../src-main/controls/index.ts';
import { RELATIONS } from '../../../src-shared/controls/types.ts';

test('no further than the relation allows', () => {
  const table = (['effective', 'exception', 'not-effective', 'not-tested'] as const).map((conclusion) =>
    RELATIONS.map((relation) => carried(conclusion, relation)),
  );
  // equal, subset, superset, intersects
  expect(table).toEqual([
    ['effective', 'partial', 'effective', 'partial'],
    ['partial', 'partial', 'look', 'look'],
    ['not-effective', 'not-effective', 'look', 'look'],
    ['nothing', 'nothing', 'nothing', 'nothing'],
  ]);
});

test('a mapping is seen from both of its ends', async () => {
  const { mappings } = await readCatalogue(resolve(import.meta.dirname, '../../../resources/frameworks'));
  const spec = '164.308(a)(3)(ii)(C)';
  expect(mappingsOf(mappings, 'hipaa-security', spec)).toEqual([
    {
      from: { framework: 'hipaa-security', id: spec },
      to: { framework: 'soc2-2017', id: 'CC6.2' },
      relation: 'subset',
    },
  ]);
  expect(mappingsOf(mappings, 'soc2-2017', 'CC6.2')).toEqual([
    {
      from: { framework: 'soc2-2017', id: 'CC6.2' },
      to: { framework: 'hipaa-security', id: spec },
      relation: 'superset',
    },
  ]);
});
