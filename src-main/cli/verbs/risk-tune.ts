import { readFile } from 'node:fs/promises';
import { type RiskChange, riskChangeSchema } from '../../../src-shared/risk/change.ts';
import { type PatternId, RISK_PATTERNS } from '../../../src-shared/risk/patterns.ts';
import { decisionReason } from '../../../src-shared/base/schemas.ts';
import type { RiskTuning } from '../../../src-shared/risk/tuning.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, type Outcome, signIn } from '../context.ts';
import { EXIT } from '../exit.ts';
import { dayGiven } from './risk.ts';

export type RiskTuneOptions = {
  readonly pattern?: PatternId;
  readonly on?: boolean;
  readonly off?: boolean;
  readonly set?: readonly string[];
  readonly silence?: PatternId;
  readonly person?: string;
  readonly job?: string;
  readonly patient?: string;
  readonly until?: string;
  readonly end?: string;
  readonly watch?: string;
  readonly unwatch?: string;
  readonly map?: string;
  readonly reason?: string;
};

function patternChange(pattern: PatternId, options: RiskTuneOptions, tuning: RiskTuning): unknown {
  const set = (options.set ?? []).map((text) => {
    const [name = '', value = ''] = text.split('=');
    return [name, value.trim() === '' ? Number.NaN : Number(value)] as const;
  });
  const { enabled, parameters } = tuning.patterns[pattern];
  return {
    kind: 'pattern',
    pattern,
    to: {
      enabled: options.off === true ? false : options.on === true ? true : enabled,
      parameters: { ...parameters, ...Object.fromEntries(set) },
    },
  };
}

function changesOf(options: RiskTuneOptions, tuning: RiskTuning): readonly RiskChange[] {
  const { pattern, silence, person, job, patient, end, watch, unwatch } = options;
  const until = dayGiven(options.until, '--until');
  const rule = { actor: person ?? null, job: job ?? null, patient: patient ?? null, until };
  return [
    ...(pattern === undefined ? [] : [patternChange(pattern, options, tuning)]),
    ...(silence === undefined ? [] : [{ kind: 'suppress', rule: { pattern: silence, ...rule } }]),
    ...(end === undefined ? [] : [{ kind: 'end-suppression', id: Number(end) }]),
    ...(watch === undefined ? [] : [{ kind: 'watch', patient: watch, watched: true }]),
    ...(unwatch === undefined ? [] : [{ kind: 'watch', patient: unwatch, watched: false }]),
  ].map((change) => {
    const parsed = riskChangeSchema.safeParse(change);
    if (parsed.success) return parsed.data;
    throw new Fault(
      'usage',
      'What was given for the change is not understood.',
      'Patients are named by pseudonym (P- and 12 digits or letters a to f), rules by number, parameters as name=number.',
    );
  });
}

/** Prints the rules, or changes one of them with a reason. @throws Fault `usage`, `file-unreadable` */
export async function riskTuneVerb(context: Context, options: RiskTuneOptions): Promise<Outcome> {
  const { risk } = context.services;
  if (options.map !== undefined) return setMap(context, options.map);
  const { tuning } = await risk.tuning();
  const changes = changesOf(options, tuning);
  if (changes.length > 0) {
    const reason = decisionReason.safeParse(options.reason ?? '');
    if (!reason.success)
      throw new Fault(
        'usage',
        'A change of the rules needs a reason.',
        'Give --reason TEXT, 3 characters or more.',
      );
    await signIn(context);
    for (const change of changes) await risk.tune(change, reason.data);
  }
  const now = (await risk.tuning()).tuning;
  const { failures, addresses, hours } = now;
  return {
    answer: {
      json: now,
      lines: [
        `Several failures: ${String(failures.least)} within ${String(failures.minutes)} minutes.`,
        `Usual network: seen on ${String(addresses.usualDays)} earlier days, judged after ${String(addresses.historyDays)} days.`,
        `Hours without a shift calendar: minute ${String(hours.from)} to ${String(hours.until)} on days ${hours.days.join(', ')} (0 is Sunday).`,
        ...RISK_PATTERNS.map(({ id, name }) => {
          const { enabled, parameters } = now.patterns[id];
          const values = Object.entries(parameters).map(([key, value]) => `${key}=${String(value)}`);
          return [`${id} (${name}): ${enabled ? 'on' : 'off'}`, ...values].join(', ');
        }),
        ...now.suppressions.map(
          ({ id, pattern, actor, job, patient, until, reason, by }) =>
            `Rule ${String(id)} silences ${pattern} for ${[actor, job, patient].filter((one) => one !== null).join(' and ')}${until === null ? '' : ` until ${until}`}: ${reason} (${by})`,
        ),
        ...(now.watched.length === 0 ? [] : [`Under special watch: ${now.watched.join(', ')}`]),
      ],
    },
    exit: EXIT.fine,
  };
}

async function setMap({ services }: Context, file: string): Promise<Outcome> {
  const text = await readFile(file).catch((error: unknown) => {
    throw new Fault(
      'file-unreadable',
      'The map could not be read.',
      'Check its name and your rights.',
      error,
    );
  });
  const problems = await services.risk.setMap(text);
  return {
    answer: {
      json: { problems },
      lines:
        problems.length === 0
          ? ['The map was taken over; accesses that come are judged by it.']
          : problems.map(({ line, text: said }) => `${line === null ? '' : `Line ${String(line)}: `}${said}`),
    },
    exit: problems.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}
