import type { Catalogue } from './catalogue.ts';

/** What the controls room can be asked. */
export type ControlsService = {
  /** The frameworks, read once. @throws Fault `internal` for an installation that is damaged */
  catalogue(): Promise<Catalogue>;
};
