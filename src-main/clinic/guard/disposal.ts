import { signedDecisionSchema } from '../../../src-shared/signing/types.ts';
import { Fault } from '../../base/fault.ts';
import type { DisposalDatabase } from '../../phi/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { withConnection } from '../postgres/connect.ts';
import { disposalStanding } from './disposal-standing.ts';
import { carryOut, transaction } from './disposal-run.ts';
import { stepsOf, tallyOf } from './disposal-steps.ts';
import { cutoffOf } from './disposal-verify.ts';

/** Rows a transaction deletes: few enough that nobody waits for it. */
const BATCH = 500;

/** Retention and deletion in the clinic's PostgreSQL. */
export const postgresDisposal: DisposalDatabase = {
  standing: (connection) => withConnection(connection, disposalStanding),
  setRule: (officer, rule) =>
    asked(officer, 'select guard.set_retention($1, $2, $3, $4, $5, $6, $7, $8)', [
      ...[rule.schema, rule.table, rule.kind, rule.months, rule.basis, rule.dateColumn],
      ...[rule.subjectColumn, rule.active],
    ]),
  placeHold: (officer, { schema, table, patient, reason }) =>
    asked(officer, 'select guard.place_hold($1, $2, $3, $4)', [schema, table, patient, reason]),
  liftHold: (officer, id, reason) =>
    withConnection(officer, async (client) => {
      const { rows } = await client.query<{ lifted: boolean }>('select guard.lift_hold($1, $2) as lifted', [
        id,
        reason,
      ]);
      if (rows[0]?.lifted !== true)
        throw new Fault(
          'hold-unknown',
          'There is no such hold, or it was lifted before.',
          'Look at the list of holds again.',
        );
    }),
  plan: (admin, wishes) =>
    withConnection(admin, async (client) => {
      await client.query('begin isolation level repeatable read read only');
      const at = (
        await client.query<{ at: string }>(
          `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
        )
      ).rows[0]?.at;
      if (at === undefined)
        throw new Fault('database-error', 'The database did not tell the time.', 'Try again.');
      const subject = wishes[0]?.subject ?? null;
      const steps = [];
      for (const step of await stepsOf(client, wishes)) {
        const tally = await tallyOf(client, step, at, subject);
        steps.push({
          ...{ schema: step.schema, table: step.table, cutoff: await cutoffOf(client, step, at) },
          ...tally,
        });
      }
      return { at, steps };
    }),
  begin: (admin, { disposalId, kind, at, subject, wishes }) =>
    withConnection(admin, (client) =>
      transaction(client, async () => {
        // A clock that runs ahead must not make rows old.
        const { rowCount } = await client.query(
          `insert into guard.disposal (id, kind, at, subject, subject_sha256)
           select $1, $2, $3, $4, encode(sha256(convert_to($4, 'UTF8')), 'hex') where $3::timestamptz <= now()`,
          [disposalId, kind, at, subject],
        );
        if (rowCount !== 1)
          throw new Fault('disposal-refused', 'The moment of the plan has not come yet.', 'Plan again.');
        for (const [place, step] of (await stepsOf(client, wishes)).entries())
          await client.query(
            'insert into guard.disposal_step (disposal, place, definition) values ($1, $2, $3)',
            [disposalId, place, JSON.stringify(step)],
          );
      }),
    ),
  carryOut: (admin, disposalId, work, batch = BATCH) =>
    withConnection(admin, (client) => carryOut(client, disposalId, work, batch)),
  keepCertificate: (admin, disposalId, certificate) =>
    asked(admin, `update guard.disposal set certificate = $2, state = 'signed' where id = $1`, [
      disposalId,
      JSON.stringify(certificate),
    ]),
  certificate: (officer, disposalId) =>
    withConnection(officer, async (client) => {
      const { rows } = await client.query<{ certificate: unknown }>(
        'select certificate from guard.disposal where id = $1',
        [disposalId],
      );
      const found = rows[0]?.certificate ?? null;
      return found === null ? null : signedDecisionSchema.parse(found);
    }),
};

const asked = (connection: ClinicConnection, sql: string, values: unknown[]): Promise<void> =>
  withConnection(connection, async (client) => {
    await client.query(sql, values);
  });
