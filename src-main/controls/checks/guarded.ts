import type { GuardStatus } from '../../../src-shared/clinic/guard.ts';
import type { AccessStanding } from '../../../src-shared/phi/access.ts';
import { type DataMap, isPhi } from '../../../src-shared/phi/classification.ts';
import type { RowReport } from '../../../src-shared/phi/rows.ts';
import { attention, type Check, failed, fine, type Look, many, unknown } from './check.ts';
import type { CheckSources } from './sources.ts';

/** Whether what guards the clinic's database is as it was put there. */
export const guardChecks = (sources: CheckSources): readonly Check[] => [
  {
    ...{ id: 'guard-pack', area: 'guard', title: 'Guard pack in the database', link: '/clinic' },
    look: async () => {
      const status = await sources.guard.status();
      if (status.state === 'absent' && (await sources.status()).clinic.guarded === false)
        return attention(
          'The database has no guard pack: nothing is sealed, and none of its tables is guarded.',
          'Ask the database administrator to install it: Clinic database, Connection.',
        );
      return packLook(status);
    },
  },
  {
    ...{ id: 'row-access', area: 'guard', title: 'Access to rows', link: '/clinic/access' },
    look: async () => rowLook(await sources.rows.report()),
  },
  {
    ...{ id: 'access-matrix', area: 'guard', title: 'Who reads which field', link: '/clinic/access-matrix' },
    look: async () => accessLook(await sources.access.standing()),
  },
  {
    ...{ id: 'data-map', area: 'guard', title: 'Data map', link: '/clinic/data-map' },
    look: async () => mapLook(await sources.classification.map()),
  },
];

/** Whether the pack is whole. */
export function packLook({ state, drift, unclear }: GuardStatus): Look {
  if (state === 'absent')
    return failed(
      'The guard pack is gone from the database.',
      'Ask the database administrator who removed it and when; keep this computer’s own record.',
    );
  if (state === 'foreign')
    return failed(
      'A schema with the name of the guard pack belongs to somebody else.',
      'Ask the database administrator whose it is.',
    );
  const serious = drift.filter(({ severity }) => severity === 'serious');
  const [first] = serious;
  if (first !== undefined)
    return failed(
      `${many(serious.length, 'thing is', 'things are')} not as the pack makes them. ${first.sentence}`,
      'Ask the database administrator what was changed and why; install the pack again to mend it.',
    );
  if (unclear !== null) return unknown(unclear, 'Look as the administrator: Clinic database, Connection.');
  if (state === 'older')
    return attention(
      'The pack in the database is older than this application.',
      'Ask the database administrator to upgrade it: Clinic database, Connection.',
    );
  if (state === 'newer')
    return attention(
      'The pack in the database is newer than this application.',
      'Bring this application to the version of the others.',
    );
  return fine(
    drift.length === 0
      ? 'The pack is as it was installed.'
      : `The pack is whole; ${many(drift.length, 'difference protects', 'differences protect')} nothing.`,
  );
}

/** Whether the rules on rows can be got round. */
export function rowLook({ installed, tables, weaknesses }: RowReport): Look {
  if (!installed)
    return attention(
      'The part of the guard pack that rules access to rows is not installed.',
      'Ask the database administrator to upgrade the pack: Clinic database, Connection.',
    );
  const changed = weaknesses.filter(({ kind }) => kind === 'drift');
  if (changed.length > 0)
    return failed(
      `${many(changed.length, 'rule on rows is', 'rules on rows are')} not as they were put on. ${changed[0]?.what ?? ''}`,
      changed[0]?.remedy ?? '',
    );
  const high = weaknesses.filter(({ severity }) => severity === 'high');
  const [first] = high;
  if (first !== undefined)
    return attention(
      `${many(high.length, 'way leads', 'ways lead')} round the rules on rows. ${first.what}`,
      first.remedy,
    );
  const ruled = tables.filter(({ attached }) => attached).length;
  return fine(`${many(ruled, 'table is', 'tables are')} ruled; no serious way round is known.`);
}

/** Whether anybody reads more than is meant, and whether somebody looked at each role. */
export function accessLook({ matrix, intended, differences, reviews }: AccessStanding): Look {
  if (matrix.fields.length === 0)
    return unknown(
      'No field is known to hold health information, so nobody can say who reads it.',
      'Scan the columns and decide on them: Clinic database, Data map.',
    );
  if (intended === null)
    return attention(
      'Nobody has said which role is meant to read which field.',
      'Look through the matrix and save it: Clinic database, Access matrix.',
    );
  const beyond = differences.filter(({ kind }) => kind !== 'less');
  const [first] = beyond;
  if (first !== undefined)
    return failed(
      `${many(beyond.length, 'field is', 'fields are')} read beyond what is meant; ${first.role} reads ${first.table}.${first.column}.`,
      'Ask the database administrator to take the rights back, or say why they are needed.',
    );
  const current = new Map(reviews.map((review) => [review.role, review]));
  const open = matrix.roles.filter(({ role }) => current.get(role)?.changed !== false).length;
  if (open > 0)
    return attention(
      `Nobody reads more than is meant; ${many(open, 'role is', 'roles are')} not reviewed as they are now.`,
      'Review them: Clinic database, Access matrix, Minimum necessary.',
    );
  return fine(`${many(matrix.fields.length, 'field', 'fields')}, read as is meant; every role is reviewed.`);
}

/** Whether somebody decided on every column. */
export function mapLook({ problem, at, scannedAt, columns }: DataMap): Look {
  if (problem !== null || at === null)
    return unknown(
      problem?.message ?? 'The columns of the database were never looked at.',
      problem?.remedy ?? 'Open the data map.',
    );
  const changed = columns.filter(({ drift }) => drift !== null).length;
  if (changed > 0)
    return attention(
      `${many(changed, 'column is', 'columns are')} not as when it was decided what they hold.`,
      'Decide on them: Clinic database, Data map, Changed.',
    );
  const open = columns.filter(({ decision }) => decision === null);
  const suspected = open.filter(({ proposal }) => proposal !== null && isPhi(proposal.classification)).length;
  return open.length > 0
    ? attention(
        `Nobody has decided what ${many(open.length, 'column holds', 'columns hold')}; ${scannedAt === null ? 'no scan has looked at them yet' : `${many(suspected, 'is', 'are')} proposed to be about health`}.`,
        'Scan, then accept or reject what is proposed: Clinic database, Data map.',
      )
    : fine(`${many(columns.length, 'column', 'columns')}, all decided on.`);
}
