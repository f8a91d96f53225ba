import { createHash } from 'node:crypto';
import type { DisposalPlan, DisposedStep } from '../../src-shared/phi/disposal.ts';
import type { RightsSettings } from '../../src-shared/rights/settings.ts';
import type { Erased } from '../../src-shared/rights/steps.ts';
import type { Work } from '../audit/index.ts';
import type { SealedColumns } from '../keys/index.ts';
import { type AsAdministrator, certified, type DisposalService, isGone } from '../phi/index.ts';
import type { SignOffs } from '../signing/index.ts';
import type { RightsCase } from './case.ts';
import { recordsOf } from './in-force.ts';
import type { PatientDirectory } from './ports.ts';
import type { RecipientService } from './recipients.ts';
import { refused } from './refused.ts';
import { personIndex } from './sealed-words.ts';
import type { RightsService } from './service.ts';

/** Carrying out the erasure that a request was granted (Regulation (EU) 2016/679, article 17). Somebody must be signed in. */
export interface ErasureService {
  /** Counts the rows of the case's patient; changes nothing. @throws Fault as {@link DisposalService.plan}; `rights-refused` */
  plan(as: AsAdministrator, caseId: string): Promise<DisposalPlan>;
  /**
   * Deletes, verifies, signs, and records the result in the case. What will be deleted under which id is recorded before it is
   * begun: stopped at any moment it is gone on with, nothing is deleted under two ids, and nothing is signed twice.
   *
   * @returns the case, with every deletion that was made for it
   * @throws Fault as {@link DisposalService.run}; `rights-refused`, `rights-changed`; `sign-off-unknown` for a certificate in the
   * clinic's database that does not hold
   */
  run(as: AsAdministrator, caseId: string, work: Work): Promise<RightsCase>;
}

/** A record of the patient, and the id of the deletion of its rows. */
type Target = { readonly subject: string; readonly disposalId: string };

