import type { DisposalState } from '../../../src-shared/phi/disposal.ts';
import { attention, type Check, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

const DAY_MS = 86_400_000;
/** Deletions by rule are due every month; a hold is looked at again after a year. Milliseconds. */
const RUN_MS = 31 * DAY_MS;
const HOLD_MS = 365 * DAY_MS;

/** Whether what has to be deleted is, and what must not be is held for a reason that still holds. */
export const retentionChecks = ({ disposal }: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{
      id: 'disposals',
      area: 'retention',
      title: 'Deletion by retention rules',
      link: '/clinic/retention',
    },
    look: async () => disposalLook(await disposal.state(), now()),
  },
  {
    ...{ id: 'legal-holds', area: 'retention', title: 'Legal holds', link: '/clinic/retention' },
    look: async () => holdLook(await disposal.state(), now()),
  },
];

const NOT_INSTALLED = attention(
  'The part of the guard pack that deletes by rules is not installed.',
  'Ask the database administrator to upgrade the pack: Clinic database, Connection.',
);

/** Whether deletions are due. @param now - milliseconds since 1970 */
export function disposalLook({ installed, rules, disposals }: DisposalState, now: number): Look {
  if (!installed) return NOT_INSTALLED;
  const halted = disposals.filter(({ state }) => state === 'running').length;
  if (halted > 0)
    return attention(
      `${many(halted, 'deletion was', 'deletions were')} begun and not ended.`,
      'Go on with it: it takes up where it stopped.',
    );
  const unsigned = disposals.filter(({ state }) => state === 'verified').length;
  if (unsigned > 0)
    return attention(
      `${many(unsigned, 'deletion has', 'deletions have')} no signed certificate.`,
      'Sign in with the token and sign it.',
    );
  const unset = rules.filter(({ origin }) => origin === 'default').length;
  if (unset > 0)
    return attention(
      `For ${many(unset, 'table', 'tables')} a retention rule is proposed, and nobody has decided on it.`,
      'Set the rules, each with its legal basis.',
    );
  const active = rules.filter(({ rule }) => rule.active).length;
  if (active === 0)
    return rules.length === 0
      ? fine('No table has a retention rule.')
      : attention('Retention rules are set, but none is active.', 'Make active what is to be deleted by.');
  const last = disposals
    .filter(({ kind }) => kind === 'retention')
    .map(({ begunAt }) => Date.parse(begunAt))
    .sort((a, b) => b - a)[0];
  const known = `${many(active, 'active rule', 'active rules')}; ${last === undefined ? 'nothing was deleted by them yet' : `last deletion on ${new Date(last).toISOString().slice(0, 10)}`}.`;
  return last === undefined || now - last > RUN_MS
    ? attention(
        `${known} That rows have become due is assumed, as rules let rows go every month; nobody has counted them.`,
        'Count what is due and delete it, together with the database administrator.',
      )
    : fine(`${known} That nothing is due since is assumed for a month, and was not counted.`);
}

/** Whether a hold is old. @param now - milliseconds since 1970 */
export function holdLook({ installed, holds }: DisposalState, now: number): Look {
  if (!installed) return NOT_INSTALLED;
  const held = holds.filter(({ lifted }) => lifted === null);
  const old = held.filter(({ placedAt }) => now - Date.parse(placedAt) > HOLD_MS).length;
  if (old > 0)
    return attention(
      `${many(old, 'hold is', 'holds are')} older than a year.`,
      'Ask whether the reason still stands; lift what does not have to be held any more.',
    );
  return fine(
    held.length === 0 ? 'Nothing is held.' : `${many(held.length, 'hold', 'holds')}, none older than a year.`,
  );
}
