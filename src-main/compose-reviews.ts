import { join } from 'node:path';
import type { ActivityLog } from './audit/index.ts';
import type { Clock } from './base/clock.ts';
import type { Cache } from './cache/client.ts';
import { composeControls } from './compose-controls.ts';
import {
  type ControlReviews,
  controlReviews,
  type EvidenceLibrary,
  evidenceLibrary,
  frameworksService,
  newestReviews,
  type ReviewParts,
  type Samples,
  samplesService,
  signOffChecks,
} from './controls/index.ts';
import type { ControlsService, FrameworksService, TestRecords } from './controls/ports.ts';
import type { Authority } from './keys/index.ts';
import { displayName, type SignOffs } from './signing/index.ts';
import type { TokenService } from './token/index.ts';

/** The bodies of rules, and the reviews against them. */
export type Reviews = {
  readonly controls: ControlsService;
  readonly frameworks: FrameworksService;
  readonly controlReviews: ControlReviews;
  readonly samples: Samples;
  readonly evidence: EvidenceLibrary;
};

/** No automated tests. */
const NO_TESTS: TestRecords = {
  standings: () => Promise.resolve([]),
  summaries: () => Promise.resolve([]),
  result: () => Promise.resolve(null),
};

/** Frameworks, reviews, samples and evidence, wired to cache, token and profile folder. */
export function composeReviews(parts: {
  readonly folder: string;
  readonly resources: string;
  readonly cache: Cache;
  readonly signOffs: SignOffs;
  readonly token: Pick<TokenService, 'identity'>;
  readonly roles: Pick<Authority, 'must'>;
  readonly activity: ActivityLog;
  readonly clock: Clock;
  readonly officer: () => string;
  /** The day it is for the clinic. */
  readonly today: () => Promise<string>;
  readonly changed: () => void;
}): Reviews {
  const { cache, activity, clock, officer, today, changed } = parts;
  const controls = composeControls(parts);
  const tests = NO_TESTS;
  const evidence = evidenceLibrary({
    ...{ folder: join(parts.folder, 'evidence'), store: cache.evidence, tests },
    ...{ activity, clock, officer, changed },
  });
  const reviewing: ReviewParts = {
    ...{ store: cache.reviews, tests, signOffs: parts.signOffs, activity, clock, today, changed },
    evidence: (anew) => evidence.list(anew),
    checked: signOffChecks({
      about: (kind, subject) => cache.signOffs.about(kind, subject),
      check: (signed) => parts.signOffs.checkSignOff(signed),
      clock,
    }),
    catalogue: () => controls.catalogue(),
    identity: () => {
      const identity = parts.token.identity();
      return identity === null
        ? null
        : { name: displayName(identity.subject), certificate: identity.certificateSha256 };
    },
    officer: () => displayName(officer()),
    mayApprove: async () => {
      await parts.roles.must('approve');
      await parts.roles.must('sign');
    },
  };
  const reviews = controlReviews(reviewing);
  return {
    ...{ controls, evidence, controlReviews: reviews, samples: samplesService(reviewing) },
    frameworks: frameworksService({
      ...{ catalogue: () => controls.catalogue(), today },
      looked: async () => ({
        tests: await tests.standings(),
        reviewOf: await newestReviews(reviews),
      }),
    }),
  };
}
