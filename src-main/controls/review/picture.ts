import type { ControlReview, Cycle, CycleSnapshot } from '../../../src-shared/controls/cycles.ts';
import type { Evidence } from '../../../src-shared/controls/evidence.ts';
import type { ResultSummary, TestStanding } from '../../../src-shared/controls/tests.ts';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { approvalsFrom, type Approvals } from './approvals.ts';
import { type Attached, controlState } from './control-state.ts';
import { type LockCheck, lockCheck } from './cycle-lock.ts';
import { lintCycle } from './lint.ts';
import {
  type ControlRecord,
  type CycleRecord,
  evidenceDigest,
  keyOf,
  type SampleRecord,
  sampleOf,
} from './records.ts';

/** A sign-off as it was checked. */
export type Checked = { readonly signOffId: string; readonly check: SignOffCheck };

/** What a picture of a cycle is made from. */
export type PictureParts = {
  readonly record: CycleRecord;
  readonly controls: readonly ControlRecord[];
  readonly samples: readonly SampleRecord[];
  readonly evidence: readonly Evidence[];
  readonly results: readonly ResultSummary[];
  readonly standings: readonly TestStanding[];
  /** Approvals and locks of the cycle, oldest first. */
  readonly approvals: readonly Checked[];
  readonly locks: readonly Checked[];
  readonly today: string;
};

/** A cycle with everything that follows from what was kept and signed. */
export type Picture = {
  readonly cycle: Cycle;
  readonly record: CycleRecord;
  readonly records: ReadonlyMap<string, ControlRecord>;
  readonly controls: readonly ControlReview[];
  readonly attached: Attached;
  readonly approvals: Approvals;
  readonly lock: LockCheck | null;
  /** The tests as the frameworks of the cycle have them. */
  readonly standings: readonly TestStanding[];
  readonly findings: CycleSnapshot['lint'];
};

const byId = <T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> =>
  new Map(list.map((each) => [each.id, each]));

/** Tests that support a requirement and did not pass, by the requirement's name. */
function failingTests(standings: readonly TestStanding[]) {
  const failing = new Map<string, { title: string; outcome: 'fail' | 'could-not-tell' }[]>();
  for (const { test, conclusion } of standings) {
    if (conclusion !== 'fail' && conclusion !== 'could-not-tell') continue;
    for (const ref of test.supports) {
      const known = failing.get(keyOf(ref)) ?? [];
      failing.set(keyOf(ref), [...known, { title: test.title, outcome: conclusion }]);
    }
  }
  return failing;
}

/** Puts a cycle together. Pure: equal parts give an equal picture. */
export function pictureOf(parts: PictureParts): Picture {
  const { record, today } = parts;
  const evidence = byId(parts.evidence);
  const digests = new Map<string, string | null>();
  const attached: Attached = {
    results: byId(parts.results),
    evidence,
    evidenceDigest: (id) => {
      const known = digests.get(id);
      if (known !== undefined) return known;
      const found = evidence.get(id);
      const made = found === undefined ? null : evidenceDigest(found);
      digests.set(id, made);
      return made;
    },
    samples: byId(parts.samples.map(sampleOf)),
  };
  const approvals = approvalsFrom(parts.approvals);
  const controls = parts.controls.map((each) => controlState(record, each, attached, approvals));
  const lock = lockCheck(record, controls, parts.locks);
  const cycle: Cycle = {
    ...record,
    state: lock === null ? 'open' : 'locked',
    ...{ lockedAt: lock?.at ?? null, lockedBy: lock?.by ?? null, signOff: lock?.signOffId ?? null },
  };
  const records = new Map(parts.controls.map((each) => [keyOf(each.requirement), each]));
  const failing = failingTests(parts.standings);
  const findings = lintCycle({
    ...{ cycle, controls, attached, today },
    failing: (requirement) => failing.get(keyOf(requirement)) ?? [],
    selfApproved: ({ requirement, digest }) => {
      const own = records.get(keyOf(requirement));
      const given = approvals.all(keyOf(requirement)).findLast((each) => each.digest === digest);
      return (
        own !== undefined &&
        given !== undefined &&
        approvals.of(keyOf(requirement), digest, own).held === null &&
        given.objection === null
      );
    },
  });
  return {
    ...{ cycle, record, records, controls, attached, approvals, lock, findings: [...findings] },
    standings: parts.standings,
  };
}

/** A picture as the value that reports, gaps and trends read. */
export function snapshotOf({ cycle, controls, attached, lock, findings }: Picture): CycleSnapshot {
  const named = <T extends { readonly id: string }>(
    all: ReadonlyMap<string, T>,
    ids: readonly string[],
  ): T[] =>
    [...new Set(ids)].toSorted().flatMap((id) => {
      const found = all.get(id);
      return found === undefined ? [] : [found];
    });
  return {
    ...{ format: 'attestry/review-cycle/1', cycle, controls: [...controls], lint: findings },
    results: named(
      attached.results,
      controls.flatMap(({ testResults }) => testResults),
    ),
    evidence: named(
      attached.evidence,
      controls.flatMap(({ evidence }) => evidence),
    ),
    samples: named(
      attached.samples,
      controls.flatMap(({ samples }) => samples),
    ),
    lock:
      lock === null
        ? null
        : { result: lock.result, reason: lock.reason, signOff: lock.signOffId, digest: lock.digest },
  };
}
