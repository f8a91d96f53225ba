import { z } from 'zod';
import {
  frameworkId,
  type Mapping,
  type Relation,
  RELATIONS,
  requirementId,
} from '../../src-shared/controls/types.ts';

const pair = z.tuple([frameworkId, requirementId]);
const file = z.strictObject({
  format: z.literal('attestry-mappings/1'),
  note: z.string(),
  pairs: z.array(z.strictObject({ from: pair, to: pair, relation: z.enum(RELATIONS) })),
});

/** What a requirement came to. */
export type Conclusion = 'effective' | 'exception' | 'not-effective' | 'not-tested';

/** What another requirement's conclusion says about this one; `partial` and `look` ask a person. */
export type Carried = 'effective' | 'not-effective' | 'partial' | 'look' | 'nothing';

/** The mappings that are brought along. @throws ZodError for a file that is not ours */
export const readMappings = (text: string): readonly Mapping[] =>
  file.parse(JSON.parse(text)).pairs.map(({ from, to, relation }) => ({
    from: { framework: from[0], id: from[1] },
    to: { framework: to[0], id: to[1] },
    relation,
  }));

const INVERSE: Readonly<Record<Relation, Relation>> = {
  equal: 'equal',
  subset: 'superset',
  superset: 'subset',
  intersects: 'intersects',
};

/** All mappings of every requirement, seen from it: `relation` says what it is to the other. */
export function mappingsByRequirement(
  mappings: readonly Mapping[],
): (framework: string, id: string) => readonly Mapping[] {
  const found = new Map<string, Mapping[]>();
  const add = (mapping: Mapping): void => {
    const key = `${mapping.from.framework} ${mapping.from.id}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, [mapping]);
    else known.push(mapping);
  };
  for (const mapping of mappings) {
    add(mapping);
    add({ from: mapping.to, to: mapping.from, relation: INVERSE[mapping.relation] });
  }
  return (framework, id) => found.get(`${framework} ${id}`) ?? [];
}

/** All mappings of one requirement; see {@link mappingsByRequirement}. */
export const mappingsOf = (mappings: readonly Mapping[], framework: string, id: string): readonly Mapping[] =>
  mappingsByRequirement(
    mappings.filter(({ from, to }) => [from, to].some((end) => end.framework === framework && end.id === id)),
  )(framework, id);

/**
 * What the conclusion on one requirement says about another, no further than their relation allows: the part of a whole
 * never proves the whole, and nothing that was not tested says anything.
 *
 * @param relation - what the concluded requirement is to the other
 */
export function carried(conclusion: Conclusion, relation: Relation): Carried {
  if (conclusion === 'not-tested') return 'nothing';
  const fine = conclusion === 'effective';
  switch (relation) {
    case 'equal':
      return fine ? 'effective' : conclusion === 'exception' ? 'partial' : 'not-effective';
    case 'superset':
      // It asks for more: fulfilled, the other is too; not fulfilled, the fault may lie outside the other.
      return fine ? 'effective' : 'look';
    case 'subset':
      // It asks for a part: fulfilled, a part of the other is; not fulfilled, the other is not either.
      return fine ? 'partial' : conclusion === 'exception' ? 'partial' : 'not-effective';
    case 'intersects':
      return fine ? 'partial' : 'look';
  }
}
