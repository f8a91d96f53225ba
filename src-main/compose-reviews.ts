import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type KeyAct, ROLE_ACTS } from '../src-shared/keys/roles.ts';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import { Fault } from './base/fault.ts';
import type { Cache } from './cache/client.ts';
import { composeFrameworkReader } from './compose-frameworks.ts';
import {
  ALL_TESTS,
  colleagues,
  type ControlReviews,
  controlReviews,
  type EvidenceLibrary,
  evidenceLibrary,
  frameworksService,
  newestReviews,
  ownFrameworks,
  type OwnFrameworks,
  type ReviewParts,
  type SignedIn,
  type Samples,
  samplesService,
  signOffChecks,
} from './controls/index.ts';
import type { ControlsService, EvidenceVault, FrameworksService, TestRecords } from './controls/ports.ts';
import type { Authority, KeyRing } from './keys/index.ts';
import type { RightsService } from './rights/index.ts';
import { signerName, type SigningService } from './signing/index.ts';
import type { TokenService } from './token/index.ts';

/** The bodies of rules, and the reviews against them. */
export type Reviews = {
  readonly controls: ControlsService;
  readonly frameworks: FrameworksService;
  readonly ownFrameworks: OwnFrameworks;
  readonly controlReviews: ControlReviews;
  readonly samples: Samples;
  readonly evidence: EvidenceLibrary;
};

/** Frameworks, reviews, samples and evidence, wired to cache, token and profile folder. */
export function composeReviews(parts: {
  readonly folder: string;
  /** Where the bundles of threads lie. */
  readonly bundles: string;
  readonly controls: ControlsService;
  readonly cache: Cache;
  readonly signing: Pick<SigningService, 'signOffs'>;
  readonly token: Pick<TokenService, 'signer'>;
  readonly roles: Pick<Authority, 'known' | 'must'>;
  readonly keys: KeyRing;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly officer: () => string;
  /** They know the day that it is for the clinic. */
  readonly rights: Pick<RightsService, 'today'>;
  readonly tests: TestRecords;
  readonly changed: () => void;
}): Reviews {
  const { cache, controls, activity, clock, tests, changed } = parts;
  const { signOffs } = parts.signing;
  const today = (): Promise<string> => parts.rights.today();
  // From the certificate, as sign-offs have it: who prepared something is compared with who signs.
  const identity = (): SignedIn | null => {
    const certificate = parts.token.signer()?.identity.certificate;
    return certificate === undefined
      ? null
      : {
          name: signerName(certificate),
          certificate: createHash('sha256').update(certificate).digest('hex'),
        };
  };
  const officer = (): string => identity()?.name ?? parts.officer();
  const checked = signOffChecks({
    about: (kind, subject) => cache.signOffs.about(kind, subject),
    check: (signed) => signOffs.checkSignOff(signed),
    clock,
  });
  const evidence = evidenceLibrary({
    ...{ folder: join(parts.folder, 'evidence'), store: cache.evidence, tests },
    ...{ activity, clock, officer, changed, vault: evidenceVault(parts) },
    colleagues: colleagues({
      ...{ signOffs, checked, identity, clock },
      mayRead: () => parts.roles.must('decrypt'),
    }),
  });
  const reviewing: ReviewParts = {
    ...{ store: cache.reviews, tests, signOffs, checked, activity, clock, today, changed },
    evidence: (anew) => evidence.list(anew),
    catalogue: () => controls.catalogue(),
    ...{ identity, officer },
    mayApprove: async () => {
      await parts.roles.must('approve');
      await parts.roles.must('sign');
    },
  };
  const reviews = controlReviews(reviewing);
  const own = ownFrameworks({
    ...{
      store: cache.ownFrameworks,
      reader: composeFrameworkReader(parts.bundles),
      catalogue: () => controls.catalogue(),
      activity,
      clock,
      officer,
      changed,
    },
    tests: new Set(ALL_TESTS.map(({ id }) => id)),
    cycles: () => cache.reviews.cycles(),
  });
  return {
    ...{ controls, evidence, controlReviews: reviews, samples: samplesService(reviewing) },
    ownFrameworks: own,
    frameworks: frameworksService({
      ...{ catalogue: () => controls.catalogue(), today, editions: (id: string) => own.editions(id) },
      looked: async () => ({
        tests: await tests.standings(),
        reviewOf: await newestReviews(reviews),
      }),
    }),
  };
}

/** Copies of evidence under the key for personal data, each bound to the hash of its content. */
export function evidenceVault({
  keys,
  token,
  roles,
}: {
  readonly keys: KeyRing;
  readonly token: Pick<TokenService, 'signer'>;
  readonly roles: Pick<Authority, 'known'>;
}): EvidenceVault {
  const contextOf = (sha256: string) => ({ store: 'evidence', content: sha256 });
  const may = (act: KeyAct): boolean => {
    const role = roles.known();
    return token.signer() !== null && role !== 'account' && ROLE_ACTS[role].includes(act);
  };
  /** Says whom to ask, where a piece is of another token and its owner has not opened it up. */
  const theirs = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const code = error instanceof Fault ? error.code : null;
      if (code !== 'token-absent' && !(code === 'key-forbidden' && may('open-shared'))) throw error;
      throw new Fault(
        'token-absent',
        'This piece of evidence is encrypted and was not opened up to your token.',
        'Ask whoever added it to name you as a colleague in the evidence library and to open it up, or sign in to their token.',
        error,
      );
    }
  };
  return {
    ready: () => may('decrypt'),
    reads: () => may('open-shared'),
    share: (sha256, file, publicKeys) => keys.shared.give(contextOf(sha256), file, publicKeys),
    unshare: (file, publicKeySha256) => keys.shared.take(file, publicKeySha256),
    readers: (file) => keys.shared.readers(file),
    certificate: () => {
      const certificate = token.signer()?.identity.certificate;
      return keys.shared.certificate(certificate === undefined ? '' : signerName(certificate).slice(0, 64));
    },
    seal: async (sha256, from, to, signal) => {
      const key = await keys.columns.key();
      const options = signal === undefined ? {} : { signal };
      await keys.encryptFile(key, contextOf(sha256), { from, to }, options);
    },
    digest: (sha256, file, signal) => theirs(keys.digestFile(contextOf(sha256), file, signal)),
    open: async (sha256, from, to) => {
      await theirs(keys.decryptFile(contextOf(sha256), { from, to }));
    },
    read: (sha256, file) => theirs(keys.readFile(contextOf(sha256), file)),
  };
}