/** Builds it from what it needs. */
export function erasureService(parts: {
  readonly rights: Pick<RightsService, 'case' | 'words' | 'take' | 'view'>;
  readonly recipients: Pick<RecipientService, 'of'>;
  readonly disposal: () => Pick<DisposalService, 'plan' | 'run' | 'state' | 'certificate'>;
  readonly signOffs: Pick<SignOffs, 'checkSignOff'>;
  readonly columns: SealedColumns;
  readonly directory: () => Promise<PatientDirectory>;
  readonly settings: () => Promise<RightsSettings>;
}): ErasureService {
  const { rights, recipients, columns } = parts;
  /** The patient's records; those that were merged into the one that counts come first, for they point at it. */
  const targetsOf = async (caseId: string, round: number): Promise<readonly Target[]> => {
    const { patientId } = await rights.words(caseId);
    if (patientId === null) throw refused('The patient has not been found in the clinic’s database yet.');
    const hasMergers = (await parts.settings()).patients.columns.mergedInto !== null;
    const index = await personIndex(columns);
    return (await recordsOf(patientId, hasMergers, parts.directory))
      .map((subject) => {
        // The index is keyed: the id, which the database sees, says nothing about whose rows they are.
        const about = JSON.stringify(['erasure', caseId, round, index.ofPatient(subject)]);
        return { subject, disposalId: createHash('sha256').update(about).digest('base64url').slice(0, 22) };
      })
      .toReversed();
  };
  /** Without one nothing is begun: a deletion about nobody would go by the rules of retention. */
  const subjectOf = async (caseId: string, round: number, disposalId: string): Promise<string> => {
    const target = (await targetsOf(caseId, round)).find((each) => each.disposalId === disposalId);
    if (target !== undefined) return target.subject;
    throw refused('The record whose rows were to be deleted is not in the clinic’s database any more.');
  };
  const mustBeAgreed = async (caseId: string): Promise<void> => {
    const { offered } = await rights.view(caseId);
    const found = offered.find(({ step }) => step === 'start-erasure');
    if (found === undefined)
      throw refused('Nothing is erased for a request unless it asks for erasure and that was approved.');
    if (found.missing.length > 0) throw refused(found.missing.join(' '));
  };
  /** The answer must still reach the person when their record is gone. */
  const keepAddress = async (caseId: string): Promise<void> => {
    const { letters } = await recipients.of(caseId);
    if (letters.source !== 'record') return;
    const { request } = await rights.words(caseId);
    await rights.take(
      caseId,
      { step: 'correct-contact', of: 'patient', parts: ['address'], reason: 'from-record' },
      { words: { request: { ...request, patient: { ...request.patient, address: letters.address } } } },
    );
  };
  const started = async (as: AsAdministrator, caseId: string): Promise<RightsCase> => {
    const at = await rights.case(caseId);
    const { erasure } = at;
    if (erasure !== null && erasure.pending.length > 0) return at;
    await mustBeAgreed(caseId);
    const targets = await targetsOf(caseId, (erasure?.rounds ?? 0) + 1);
    // Whatever forbids it is told before the case says that it was begun.
    for (const { subject } of targets) await parts.disposal().plan(as, subject);
    await keepAddress(caseId);
    return rights.take(caseId, {
      ...{ step: 'start-erasure', disposals: targets.map(({ disposalId }) => disposalId) },
    });
  };
  const erase = async (
    as: AsAdministrator,
    caseId: string,
    { disposalId, round }: { readonly disposalId: string; readonly round: number },
    work: Work,
  ): Promise<Erased> => {
    const disposal = parts.disposal();
    const begun = (await disposal.state()).disposals.find((each) => each.disposalId === disposalId);
    if (begun?.state === 'signed') {
      const certificate = await disposal.certificate(disposalId);
      // What the database says of itself is not what an officer signed.
      const { result } = certified(await parts.signOffs.checkSignOff(certificate), disposalId);
      return erasedOf(disposalId, certificate.signOffId, result.steps);
    }
    const { result, certificate } = await disposal.run(
      as,
      begun === undefined
        ? {
            subject: await subjectOf(caseId, round, disposalId),
            at: null,
            disposalId: null,
            newId: disposalId,
          }
        : { subject: null, at: null, disposalId },
      work,
    );
    return erasedOf(disposalId, certificate.signOffId, result.steps);
  };
  return {
    plan: async (as, caseId) => {
      await mustBeAgreed(caseId);
      const targets = await targetsOf(caseId, 0);
      const plans = [];
      for (const { subject } of targets) plans.push(await parts.disposal().plan(as, subject));
      return summed(plans);
    },
    run: async (as, caseId, work) => {
      let at = await started(as, caseId);
      const round = at.erasure?.rounds ?? 0;
      for (const disposalId of at.erasure?.pending ?? []) {
        const erased = await erase(as, caseId, { disposalId, round }, work);
        at = await rights.take(caseId, { step: 'record-erasure', ...erased });
      }
      return at;
    },
  };
}

function erasedOf(disposal: string, signOff: string, steps: readonly DisposedStep[]): Erased {
  const sum = (of: (step: DisposedStep) => number): number => steps.reduce((all, step) => all + of(step), 0);
  return {
    ...{ disposal, signOff, deleted: sum((step) => step.deleted), held: sum((step) => step.held) },
    ...{ referenced: sum((step) => step.referenced), retained: sum((step) => step.retained) },
    verified: steps.every(isGone),
  };
}

/** Plans of several records of one person as one, table by table. */
function summed(plans: readonly DisposalPlan[]): DisposalPlan {
  const [first, ...rest] = plans;
  if (first === undefined) throw refused('Nothing is known of the patient’s record.');
  return rest.reduce(
    (all, plan) => ({
      at: all.at,
      steps: all.steps.map((step) => {
        const other = plan.steps.find(({ schema, table }) => schema === step.schema && table === step.table);
        if (other === undefined) return step;
        return {
          ...step,
          ...{ rows: step.rows + other.rows, deletable: step.deletable + other.deletable },
          ...{ held: step.held + other.held, referenced: step.referenced + other.referenced },
          retained: step.retained + other.retained,
        };
      }),
    }),
    first,
  );
}
