import type { CaseFilter } from '../../src-shared/rights/contract.ts';
import type { RequestWords } from '../../src-shared/rights/people.ts';
import { hasContact, type RightsSettings } from '../../src-shared/rights/settings.ts';
import type { Step } from '../../src-shared/rights/steps.ts';
import type { Escalation } from '../../src-shared/rights/words.ts';
import type { ActivityLog } from '../audit/index.ts';
import { type Clock, instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import { turnsByName } from '../base/turns.ts';
import { machineZone } from '../base/zone.ts';
import type { SealedColumns } from '../keys/index.ts';
import type { SealedObject } from '../keys/ports.ts';
import type { SignOffs } from '../signing/index.ts';
import { isSamePicture, type OpenStep, type RightsCase, type TakenStep } from './case.ts';
import { civilDateAt, clockOf } from './clock.ts';
import { matchPatients } from './match.ts';
import { deadlinesFor, type Periods, statesOf } from './periods.ts';
import type { PatientDirectory, RightsStore } from './ports.ts';
import { refused } from './refused.ts';
import { opened, openingMistakes, replay, takeStep } from './request.ts';
import type { Circumstances } from './rule.ts';
import { openFile, sealFile } from './attachments.ts';
import { personIndex, readWords, sealWords, type Words, wordsMistakes } from './sealed-words.ts';
import type { Reminder, RightsService } from './service.ts';
import { signedStep } from './sign.ts';
import { digestOfStep } from './step-digest.ts';
import { rowOf, viewOf, workingDays } from './view.ts';

/** Who acts when nobody does. */
const PROGRAM = 'attestry';
const PAGE = 500;

/** Builds the service from what it needs. */
export function rightsService(parts: {
  readonly store: RightsStore;
  readonly columns: SealedColumns;
  readonly signOffs: Pick<SignOffs, 'signOff' | 'read'>;
  readonly activity: ActivityLog;
  readonly directory: () => Promise<PatientDirectory>;
  readonly periods: () => Promise<Periods>;
  readonly settings: () => Promise<RightsSettings>;
  readonly setSettings: (settings: RightsSettings) => Promise<void>;
  readonly clock: Clock;
  /** The officer who is signed in, or the account. */
  readonly officer: () => string;
  /** Why a step may not be taken now, beyond the rules of the case; null when nothing speaks against it. */
  readonly guard?: (caseId: string, at: RightsCase, step: Step) => Promise<string | null>;
  /** A step with what the program finds out itself; left out: as it is. */
  readonly completed?: (caseId: string, step: Step) => Promise<Step>;
  /** Told of every case that changed. */
  readonly changed: (caseId: string) => void;
}): RightsService {
  const { store, columns, activity } = parts;
  const circumstances = async (by = parts.officer()): Promise<Circumstances> => {
    const settings = await parts.settings();
    return { on: dayOf(settings, parts.clock), by, contact: hasContact(settings) };
  };
  const draft = async (
    at: RightsCase | null,
    next: RightsCase,
    step: Step | OpenStep,
    when: Circumstances,
    words: Words,
    persons: readonly string[],
    more: readonly SealedObject[] = [],
  ) => {
    const { record, objects } = await sealWords(columns, words);
    const number = next.steps - 1;
    const taken: TakenStep = {
      ...{ number, at: instantOf(parts.clock), on: when.on, by: when.by, sealed: record, step },
    };
    const digest = digestOfStep(taken);
    const event = activity.event({
      ...{ operation: `rights.${step.step}`, objectType: 'case', objectId: '', version: number },
      purpose: `${at?.state ?? 'none'} > ${next.state}; SHA-256 of the step ${digest}`,
    });
    return { taken, case: next, sealed: [...objects, ...more], persons, event };
  };
  const load = async (
    caseId: string,
  ): Promise<{ readonly steps: readonly TakenStep[]; readonly at: RightsCase }> => {
    const steps = await store.steps(caseId);
    return { steps, at: replay(steps) };
  };
  // A warning of the program while a step is being sealed and signed would take the step's number, and have it refused.
  const inTurn = turnsByName();
  type Take = (by: string | undefined, ...rest: Parameters<RightsService['take']>) => Promise<RightsCase>;
  const takeAs: Take = (by, caseId, ...rest) => inTurn(caseId, () => takeNow(by, caseId, ...rest));
  const takeNow: Take = async (by, caseId, asked, { steps, words = {}, persons = [], sealed = [] } = {}) => {
    const { at, steps: taken } = await load(caseId);
    if (steps !== undefined && !isSamePicture(taken, steps)) throw onOldPicture();
    const when = await circumstances(by);
    const wanted = (await parts.completed?.(caseId, asked)) ?? asked;
    // Refused before anything is signed.
    must(takeStep(at, wanted, when));
    const objection = (await parts.guard?.(caseId, at, wanted)) ?? null;
    if (objection !== null) throw refused(objection);
    const step = await signedStep(caseId, at, wanted, parts.signOffs);
    const next = must(takeStep(at, step, when));
    await store.append(caseId, await draft(at, next, step, when, words, persons, sealed));
    parts.changed(caseId);
    return next;
  };
  const take: RightsService['take'] = (...given) => takeAs(undefined, ...given);
  const linkAll = async (caseId: string, persons: readonly string[]): Promise<readonly string[]> => {
    const { at } = await load(caseId);
    const linked: string[] = [];
    for (const other of await store.about(persons)) {
      if (other === caseId || at.duplicates.includes(other)) continue;
      const { at: that } = await load(other);
      if (that.opening.type !== at.opening.type || that.state === 'closed') continue;
      await takeAs(PROGRAM, caseId, { step: 'link-duplicate', other });
      if (!that.duplicates.includes(caseId))
        await takeAs(PROGRAM, other, { step: 'link-duplicate', other: caseId });
      linked.push(other);
    }
    return linked;
  };
  /** @returns whether the warning is new: another program on this profile may have been faster */
  const warn = async (caseId: string, at: RightsCase, level: Escalation): Promise<boolean> => {
    try {
      await takeAs(PROGRAM, caseId, { step: 'escalate', level });
      if (level === 'overdue' && at.overdueOn === null)
        await takeAs(PROGRAM, caseId, { step: 'mark-overdue' });
      return true;
    } catch (error) {
      if (error instanceof Fault && (error.code === 'rights-changed' || error.code === 'rights-refused'))
        return false;
      throw error;
    }
  };
  return {
    open: async (opening, request) => {
      const [settings, periods, when] = [
        await parts.settings(),
        await parts.periods(),
        await circumstances(),
      ];
      const mistakes = [
        ...openingMistakes(opening, when.on, settings.policy),
        ...wordsMistakes(opening.type, request),
      ];
      if (mistakes.length > 0) throw refused(mistakes.join(' '));
      const step: OpenStep = {
        ...{ step: 'open', opening, policy: settings.policy, closedDays: settings.closedDays },
        deadlines: [...deadlinesFor(opening, settings.state, settings.policy, settings.closedDays, periods)],
      };
      const persons = (await personIndex(columns)).ofPerson(request.patient);
      const first = await draft(null, opened(step, when.on), step, when, { request }, persons);
      const caseId = await store.open(Number(when.on.slice(0, 4)), first);
      parts.changed(caseId);
      return { caseId, duplicates: await linkAll(caseId, persons) };
    },
    take,
    list: async (filter, offset, limit) => {
      const [settings, periods] = [await parts.settings(), await parts.periods()];
      const [today, isOpen] = [dayOf(settings, parts.clock), workingDays(periods, settings)];
      const { total, rows } = await store.list(filter, offset, limit);
      return { total, today, rows: rows.map(({ caseId, case: at }) => rowOf(caseId, at, today, isOpen)) };
    },
    view: async (caseId) => {
      const [{ steps, at }, when] = [await load(caseId), await circumstances()];
      return viewOf(caseId, at, steps, when, workingDays(await parts.periods(), await parts.settings()));
    },
    case: async (caseId) => (await load(caseId)).at,
    words: async (caseId) => {
      const { steps } = await load(caseId);
      let [request, patientId]: [RequestWords | null, string | null] = [null, null];
      const notes: { readonly number: number; readonly note: string }[] = [];
      for (const step of steps) {
        const words = await readWords(columns, step);
        request = words.request ?? request;
        patientId = words.patient ?? patientId;
        if (words.note !== undefined) notes.push({ number: step.number, note: words.note });
      }
      if (request === null) throw noWords();
      return { request, patientId, notes };
    },
    match: async (caseId, person) => {
      await load(caseId);
      return activity.around({ operation: 'rights.match', objectType: 'case', objectId: caseId }, async () =>
        matchPatients(await parts.directory(), person),
      );
    },
    link: async (caseId, { patientId, basis, score }, steps) => {
      const index = (await personIndex(columns)).ofPatient(patientId);
      await take(
        caseId,
        { step: 'link-patient', basis, score, index },
        { ...(steps === undefined ? {} : { steps }), words: { patient: patientId }, persons: [index] },
      );
      return linkAll(caseId, [index]);
    },
    remind: async () => {
      const settings = await parts.settings();
      const [today, isOpen] = [dayOf(settings, parts.clock), workingDays(await parts.periods(), settings)];
      const reminders: Reminder[] = [];
      const open: CaseFilter = { open: true, type: null, state: null, id: '' };
      for (let offset = 0; ; offset += PAGE) {
        const { rows } = await store.list(open, offset, PAGE);
        for (const { caseId, case: at } of rows) {
          const { escalation } = clockOf(at, today, isOpen);
          if (escalation === null || at.escalated.includes(escalation)) continue;
          if (await warn(caseId, at, escalation)) reminders.push({ caseId, level: escalation });
        }
        if (rows.length < PAGE) return reminders;
      }
    },
    attach: async (caseId, kind, path) => {
      const { object, sha256, objects } = await sealFile(columns, path);
      await take(caseId, { step: 'attach', kind, object, sha256 }, { sealed: objects });
      return { object, sha256 };
    },
    attachment: (object) => openFile(columns, object),
    settings: parts.settings,
    setSettings: (settings) =>
      activity.around({ operation: 'rights.set-settings', objectType: 'profile', objectId: 'rights' }, () =>
        parts.setSettings(settings),
      ),
    states: async () => statesOf(await parts.periods()),
    today: async () => dayOf(await parts.settings(), parts.clock),
  };
}

const dayOf = ({ zone }: RightsSettings, clock: Clock): string =>
  civilDateAt(clock.now(), zone ?? machineZone());

function must(taken: ReturnType<typeof takeStep>): RightsCase {
  if (taken.ok) return taken.case;
  throw refused(taken.reasons.join(' '));
}

const onOldPicture = (): Fault =>
  new Fault(
    'rights-changed',
    'The case was changed meanwhile, so this step was not taken.',
    'Look at the case again and decide anew.',
  );

const noWords = (): Fault =>
  new Fault(
    'cache-unreadable',
    'The words of this request are not where they were.',
    'Keep the profile folder as it is; ask your IT department to restore it from a backup.',
  );
