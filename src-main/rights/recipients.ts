import type { RequestWords } from '../../src-shared/rights/people.ts';
import type { Recipient, Recipients } from '../../src-shared/rights/recipients.ts';
import type { RightsSettings } from '../../src-shared/rights/settings.ts';
import type { Step } from '../../src-shared/rights/steps.ts';
import type { SealedColumns } from '../keys/index.ts';
import type { RightsCase } from './case.ts';
import { type InForce, inForceFor, recordsOf } from './in-force.ts';
import type { PatientDirectory, RightsStore } from './ports.ts';
import { personIndex } from './sealed-words.ts';
import type { CaseWords, RightsService } from './service.ts';

/** To whom letters and answers go, and where. Somebody must be signed in: it names people. */
export interface RecipientService {
  /**
   * A confidential address wins over every other; then what the request says, then the clinic's record of the patient.
   * @throws Fault `rights-unknown`, `not-signed-in`, `token-…`; as {@link PatientDirectory} when the record is needed
   */
  of(caseId: string): Promise<Recipients>;
  /** A step with what is found out instead of being asked for: whether another address is in force for its patient. */
  completed(caseId: string, step: Step): Promise<Step>;
}

/** The alternative that a request for confidential communications names. */
type Alternative = NonNullable<RequestWords['alternative']>;
type Reach = Pick<Recipient, 'address' | 'phone' | 'email' | 'source' | 'agreedIn'>;

/** Builds it from what it needs. */
export function recipientService(parts: {
  readonly rights: Pick<RightsService, 'case' | 'words'>;
  readonly cases: Pick<RightsStore, 'about'>;
  readonly columns: SealedColumns;
  readonly directory: () => Promise<PatientDirectory>;
  readonly settings: () => Promise<RightsSettings>;
}): RecipientService {
  const { rights, directory } = parts;
  const inForce = async ({ request, patientId }: CaseWords): Promise<InForce> => {
    const index = await personIndex(parts.columns);
    const hasMergers = (await parts.settings()).patients.columns.mergedInto !== null;
    // Until the patient is found only name and birth date tell: a mistyped record number is somebody else's.
    const persons =
      patientId === null
        ? index.ofPerson({ ...request.patient, recordNumber: '' })
        : (await recordsOf(patientId, hasMergers, directory)).map((id) => index.ofPatient(id));
    return inForceFor(persons, parts.cases, rights);
  };
  /** Where the patient asked to be reached instead; null when nowhere. */
  const alternativeOf = async (
    caseId: string,
    at: RightsCase,
    words: CaseWords,
    { addresses }: InForce,
  ): Promise<{ readonly agreedIn: string; readonly alternative: Alternative | null } | null> => {
    // Letters about the very request go there too: at the old address somebody may be waiting for them.
    if (at.opening.type === 'confidential-communications' && at.decision?.outcome !== 'denied')
      return { agreedIn: caseId, alternative: words.request.alternative };
    const agreedIn = addresses.at(-1);
    if (agreedIn === undefined) return null;
    return { agreedIn, alternative: (await rights.words(agreedIn)).request.alternative };
  };
  const patientReach = async (
    caseId: string,
    at: RightsCase,
    words: CaseWords,
    force: InForce,
  ): Promise<Reach> => {
    const agreed = await alternativeOf(caseId, at, words, force);
    const other = agreed?.alternative ?? null;
    // Nothing goes where the person did not ask for it: who named an address alone is not written e-mails, and the reverse.
    if (agreed !== null && other !== null && other.address + other.email !== '')
      return { ...other, source: 'confidential', agreedIn: agreed.agreedIn };
    const usual = await usualReach(words);
    return { ...usual, phone: other === null || other.phone === '' ? usual.phone : other.phone };
  };
  const usualReach = async ({ request: { patient }, patientId }: CaseWords): Promise<Reach> => {
    const { address, phone, email } = patient;
    if (address !== '' || patientId === null)
      return { address, phone, email, source: address === '' ? 'nowhere' : 'request', agreedIn: null };
    const record = (await (await directory()).byId([patientId])).find((one) => one.patientId === patientId);
    const known = record?.person.address ?? '';
    return { address: known, phone, email, source: known === '' ? 'nowhere' : 'record', agreedIn: null };
  };
  return {
    of: async (caseId) => {
      const [at, words] = [await rights.case(caseId), await rights.words(caseId)];
      const { patient, requester, thirdParty } = words.request;
      const force = await inForce(words);
      const letters: Recipient =
        requester === null
          ? {
              name: `${patient.givenNames} ${patient.familyName}`.trim(),
              ...(await patientReach(caseId, at, words, force)),
            }
          : asWritten(requester);
      return {
        letters,
        answer: thirdParty === null ? letters : asWritten({ ...thirdParty, phone: '' }),
        restrictions: [...force.restrictions],
        forOthers: requester !== null || thirdParty !== null,
      };
    },
    completed: async (caseId, step) => {
      if (step.step !== 'fix-scope') return step;
      const { addresses } = await inForce(await rights.words(caseId));
      const confidentialAddress = addresses.length === 0 ? 'none-on-file' : 'applied';
      return { ...step, scope: { ...step.scope, confidentialAddress } };
    },
  };
}

const asWritten = ({
  name,
  address,
  phone,
  email,
}: Pick<Recipient, 'name' | 'address' | 'phone' | 'email'>): Recipient => ({
  ...{ name, address, phone, email },
  ...{ source: address === '' ? 'nowhere' : 'request', agreedIn: null },
});
