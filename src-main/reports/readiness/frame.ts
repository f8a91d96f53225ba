import type { Figure } from '../../../src-shared/reports/readiness-parts.ts';
import {
  type Frozen,
  KIND_TITLES,
  READINESS_NAME,
  type ReadinessKind,
  type ReportFrame,
} from '../../../src-shared/reports/readiness.ts';
import { COMMON_LIMITS, PRIVACY } from './words.ts';

/** What is the same whatever a report is about. */
export type FrameFacts = {
  readonly kind: ReadinessKind;
  readonly reportId: string;
  readonly createdAt: string;
  readonly applicationVersion: string;
  readonly entity: string;
  readonly from: string;
  readonly to: string;
  readonly preparedBy: string;
  readonly signer: string | null;
};

/** What a kind adds to it. */
export type Said = {
  /** In place of the name of the kind. */
  readonly heading?: string;
  /** Behind the name of the kind, such as the name of a review. */
  readonly about?: string;
  readonly statements: readonly string[];
  readonly figures: readonly Figure[];
  readonly scope: string;
  readonly included?: readonly string[];
  readonly excluded?: ReportFrame['scope']['excluded'];
  readonly method: readonly string[];
  readonly sources?: ReportFrame['sources'];
  readonly notTested?: ReportFrame['notTested'];
  readonly limits?: readonly string[];
  readonly signOffs?: ReportFrame['signOffs'];
};

/** What every kind of report states. */
export const frameOf = (facts: FrameFacts, said: Said): Frozen<ReportFrame> => ({
  format: 'attestry/readiness-report',
  version: 1,
  name: READINESS_NAME,
  title: [said.heading ?? KIND_TITLES[facts.kind], said.about ?? []].flat().join(': '),
  reportId: facts.reportId,
  createdAt: facts.createdAt,
  application: { name: 'Attestry', version: facts.applicationVersion },
  entity: facts.entity,
  period: { from: facts.from, to: facts.to },
  preparedBy: facts.preparedBy,
  signer: facts.signer,
  summary: { statements: said.statements, figures: said.figures },
  scope: { statement: said.scope, included: said.included ?? [], excluded: said.excluded ?? [] },
  method: said.method,
  sources: said.sources ?? [],
  notTested: said.notTested ?? [],
  limits: [...COMMON_LIMITS, ...(said.limits ?? [])],
  signOffs: said.signOffs ?? [],
  privacy: PRIVACY,
});

/** A figure of the summary. */
export const figure = (id: string, label: string, value: number): Figure => ({ id, label, value });

/** Whether an instant lies on the days of a period, both included, in UTC. */
export const within = (facts: FrameFacts, instant: string): boolean =>
  facts.from <= instant.slice(0, 10) && instant.slice(0, 10) <= facts.to;
