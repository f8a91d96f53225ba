import type { CaseFilter } from '../../../src-shared/rights/contract.ts';
import { stepSchema } from '../../../src-shared/rights/steps.ts';
import { Fault } from '../../base/fault.ts';
import {
  bindingOf,
  isOpenCase,
  openStepSchema,
  type RightsCase,
  type TakenStep,
} from '../../rights/index.ts';
import type { StepDraft } from '../../rights/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';
import { sealedObjectStore } from './sealed-objects.ts';

type StepRow = {
  number: number;
  at: string;
  day: string;
  officer: string;
  sealed: string | null;
  document: string;
};
type CaseRow = { id: string; document: string };

/** Cases and their steps. Step, case, sealed words and the entry of the activity log are one transaction. */
export function rightsStore(database: CacheDatabase, activity: ActivityTable) {
  const sealed = sealedObjectStore(database);
  const insertStep = database.prepare('insert into rights_step values (?, ?, ?, ?, ?, ?, ?)');
  const insertPerson = database.prepare('insert or ignore into rights_person values (?, ?)');
  const nextNumber = database.prepare<[number], { next: number }>(
    'select coalesce(max(number), 0) + 1 as next from rights_case where year = ?',
  );
  const stepsOf = database.prepare<[string], { steps: number }>('select steps from rights_case where id = ?');
  const columnsOf = (at: RightsCase): (string | number)[] => [
    ...[at.opening.type, at.state, isOpenCase(at) ? 1 : 0, bindingOf(at.deadlines).due],
    ...[at.opening.receivedOn, at.steps, JSON.stringify(at)],
  ];
  const write = (caseId: string, draft: StepDraft): void => {
    const { number, at, on, by, sealed: words, step } = draft.taken;
    insertStep.run(caseId, number, at, on, by, words, JSON.stringify(step));
    for (const object of draft.sealed) sealed.put(object, null);
    for (const person of draft.persons) insertPerson.run(person, caseId);
    activity.append({ ...draft.event, objectId: caseId });
  };
  const open = database.transaction((year: number, draft: StepDraft): string => {
    const number = nextNumber.get(year)?.next ?? 1;
    const caseId = `R-${year}-${String(number).padStart(4, '0')}`;
    database
      .prepare('insert into rights_case values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(caseId, year, number, ...columnsOf(draft.case));
    write(caseId, draft);
    return caseId;
  });
  const append = database.transaction((caseId: string, draft: StepDraft): void => {
    const known = stepsOf.get(caseId)?.steps;
    if (known === undefined) throw noCase();
    if (known !== draft.taken.number) throw changedMeanwhile();
    database
      .prepare(
        `update rights_case set type = ?, state = ?, open = ?, due = ?, received_on = ?, steps = ?, document = ?
         where id = ?`,
      )
      .run(...columnsOf(draft.case), caseId);
    write(caseId, draft);
  });
  return {
    open: (year: number, draft: StepDraft): string => open.immediate(year, draft),
    append: (caseId: string, draft: StepDraft): void => {
      append.immediate(caseId, draft);
    },
    steps: (caseId: string): TakenStep[] => {
      const rows = database
        .prepare<[string], StepRow>('select * from rights_step where case_id = ? order by number')
        .all(caseId);
      if (rows.length === 0) throw noCase();
      return rows.map(({ number, at, day, officer, sealed: words, document }) => {
        const step: unknown = JSON.parse(document);
        return {
          ...{ number, at, on: day, by: officer, sealed: words },
          step: number === 0 ? openStepSchema.parse(step) : stepSchema.parse(step),
        };
      });
    },
    list: (filter: CaseFilter, offset: number, limit: number) => {
      const where = `(@open is null or open = @open) and (@type is null or type = @type)
        and (@state is null or state = @state) and instr(id, @id) > 0`;
      const given = { ...filter, open: filter.open === null ? null : Number(filter.open), offset, limit };
      const total = database
        .prepare<[typeof given], { n: number }>(`select count(*) as n from rights_case where ${where}`)
        .get(given)?.n;
      return {
        total: total ?? 0,
        rows: database
          .prepare<[typeof given], CaseRow>(
            `select id, document from rights_case where ${where} order by open desc, due, id limit @limit offset @offset`,
          )
          .all(given)
          // Our own form, written by `open` and `append` above.
          .map(({ id, document }) => ({ caseId: id, case: JSON.parse(document) as RightsCase })),
      };
    },
    about: (persons: readonly string[]): string[] =>
      database
        .prepare<[string], { case_id: string }>(
          'select distinct case_id from rights_person where person in (select value from json_each(?)) order by 1',
        )
        .all(JSON.stringify(persons))
        .map(({ case_id }) => case_id),
  };
}

const noCase = (): Fault =>
  new Fault('rights-unknown', 'There is no such case.', 'Look at the list of requests and choose one.');

const changedMeanwhile = (): Fault =>
  new Fault(
    'rights-changed',
    'Somebody, or a job, took a step in this case meanwhile, so this one was not taken.',
    'Look at the case again and decide anew.',
  );
