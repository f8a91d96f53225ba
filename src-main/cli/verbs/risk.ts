import { z } from 'zod';
import type { RiskEntry } from '../../../src-shared/risk/contract.ts';
import { FACTORS } from '../../../src-shared/risk/factors.ts';
import { patternOf } from '../../../src-shared/risk/patterns.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

export type RiskListOptions = {
  readonly from?: string;
  readonly to?: string;
  readonly min: string;
  readonly limit: string;
};

/** A day as YYYY-MM-DD, or null where none is given. @throws Fault `usage` */
export function dayGiven(value: string | undefined, option: string): string | null {
  if (value === undefined) return null;
  if (!z.iso.date().safeParse(value).success)
    throw new Fault('usage', `${option} needs a day.`, 'Write it as YYYY-MM-DD.');
  return value;
}

const numberGiven = (value: string, option: string, least: number, most: number): number => {
  const number = Number(value);
  if (value.trim() === '' || !(number >= least && number <= most))
    throw new Fault(
      'usage',
      `${option} needs a number.`,
      `Give one from ${String(least)} to ${String(most)}.`,
    );
  return number;
};

const nameOf = (factor: RiskEntry['factors'][number]): string =>
  FACTORS.find(({ id }) => id === factor)?.name ?? factor;

const lineOf = (entry: RiskEntry): [string, string] => [
  entry.score.toFixed(2),
  [
    `entry ${String(entry.entryId)}, ${entry.at}, ${entry.actor}`,
    ...(entry.patient === null ? [] : [entry.patient]),
    entry.event,
    [...entry.factors.map(nameOf), ...entry.patterns.map((id) => patternOf(id).name)].join(', '),
  ].join('; '),
];

/** Scores what is new, then lists accesses by score. @throws Fault `usage`, `profile-missing`, `database-…` */
export async function riskListVerb({ services, work }: Context, options: RiskListOptions): Promise<Outcome> {
  const min = numberGiven(options.min, '--min', 0, 1);
  const limit = Math.floor(numberGiven(options.limit, '--limit', 1, 10_000));
  const days = { from: dayGiven(options.from, '--from'), to: dayGiven(options.to, '--to') };
  const scored = await services.risk.catchUp(work);
  const { total, rows } = await services.risk.entries({ ...days, min }, limit);
  const status = await services.risk.status();
  return {
    answer: {
      json: { scored, total, rows, waiting: status.waiting, alerts: status.alerts },
      lines: [
        ...(rows.length === 0
          ? [`No access has a score of ${min.toFixed(2)} or more.`]
          : table(rows.map(lineOf))),
        ...(rows.length < total ? [`The first ${String(rows.length)} of ${String(total)}.`] : []),
        `${String(status.waiting)} cases wait for somebody, ${String(status.alerts)} of them with an alert.`,
        ...(status.map.problem === '' ? [] : [status.map.problem]),
        ...(status.map.origin === 'none'
          ? ['No map says who is who in the clinic: privacy patterns need one (`risk tune --map FILE`).']
          : []),
      ],
    },
    exit: EXIT.fine,
  };
}

/** Why an entry has its score. @throws Fault `usage`, `risk-unknown`, `database-…` */
export async function riskExplainVerb({ services, work }: Context, given: string): Promise<Outcome> {
  const entryId = Number(given);
  if (!Number.isSafeInteger(entryId))
    throw new Fault(
      'usage',
      'That is not the number of an entry.',
      'Give the number that `risk list` shows.',
    );
  await services.risk.catchUp(work);
  const explained = await services.risk.explain(entryId);
  const { entry, findings, hits } = explained;
  const word = { true: 'met', false: 'not met', null: 'could not tell' } as const;
  return {
    answer: {
      json: explained,
      lines: [
        ...table([lineOf(entry)]),
        ...(findings === null
          ? ['The score is low: the facts behind it are not kept.']
          : findings.map(({ factor, met, fact }) => `${nameOf(factor)}: ${word[`${met}`]}. ${fact}`)),
        ...hits.map(
          ({ pattern, version, fact, suppressedBy }) =>
            `${patternOf(pattern).name} (version ${String(version)}): ${fact}${suppressedBy === null ? '' : ` Silenced by rule ${String(suppressedBy)}.`}`,
        ),
      ],
    },
    exit: EXIT.fine,
  };
}
