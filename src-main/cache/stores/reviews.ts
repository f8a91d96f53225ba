import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import type { RequirementRef } from '../../../src-shared/controls/types.ts';
import { Fault } from '../../base/fault.ts';
import type { ReviewDraft } from '../../controls/ports.ts';
import {
  type ControlRecord,
  controlRecordSchema,
  type CycleRecord,
  cycleRecordSchema,
  type ReviewChange,
  type SampleRecord,
  sampleRecordSchema,
} from '../../controls/index.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

type Row = { document: string };

/** Cycles, their controls and samples. A change, its history and its entry of the activity log are one transaction. */
export function reviewStore(database: CacheDatabase, activity: ActivityTable) {
  const cycleOf = ({ document }: Row): CycleRecord => cycleRecordSchema.parse(JSON.parse(document));
  const insertChange = database.prepare('insert into control_review_change values (?, ?, ?, ?, ?, ?, ?, ?)');
  const open = database.transaction(
    (cycle: CycleRecord, controls: readonly ControlRecord[], event: ActivityEvent): void => {
      database
        .prepare('insert into review_cycle (id, document) values (?, ?)')
        .run(cycle.id, JSON.stringify(cycle));
      const insert = database.prepare('insert into control_review values (?, ?, ?, ?, ?, ?)');
      for (const [position, control] of controls.entries()) {
        const { framework, id } = control.requirement;
        insert.run(cycle.id, framework, id, position, control.revision, JSON.stringify(control));
      }
      activity.append(event);
    },
  );
  const change = database.transaction((draft: ReviewDraft): void => {
    const { cycleId, controls, at, by, sample, event } = draft;
    const cycle = database
      .prepare<[string], { held: number }>('select held from review_cycle where id = ?')
      .get(cycleId);
    if (cycle === undefined) throw noCycle();
    if (cycle.held === 1) throw isLocked();
    const update = database.prepare(
      `update control_review set revision = ?, document = ?
       where cycle_id = ? and framework = ? and requirement = ? and revision = ?`,
    );
    for (const { record, what } of controls) {
      const { framework, id } = record.requirement;
      const [document, before] = [JSON.stringify(record), record.revision - 1];
      const { changes } = update.run(record.revision, document, cycleId, framework, id, before);
      if (changes !== 1) throw changedMeanwhile();
      insertChange.run(cycleId, framework, id, record.revision, at, by, what, document);
    }
    if (sample !== undefined) putSample(sample);
    activity.append(event);
  });
  const putSample = (sample: SampleRecord): void => {
    const { id, cycleId, revision } = sample;
    const document = JSON.stringify(sample);
    if (revision === 0) {
      database.prepare('insert into review_sample values (?, ?, 0, ?)').run(id, cycleId, document);
      return;
    }
    const { changes } = database
      .prepare('update review_sample set revision = ?, document = ? where id = ? and revision = ?')
      .run(revision, document, id, revision - 1);
    if (changes !== 1) throw changedMeanwhile();
  };
  const hold = database.transaction((cycleId: string, revisions: number): void => {
    const now = database
      .prepare<[string], { sum: number }>(
        'select coalesce(sum(revision), 0) as sum from control_review where cycle_id = ?',
      )
      .get(cycleId)?.sum;
    if (now !== revisions) throw changedMeanwhile();
    database.prepare('update review_cycle set held = 1 where id = ?').run(cycleId);
  });
  return {
    open: (cycle: CycleRecord, controls: readonly ControlRecord[], event: ActivityEvent): void => {
      open.immediate(cycle, controls, event);
    },
    cycles: (): CycleRecord[] =>
      database.prepare<[], Row>('select document from review_cycle order by number desc').all().map(cycleOf),
    cycle: (cycleId: string): CycleRecord | null => {
      const row = database
        .prepare<[string], Row>('select document from review_cycle where id = ?')
        .get(cycleId);
      return row === undefined ? null : cycleOf(row);
    },
    controls: (cycleId: string): ControlRecord[] =>
      database
        .prepare<[string], Row>('select document from control_review where cycle_id = ? order by position')
        .all(cycleId)
        .map(({ document }) => controlRecordSchema.parse(JSON.parse(document))),
    change: (draft: ReviewDraft): void => {
      change.immediate(draft);
    },
    history: (cycleId: string, { framework, id }: RequirementRef): ReviewChange[] =>
      database
        .prepare<[string, string, string], ReviewChange>(
          `select revision, at, by_whom as by, what from control_review_change
           where cycle_id = ? and framework = ? and requirement = ? order by revision`,
        )
        .all(cycleId, framework, id),
    samples: (cycleId: string): SampleRecord[] =>
      database
        .prepare<[string], Row>('select document from review_sample where cycle_id = ? order by rowid')
        .all(cycleId)
        .map(({ document }) => sampleRecordSchema.parse(JSON.parse(document))),
    hold: (cycleId: string, revisions: number): void => {
      hold.immediate(cycleId, revisions);
    },
    letGo: (cycleId: string): void => {
      database.prepare('update review_cycle set held = 0 where id = ?').run(cycleId);
    },
  };
}

const noCycle = (): Fault =>
  new Fault('review-unknown', 'There is no such review cycle.', 'Look at the list of cycles and choose one.');

const isLocked = (): Fault =>
  new Fault(
    'review-locked',
    'This cycle is locked: nothing in it changes any more.',
    'Open a new cycle for what has to be looked at again.',
  );

const changedMeanwhile = (): Fault =>
  new Fault(
    'review-changed',
    'Somebody changed this review meanwhile, so nothing was written.',
    'Look at it again and decide anew.',
  );
