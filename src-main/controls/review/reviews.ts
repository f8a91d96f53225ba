import { instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { asReviewed } from '../catalogue.ts';
import { approveControls } from './approve.ts';
import { editControl, needsToken, passesOver } from './edit.ts';
import { lockCycle } from './lock.ts';
import { newCycle } from './open-cycle.ts';
import { type Picture, snapshotOf } from './picture.ts';
import {
  meantRecords,
  mustBeOpen,
  reviewDraft,
  type ReviewParts,
  takePicture,
  unknownControl,
} from './review-parts.ts';
import type { ControlReviews } from './service.ts';
import { foundByTests } from './test-results.ts';
import { verificationOf } from './verify.ts';
import { boardRows, controlView, cycleRow } from './views.ts';

/** Builds the service from what it needs. */
export function controlReviews(parts: ReviewParts): ControlReviews {
  const { store } = parts;
  const picture = (cycleId: string): Promise<Picture> => takePicture(parts, cycleId);
  return {
    cycles: async () => {
      const rows = [];
      for (const { id } of await store.cycles()) rows.push(cycleRow(await picture(id)));
      return rows;
    },
    open: async (wanted) => {
      const when = { at: instantOf(parts.clock), by: parts.officer() };
      const { cycle, controls } = newCycle(await parts.catalogue(), wanted, when);
      const purpose = `${cycle.frameworks.join(', ')}; ${cycle.from} to ${cycle.to}; ${controls.length} controls`;
      await store.open(cycle, controls, parts.activity.event(reviewDraft('open', cycle.id, purpose)));
      parts.changed();
      return { cycleId: cycle.id };
    },
    board: async (cycleId) => {
      const [taken, today] = [await picture(cycleId), await parts.today()];
      return {
        ...{ row: cycleRow(taken), today, controls: boardRows(taken, today) },
        ...{ findings: taken.findings, samples: [...taken.attached.samples.values()] },
      };
    },
    control: async (cycleId, requirement) => {
      const taken = await picture(cycleId);
      const view = controlView(
        asReviewed(await parts.catalogue(), taken.record.versions),
        taken,
        requirement,
        await store.history(cycleId, requirement),
      );
      if (view === null) throw unknownControl();
      return view;
    },
    snapshot: async (cycleId) => snapshotOf(await picture(cycleId)),
    edit: async (cycleId, controls, change) => {
      const signedIn = parts.identity();
      if (needsToken(change) && signedIn === null)
        throw new Fault(
          'not-signed-in',
          'Nobody is signed in to the token.',
          'Sign in: who concludes on a control is told from who approves it by their tokens.',
        );
      const taken = await picture(cycleId);
      mustBeOpen(taken);
      // A lock that was broken off holds nothing: there is no signature of it.
      await store.letGo(cycleId);
      const when = {
        ...{ at: instantOf(parts.clock), by: signedIn?.name ?? parts.officer() },
        certificate: signedIn?.certificate ?? null,
        found: foundByTests(taken.standings, taken.cycle),
        knowsEvidence: (id: string) => taken.attached.evidence.has(id),
        knowsSample: (id: string) => taken.attached.samples.has(id),
      };
      const meant = meantRecords(taken, controls);
      const edited = meant.map((record) => editControl(record, change, when));
      const passedOver = passesOver(change) && meant.length > 1;
      const refused = edited.findIndex((each) => each.refused !== null);
      if (refused !== -1 && !passedOver)
        throw new Fault(
          'review-refused',
          `${meant[refused]?.requirement.id ?? ''}: ${edited[refused]?.refused ?? ''}`,
          'Leave it out or change what you want to do; nothing was written.',
        );
      const done = edited.flatMap((each) => (each.refused === null ? [each] : []));
      if (done.length === 0) return 0;
      const names = done.map(({ record }) => record.requirement.id).join(', ');
      const purpose = `${change.edit}, ${done.length} controls: ${names}`;
      await store.change({
        ...{ cycleId, at: when.at, by: when.by, controls: done },
        event: parts.activity.event(reviewDraft('edit', cycleId, purpose)),
      });
      parts.changed();
      return done.length;
    },
    approve: async (cycleId, controls) => {
      await approveControls(parts, cycleId, controls);
      parts.changed();
    },
    lock: async (cycleId) => {
      await lockCycle(parts, cycleId);
      parts.changed();
    },
    verify: async (cycleId) => verificationOf(await takePicture(parts, cycleId, true)),
  };
}
