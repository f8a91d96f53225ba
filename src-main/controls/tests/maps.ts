import type { ActivityLog } from '../../audit/index.ts';
import { Fault } from '../../base/fault.ts';
import { type ControlsMap, type MapProblem, readControlsMap } from './map.ts';

/** The map that tests go by: the clinic's own, the sample clinic's, or one that says nothing. */
export interface ControlsMaps {
  /** @throws Fault `table-unusable` when the clinic's own map cannot be read */
  inUse(): Promise<ControlsMap>;
  /** The text of the map in use; null where there is none. */
  text(): Promise<{ readonly origin: 'own' | 'shipped' | 'none'; readonly text: string | null }>;
  /** What is wrong with a map; empty when it can be used. */
  check(text: string): readonly MapProblem[];
  /** Uses a map from now on, unless something is wrong with it; null: the shipped one again. */
  set(text: string | null): Promise<readonly MapProblem[]>;
}

/** Without a map, only the server and the guard schema can be tested. */
const EMPTY: ControlsMap = {
  format: 'attestry/controls-map',
  version: 1,
  name: 'No map',
  role: null,
  schemas: ['public'],
  tables: {},
  parameters: {},
};

/** See {@link ControlsMaps}. */
export function controlsMaps(parts: {
  readonly own: () => Promise<string | null>;
  readonly write: (text: string | null) => Promise<void>;
  readonly shipped: () => Promise<string | null>;
  readonly activity: Pick<ActivityLog, 'around'>;
}): ControlsMaps {
  const text: ControlsMaps['text'] = async () => {
    const own = await parts.own();
    if (own !== null) return { origin: 'own', text: own };
    const shipped = await parts.shipped();
    return { origin: shipped === null ? 'none' : 'shipped', text: shipped };
  };
  const check = (given: string): readonly MapProblem[] => readControlsMap(given).problems;
  return {
    text,
    check,
    inUse: async () => {
      const found = await text();
      if (found.text === null) return EMPTY;
      const { map, problems } = readControlsMap(found.text);
      if (map !== null) return map;
      const [first] = problems;
      throw new Fault(
        'table-unusable',
        `The map of the controls cannot be used: ${first?.line === null || first === undefined ? '' : `line ${first.line}: `}${first?.text ?? 'it cannot be read'}`,
        'Correct it and use it with `controls map set`, or go back to the shipped one with `controls map reset`.',
      );
    },
    set: (given) =>
      parts.activity.around(
        { operation: 'controls.map', objectType: 'map', objectId: given === null ? 'shipped' : 'own' },
        async () => {
          const problems = given === null ? [] : check(given);
          if (problems.length === 0) await parts.write(given);
          return problems;
        },
      ),
  };
}
