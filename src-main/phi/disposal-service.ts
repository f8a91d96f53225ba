import { randomBytes } from 'node:crypto';
import {
  DISPOSAL_KIND,
  type DisposalPlan,
  type DisposalResult,
  type DisposalState,
  type DisposedStep,
  RETENTION_DEFAULTS,
  type RetentionRow,
  type RetentionRule,
} from '../../src-shared/phi/disposal.ts';
import type { SignedDecision } from '../../src-shared/signing/types.ts';
import type { ActivityLog, Work } from '../audit/index.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import type { SignOffs } from '../signing/index.ts';
import type { DisposalDatabase, DisposalStanding, StepWish } from './disposal-ports.ts';
import type { CatalogTable } from './row-ports.ts';
import { proposeRow } from './row-proposal.ts';
import type { AsAdministrator } from './row-service.ts';

/** What is to be deleted: what the rules let go, or the rows of one patient. */
export type DisposalWish = {
  /** The patient whose rows are to be erased; null: by the rules. */
  readonly subject: string | null;
  /** The moment of the plan; null: now. */
  readonly at: string | null;
  /** A deletion that was begun and is to be gone on with. */
  readonly disposalId: string | null;
  /** The id that a new one gets; left out: a fresh one. Two can never have the same. */
  readonly newId?: string;
};

/** How long rows are kept, what is held for the law, and deleting what need not be kept. */
export interface DisposalService {
  /** By the officer's own login. @throws Fault `profile-missing`, `database-…` */
  state(): Promise<DisposalState>;
  /** @throws Fault `database-…` */
  setRule(rule: RetentionRule): Promise<void>;
  placeHold(hold: Parameters<DisposalDatabase['placeHold']>[1]): Promise<void>;
  /** @throws Fault `hold-unknown` */
  liftHold(id: number, reason: string): Promise<void>;
  setErasure(on: boolean): Promise<void>;
  /** Counts; changes nothing. @throws Fault `disposal-refused`, `administrator-needed`, `database-…` */
  plan(as: AsAdministrator, subject: string | null): Promise<DisposalPlan>;
  /**
   * Deletes in batches, verifies that the rows are gone, and signs the certificate with the officer's token. Stopped at any
   * moment, it is gone on with by its id.
   *
   * @returns the deletion's id
   * @throws Fault `not-signed-in` before anything is deleted, `disposal-refused`, `cancelled`, `database-…`, those of the token
   */
  run(as: AsAdministrator, wish: DisposalWish, work: Work): Promise<Disposed>;
  /** The signed certificate. @throws Fault `disposal-refused` when there is none */
  certificate(disposalId: string): Promise<SignedDecision>;
}

/** What came of a deletion. */
export type Disposed = {
  readonly disposalId: string;
  readonly result: DisposalResult;
  readonly certificate: SignedDecision;
};

const OBJECT = { objectType: 'retention' } as const;

/** See {@link DisposalService}. */
export function disposalService(parts: {
  readonly database: DisposalDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  readonly activity: Pick<ActivityLog, 'around'>;
  readonly signOffs: Pick<SignOffs, 'signOff'>;
  /** Whether somebody is signed in to the token. */
  readonly signedIn: () => boolean;
  readonly erasure: { get(): Promise<boolean>; set(on: boolean): Promise<void> };
}): DisposalService {
  const { database, activity } = parts;
  const standing = async (): Promise<DisposalStanding> => database.standing(await parts.connection());
  const wishesFor = async (subject: string | null): Promise<readonly StepWish[]> => {
    if (subject !== null && !(await parts.erasure.get())) throw erasureOff();
    const wishes = wishesOf(await standing(), subject);
    if (wishes.length > 0) return wishes;
    throw refused(
      'No retention rule is active, so nothing is to be deleted.',
      'Look at the proposed rules, and switch on those that hold for your clinic.',
    );
  };
  return {
    state: async () => {
      const { installed, tables, rules, holds, disposals } = await standing();
      return {
        ...{ installed, erasure: await parts.erasure.get() },
        rules: [...rules, ...proposals(tables, rules)],
        ...{ holds: [...holds], disposals: [...disposals] },
      };
    },
    setRule: (rule) =>
      activity.around(
        {
          ...{ operation: 'retention.set-rule', ...OBJECT, objectId: `${rule.schema}.${rule.table}` },
          purpose: `${rule.months} months, ${rule.active ? 'active' : 'switched off'}`,
        },
        async () => database.setRule(await parts.connection(), rule),
      ),
    placeHold: (hold) =>
      activity.around(
        {
          ...{ operation: 'retention.place-hold', ...OBJECT },
          objectId: hold.table === null ? 'every table' : `${hold.schema ?? 'public'}.${hold.table}`,
          // Whose rows they are, and why, stays in the clinic's database.
          purpose: hold.patient === null ? 'every patient' : 'one patient',
        },
        async () => database.placeHold(await parts.connection(), hold),
      ),
    liftHold: (id, reason) =>
      activity.around({ operation: 'retention.lift-hold', ...OBJECT, objectId: String(id) }, async () =>
        database.liftHold(await parts.connection(), id, reason),
      ),
    setErasure: (on) =>
      activity.around(
        { operation: 'retention.set-erasure', ...OBJECT, objectId: 'erasure', purpose: on ? 'on' : 'off' },
        () => parts.erasure.set(on),
      ),
    plan: async (as, subject) => {
      const wishes = await wishesFor(subject);
      const { at, steps } = await as(
        { operation: 'retention.plan', ...OBJECT, objectId: subject === null ? 'rules' : 'erasure' },
        (admin) => database.plan(admin, wishes),
      );
      return { at, steps: [...steps] };
    },
    run: async (as, { subject, at, disposalId, newId }, work) => {
      if (!parts.signedIn())
        throw new Fault(
          'not-signed-in',
          'A deletion ends with a certificate that you sign, and nobody is signed in to the token.',
          'Sign in with your token, then start again. Nothing was deleted.',
        );
      const id = disposalId ?? newId ?? randomBytes(9).toString('base64url');
      const kind = subject === null ? 'retention' : 'erasure';
      return as(
        {
          ...{
            operation: disposalId === null ? 'retention.run' : 'retention.resume',
            ...OBJECT,
            objectId: id,
          },
          purpose: disposalId === null ? kind : '',
        },
        async (admin) => {
          if (disposalId === null) {
            const wishes = await wishesFor(subject);
            const moment = at ?? (await database.plan(admin, [])).at;
            await database.begin(admin, { disposalId: id, kind, at: moment, subject, wishes });
          }
          const result = await database.carryOut(admin, id, work);
          const certificate = await parts.signOffs.signOff(decisionOf(id, result), work.signal);
          await database.keepCertificate(admin, id, certificate);
          return { disposalId: id, result, certificate };
        },
      );
    },
    certificate: async (disposalId) => {
      const signed = await database.certificate(await parts.connection(), disposalId);
      if (signed !== null) return signed;
      throw refused(
        'This deletion has no signed certificate yet.',
        'Go on with it: it ends with the signature.',
      );
    },
  };
}

