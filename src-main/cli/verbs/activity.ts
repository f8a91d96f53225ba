import { AUTHORITY_WORDS } from '../../../src-shared/audit/activity.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { table } from '../output.ts';

const MOST = 10_000;

/** The newest recorded operations. */
export async function activityListVerb(
  { services }: Context,
  options: { readonly limit: string },
): Promise<Outcome> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw new Fault(
      'usage',
      'The number of entries is not understood.',
      'Give --limit a number from 1 to 10000.',
    );
  const { total, rows } = await services.activity.list(0, limit);
  return {
    answer: {
      json: { total, rows },
      lines:
        rows.length === 0
          ? ['Nothing was recorded yet.']
          : table(
              rows.map(({ position, event }) => [
                `${position} ${event.at}`,
                `${event.operation} ${event.objectId}${event.version === null ? '' : ` (${event.version})`} by ${event.who}: ${event.outcome}${event.code === null ? '' : `, ${event.code}`}${event.purpose === '' ? '' : `; ${event.purpose}`}`,
              ]),
            ),
    },
    exit: EXIT.fine,
  };
}

/** Verifies the whole activity log. */
export async function activityVerifyVerb({ services, work }: Context): Promise<Outcome> {
  const verified = await services.activity.verify(work.signal);
  const { result, reason, authority, entries, signedUpTo, checkpoints, signers, problems } = verified;
  return {
    answer: {
      json: verified,
      lines: [
        `The record of what was done: ${result}${reason === null ? '' : `. ${reason}`}`,
        `${entries} entries, ${signedUpTo} of them covered by ${checkpoints} signed checkpoints.`,
        AUTHORITY_WORDS[authority],
        ...signers.map((signer) => `Signed by ${signer}.`),
        ...problems.map(
          ({ position, what }) => `${position === null ? 'end' : `entry ${position}`}: ${what}`,
        ),
      ],
    },
    exit: exitOf(result),
  };
}
