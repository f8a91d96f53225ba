import { createHash, randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { ResponseForm, ResponsePackage } from '../../../src-shared/rights/delivery.ts';
import type { RightsSettings } from '../../../src-shared/rights/settings.ts';
import { ITEM_TYPES } from '../../../src-shared/rights/words.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { FhirChecks } from '../../fhir/index.ts';
import type { SealedColumns } from '../../keys/index.ts';
import type { PageMaker } from '../../reports/index.ts';
import type { DeliveryStore } from '../delivery/ports.ts';
import { groundOf } from '../grounds.ts';
import type { RightsCase } from '../case.ts';
import type { LetterService } from '../letter-pages.ts';
import { closingLetter } from '../rules-answer.ts';
import { newRecord } from '../sealed-words.ts';
import type { CaseWords, RightsService } from '../service.ts';
import type { FhirMap } from './fhir-map.ts';
import type { Manifest } from './manifest.ts';
import { packageBytes, type PackageOrder } from './package.ts';
import type { ReleasedItems } from './released.ts';

const PASSWORDS = 'rights.package';
// Without letters and digits that look alike; 24 of 31 are 118 bits.
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const GROUPS = 6;

/** The answer to a request: made once it is decided, then delivered. */
export interface ResponseService {
  /**
   * Makes the package, with the letter that closes the case, and takes the step `prepare`. It is encrypted from its first byte
   * on; its password is sealed under the token.
   * @param own - the officer's own paragraphs of that letter
   * @throws Fault `response-invalid`, `letter-refused`, `report-failed`, `rights-refused`, `not-signed-in`, `token-…`, `disk-full`, `cancelled`
   */
  prepare(
    caseId: string,
    forms: readonly ResponseForm[],
    own: readonly string[],
    work: Work,
  ): Promise<ResponsePackage>;
  /** The package that was prepared last. @throws Fault `rights-refused` when there is none */
  prepared(caseId: string): Promise<ResponsePackage>;
  /** Where its file lies. */
  fileOf(made: ResponsePackage): string;
  /** The word that opens it; to be given another way than the file. @throws Fault `not-signed-in`, `token-…` */
  passwordOf(made: ResponsePackage): Promise<string>;
}

/** Builds it from what it needs. */
export function responseService(parts: {
  readonly rights: Pick<RightsService, 'case' | 'words' | 'take' | 'settings' | 'today' | 'view'>;
  readonly store: DeliveryStore;
  readonly columns: Pick<SealedColumns, 'read' | 'write'>;
  readonly activity: ActivityLog;
  readonly checks: Pick<FhirChecks, 'write'>;
  readonly pages: Pick<PageMaker, 'copy'>;
  readonly letters: Pick<LetterService, 'issue'>;
  readonly releases: (caseId: string) => ReleasedItems;
  readonly map: () => Promise<FhirMap>;
  readonly folder: string;
  readonly clock: Clock;
}): ResponseService {
  const { rights, store, columns, activity } = parts;
  const lettersFor = async (
    caseId: string,
    at: RightsCase,
    { request: { language } }: CaseWords,
    own: readonly string[],
  ) => {
    const kind = closingLetter(at);
    if (kind === null) return [];
    const facts = { kind, language, newDate: null, reasons: [], feeCents: null, own: [...own] };
    const { pdf } = await parts.letters.issue(caseId, facts);
    return [{ kind, name: 'letter.pdf', pdf }];
  };
  const fileOf = ({ packageId }: ResponsePackage): string => join(parts.folder, `${packageId}.zip`);
  return {
    fileOf,
    prepare: async (caseId, forms, own, work) => {
      const at = await rights.case(caseId);
      await mustBeOffered(rights, caseId, 'prepare');
      const [words, settings] = [await rights.words(caseId), await rights.settings()];
      // Refused before anything is made.
      const letters = await lettersFor(caseId, at, words, own);
      const [packageId, password] = [newRecord(), newPassword()];
      await columns.write(
        { store: PASSWORDS, record: packageId, column: 'password' },
        Buffer.from(password, 'utf8'),
      );
      const items = givesRecords(at) ? parts.releases(caseId) : null;
      const order: PackageOrder = {
        ...factsOf(caseId, at, words, settings, instantOf(parts.clock), await rights.today()),
        ...{ items, map: await parts.map(), forms, letters, password },
      };
      const seen = { hash: createHash('sha256'), bytes: 0, manifest: null as Manifest | null };
      const measured = async function* (): AsyncGenerator<Uint8Array> {
        const bytes = packageBytes(
          order,
          parts,
          (manifest) => (seen.manifest = manifest),
          (phase, done) => {
            work.progress({ phase, done, total: null, unit: 'bytes' });
          },
          work.signal,
        );
        for await (const piece of bytes) {
          throwIfCancelled(work.signal);
          seen.hash.update(piece);
          seen.bytes += piece.length;
          yield piece;
        }
      };
      await writeDurably(join(parts.folder, `${packageId}.zip`), measured());
      const sum = (counts: Readonly<Record<string, number>> = {}): number =>
        Object.values(counts).reduce((total, count) => total + count, 0);
      const made: ResponsePackage = {
        ...{ packageId, caseId, madeAt: order.facts.madeAt, bytes: seen.bytes },
        sha256: seen.hash.digest('hex'),
        items: sum(seen.manifest?.items),
        resources: sum(seen.manifest?.resources),
        files: seen.manifest?.files.length ?? 0,
        letters: letters.map(({ kind, pdf }) => ({ kind, sha256: sha256Of(pdf) })),
      };
      await store.addPackage(
        made,
        activity.event({
          ...{ operation: 'rights.make-package', objectType: 'case', objectId: caseId },
          purpose: `${made.items} items, ${made.files} files; SHA-256 ${made.sha256}`,
        }),
      );
      await rights.take(caseId, { step: 'prepare', package: made.sha256 });
      return made;
    },
    prepared: async (caseId) => {
      const { package: sha256 } = await rights.case(caseId);
      const made = (await store.packages(caseId)).find((each) => each.sha256 === sha256);
      if (made !== undefined) return made;
      throw new Fault(
        'rights-refused',
        'There is no answer to this request yet.',
        'Prepare it first: the step after the decision.',
      );
    },
    passwordOf: async ({ packageId }) => {
      const bytes = await columns.read({ store: PASSWORDS, record: packageId, column: 'password' });
      if (bytes !== null) return Buffer.from(bytes).toString('utf8');
      throw new Fault(
        'cache-unreadable',
        'The password of this package is not where it was.',
        'Prepare the answer again; the package that is there cannot be opened by anybody.',
      );
    },
  };
}

/** @throws Fault `rights-refused` with what is missing for a step */
export async function mustBeOffered(
  rights: Pick<RightsService, 'view'>,
  caseId: string,
  step: 'prepare' | 'deliver',
): Promise<void> {
  const { offered, row } = await rights.view(caseId);
  const found = offered.find((each) => each.step === step);
  if (found?.missing.length === 0) return;
  throw new Fault(
    'rights-refused',
    found === undefined
      ? `A case that is ${row.state} cannot be ${step === 'prepare' ? 'prepared' : 'delivered'} now.`
      : found.missing.join(' '),
    'Do what is missing first; nothing was changed.',
  );
}

/** Whether records go with the letter; an accounting, say, is its letter. */
const givesRecords = ({ opening, manifest, decision, review }: RightsCase): boolean =>
  ITEM_TYPES.includes(opening.type) &&
  manifest !== null &&
  (decision?.outcome !== 'denied' || review?.outcome === 'access-granted');

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const newPassword = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-');

function factsOf(
  caseId: string,
  at: RightsCase,
  { request }: CaseWords,
  { entity, address, office, contact }: RightsSettings,
  madeAt: string,
  madeOn: string,
): Pick<PackageOrder, 'facts' | 'copy' | 'leftOut'> {
  const { patient, language } = request;
  // Only the words of the law: neither how much was left out nor where it stood.
  const leftOut = (at.decision?.grounds ?? []).flatMap((code) => {
    const ground = groundOf(at.opening.type, code);
    return ground === undefined ? [] : [{ words: ground.words, basis: ground.basis }];
  });
  return {
    leftOut,
    facts: {
      ...{ caseId, madeAt, entity: { name: entity, address, phone: contact.phone } },
      person: {
        familyName: patient.familyName,
        givenNames: patient.givenNames,
        birthDate: patient.birthDate,
      },
    },
    copy: {
      ...{ language, caseId, madeOn, madeAt, leftOut, part2: at.opening.risk.sensitive },
      from: [entity, office, address, `${contact.name}, ${contact.phone}`].filter((line) => line !== ''),
      person: {
        name: `${patient.givenNames} ${patient.familyName}`.trim(),
        birthDate: patient.birthDate,
        recordNumber: patient.recordNumber,
      },
    },
  };
}
