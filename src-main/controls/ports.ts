import type { CoveredNode, FrameworkSummary } from '../../src-shared/controls/frameworks.ts';
import type { Catalogue } from './catalogue.ts';

export type { GapChange } from './gaps/gap.ts';
export type { GapStore } from './gaps/ports.ts';
export type { CheckStore } from './checks/ports.ts';
export type { EditionRecord } from './own/edition.ts';
export type { FrameworkReader, FrameworkStore } from './own/ports.ts';
export type { Tick } from './checks/checklist.ts';
export type { OwnRecords, ReadBounds, TestReader, TestSession, TestStore } from './tests/ports.ts';

/** What the controls room can be asked. */
export type ControlsService = {
  /**
   * The frameworks that are brought along, and those of one's own as they are now.
   * @throws Fault `internal` for an installation that is damaged
   */
  catalogue(): Promise<Catalogue>;
};

/** The bodies of rules, with how each requirement is looked after. */
export interface FrameworksService {
  list(): Promise<readonly FrameworkSummary[]>;
  /** @throws Fault `framework-unknown` */
  get(id: string): Promise<{ readonly summary: FrameworkSummary; readonly nodes: readonly CoveredNode[] }>;
}

export type { EvidenceStore, EvidenceVault, ReviewDraft, ReviewStore, TestRecords } from './review/ports.ts';
