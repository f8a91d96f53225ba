import type { AccessStanding } from '../../../src-shared/phi/access.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** Which role reads which field of health information now, and how that differs from what is meant. */
export async function accessVerb({ services }: Context): Promise<Outcome> {
  const standing = await services.access.standing();
  const beyond = standing.differences.filter(({ kind }) => kind !== 'less').length;
  return {
    answer: { json: standing, lines: linesOf(standing) },
    exit: beyond > 0 ? EXIT.tampered : EXIT.fine,
  };
}

/** Saves what is now as what is meant. */
export async function accessAdoptVerb(
  { services }: Context,
  { reason }: { readonly reason: string },
): Promise<Outcome> {
  await services.access.adopt(reason);
  return {
    answer: { json: { saved: true }, lines: ['Who reads what now is what is meant from now on.'] },
    exit: EXIT.fine,
  };
}

function linesOf({ matrix, intended, differences, reviews }: AccessStanding): readonly string[] {
  const reviewed = new Map(reviews.map((review) => [review.role, review]));
  return [
    `${matrix.fields.length} fields hold health information; ${matrix.roles.length} roles can read some of them.`,
    ...matrix.roles.map(({ role, kind, fields }) => {
      const review = reviewed.get(role);
      return `  ${role.padEnd(30)} ${kind.padEnd(6)} ${String(fields).padStart(5)} fields  ${review === undefined ? 'not reviewed' : `${review.decision} (${review.at.slice(0, 10)})${review.changed ? ', reads something else since' : ''}`}`;
    }),
    intended === null
      ? 'Nobody has said who is meant to read what: `phi adopt --reason TEXT` saves what is now.'
      : `Meant since ${intended.since.slice(0, 10)}: ${intended.reason}`,
    ...differences.map(
      ({ kind, role, schema, table, column, now, intended: meant }) =>
        `  ${kind.padEnd(5)}  ${role}  ${schema}.${table}.${column}  now: ${now === null ? 'nothing' : `${now.shows}, ${now.rows} rows, ${now.way}${now.through === null ? '' : ` ${now.through}`}`}; meant: ${meant === null ? 'nothing' : `${meant.shows}, ${meant.rows} rows`}`,
    ),
    ...(matrix.definerFunctions > 0
      ? [`${matrix.definerFunctions} functions run with the rights of somebody who can read these fields.`]
      : []),
  ];
}