/** Rules of the seven defaults for tables that have none. */
function proposals(tables: readonly CatalogTable[], rules: readonly RetentionRow[]): readonly RetentionRow[] {
  return tables.flatMap((table): readonly RetentionRow[] => {
    if (rules.some(({ rule }) => rule.schema === table.schema && rule.table === table.table)) return [];
    const fits = RETENTION_DEFAULTS.find((one) => one.tables.test(table.table));
    const dateColumn = fits?.dates.find((column) => table.columns.includes(column));
    if (fits === undefined || dateColumn === undefined) return [];
    const { kind, months, basis } = fits;
    return [
      {
        rule: {
          ...{ schema: table.schema, table: table.table, kind, months, basis, dateColumn },
          subjectColumn: subjectOf(table, tables),
          active: false,
        },
        ...{ origin: 'default', setAt: null, setBy: null },
      },
    ];
  });
}

/** The column that names the patient; null for tables that name none. */
function subjectOf(table: CatalogTable, tables: readonly CatalogTable[]): string | null {
  const wish = proposeRow(table, tables);
  return wish === null || wish.category === 'accounts' ? null : wish.subjectColumn;
}

function wishesOf({ tables, rules }: DisposalStanding, subject: string | null): readonly StepWish[] {
  const active = rules.map(({ rule }) => rule).filter((rule) => rule.active);
  if (subject === null)
    return active.map(({ schema, table, subjectColumn, dateColumn, months }) => ({
      ...{ schema, table, subjectColumn, subject: null, age: { column: dateColumn, months } },
    }));
  return tables.flatMap((table): readonly StepWish[] => {
    const { schema, table: name } = table;
    const subjectColumn = subjectOf(table, tables);
    if (subjectColumn === null) return [];
    const rule = active.find((one) => one.schema === schema && one.table === name);
    return [
      {
        ...{ schema, table: name, subjectColumn, subject },
        // What a rule still keeps is kept: Art. 17(3)(b) GDPR.
        age: rule === undefined ? null : { column: rule.dateColumn, months: rule.months },
      },
    ];
  });
}

/** Whether reading again found none of what was deleted from a table. */
export const isGone = ({ heap, index, left, structure }: DisposedStep): boolean =>
  heap === 'gone' && index !== 'there' && left === 0 && structure !== 'damaged';

/** What the officer signs: numbers and tables, nothing that names a patient. */
function decisionOf(disposalId: string, result: DisposalResult) {
  const sum = (of: (step: DisposalResult['steps'][number]) => number): number =>
    result.steps.reduce((total, step) => total + of(step), 0);
  const deleted = sum((step) => step.deleted);
  const unclear = result.steps.filter((step) => !isGone(step));
  return {
    kind: DISPOSAL_KIND,
    subject: disposalId,
    decision: unclear.length === 0 ? 'deleted and verified' : 'deleted; not verified in full',
    statement: `${deleted} rows of ${result.steps.length} tables were deleted. ${
      unclear.length === 0
        ? 'Reading the tables and their indexes again found none of them.'
        : `This was not confirmed for: ${unclear.map(({ table }) => table).join(', ')}.`
    } Kept: ${sum((step) => step.held)} rows held for the law, ${sum((step) => step.referenced)} that other rows point at, ${sum((step) => step.retained)} whose time is not over.`.slice(
      0,
      4000,
    ),
    details: { tables: result.steps.map((step) => ({ ...step })), elsewhere: [...result.elsewhere] },
  };
}

const refused = (message: string, remedy: string): Fault => new Fault('disposal-refused', message, remedy);
const erasureOff = (): Fault =>
  refused(
    'Erasing the rows of one person is switched off. HIPAA gives no right to it; the GDPR does, with exceptions for records that must be kept.',
    'If the GDPR applies to your clinic, switch it on under Clinic database, Retention.',
  );
