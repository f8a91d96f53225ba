import { create } from 'zustand';
import type { Pace, VerificationLevel } from '../../src-shared/audit/types.ts';

/** A connection being typed; the password is not part of the draft. */
export interface ConnectionDraft {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly ca: { readonly handle: string; readonly name: string } | null;
}

const EMPTY_DRAFT: ConnectionDraft = { host: '', port: 5432, database: '', user: '', ca: null };

/** Something that lies over the page; one at a time. */
export type Overlay = 'palette' | 'shortcuts' | 'activity' | null;

interface UiState {
  readonly overlay: Overlay;
  readonly show: (overlay: Overlay) => void;
  /** The level chosen on the Integrity page, kept when one comes back. */
  readonly level: VerificationLevel;
  readonly chooseLevel: (level: VerificationLevel) => void;
  /** How fast to read, chosen there. */
  readonly pace: Pace;
  readonly choosePace: (pace: Pace) => void;
  readonly draft: ConnectionDraft;
  readonly keepDraft: (draft: ConnectionDraft) => void;
  readonly clearDraft: () => void;
  /** Scroll offset of each list, by its address: coming back finds the same place. */
  readonly places: Readonly<Record<string, number>>;
  readonly keepPlace: (list: string, offset: number) => void;
  /** Files saved since the window opened, by report: the handle shows them in their folder. */
  readonly saved: Readonly<Record<string, { readonly handle: string; readonly name: string }>>;
  readonly keepSaved: (reportId: string, file: { readonly handle: string; readonly name: string }) => void;
}

/** Filters, drafts and places. Never server data. */
export const useUi = create<UiState>()((set) => ({
  overlay: null,
  show: (overlay) => {
    set({ overlay });
  },
  level: 'blockchain',
  chooseLevel: (level) => {
    set({ level });
  },
  pace: 'full',
  choosePace: (pace) => {
    set({ pace });
  },
  draft: EMPTY_DRAFT,
  keepDraft: (draft) => {
    set({ draft });
  },
  clearDraft: () => {
    set({ draft: EMPTY_DRAFT });
  },
  places: {},
  keepPlace: (list, offset) => {
    set((before) => ({ places: { ...before.places, [list]: offset } }));
  },
  saved: {},
  keepSaved: (reportId, file) => {
    set((before) => ({ saved: { ...before.saved, [reportId]: file } }));
  },
}));
