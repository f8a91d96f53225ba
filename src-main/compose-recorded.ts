import type { ActivityDraft, ActivityLog, AuditService, SealOutcome } from './audit/index.ts';
import type { ClinicService, EntryServices } from './jobs/ports.ts';

const CLINIC = { objectType: 'clinic', objectId: 'clinic' } as const;
const LOG = { objectType: 'log', objectId: 'clinic' } as const;

/** The clinic's connection with every coming and going recorded; a check alone changes nothing and is not. */
export const recordedClinic = <C extends ClinicService>(clinic: C, activity: ActivityLog): C => ({
  ...clinic,
  connect: async (connection, caFile) => {
    const draft: ActivityDraft = { ...CLINIC, operation: 'clinic.connect' };
    try {
      const report = await clinic.connect(connection, caFile);
      await activity.record({ ...draft, outcome: report.ready ? 'done' : 'failed' });
      return report;
    } catch (error) {
      await activity.record({ ...draft, outcome: 'failed' });
      throw error;
    }
  },
  // Before: afterwards nobody is signed in any more, and the entry would name the account instead of the officer.
  disconnect: async () => {
    await activity.record({ ...CLINIC, operation: 'clinic.disconnect', outcome: 'begun' });
    await activity.around({ ...CLINIC, operation: 'clinic.disconnect' }, () => clinic.disconnect());
  },
});

/** Sealing in the database recorded: what an officer asked for always, what the monitor does when it sealed something. */
export const recordedSealing = (audit: AuditService, activity: ActivityLog): AuditService => {
  const record = ({ sealed, stopped }: SealOutcome): Promise<void> =>
    activity.record({
      ...LOG,
      operation: 'log.seal',
      outcome: stopped ? 'failed' : 'done',
      purpose: `${sealed} entries${stopped ? '; stopped: what was sealed does not agree' : ''}`,
    });
  return {
    ...audit,
    seal: async (work) => {
      let outcome: SealOutcome;
      try {
        outcome = await audit.seal(work);
      } catch (error) {
        await activity.record({ ...LOG, operation: 'log.seal', outcome: 'failed' });
        throw error;
      }
      await record(outcome);
      return outcome;
    },
    takeOver: async (work, options) => {
      const outcome = await audit.takeOver(work, options);
      if (options.seal && outcome.sealed > 0) await record(outcome);
      return outcome;
    },
  };
};

/** What leaves the house with patients in it, recorded before it is handed out. */
export const recordedExports = (
  { proofs, auditEvents }: Pick<EntryServices, 'proofs' | 'auditEvents'>,
  activity: ActivityLog,
): Pick<EntryServices, 'proofs' | 'auditEvents'> => ({
  proofs: {
    ...proofs,
    proof: (entryId, withContent) =>
      withContent
        ? activity.around(
            {
              operation: 'proof.with-content',
              objectType: 'entry',
              objectId: String(entryId),
              purpose: 'the whole entry, patient included',
            },
            () => proofs.proof(entryId, withContent),
          )
        : proofs.proof(entryId, withContent),
  },
  // Begun: the entries follow piece by piece while they are written.
  auditEvents: async (format, choice, work, tally) => {
    await activity.record({
      ...LOG,
      operation: 'export.fhir',
      purpose: `${format}, from ${choice.from ?? 'the beginning'} to ${choice.to ?? 'the end'}`,
      outcome: 'begun',
    });
    return auditEvents(format, choice, work, tally);
  },
});
