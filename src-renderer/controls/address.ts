import { frameworkId, requirementId } from '../../src-shared/controls/types.ts';

/** What the address of the Frameworks page says: which framework, and which requirement is open beside it. */
export interface FrameworkSearch {
  readonly framework?: string;
  readonly requirement?: string;
}

/** Reads it; what makes no sense is left out, since anybody can type an address. */
export function readFrameworkSearch(raw: {
  readonly framework?: unknown;
  readonly requirement?: unknown;
}): FrameworkSearch {
  const framework = frameworkId.safeParse(raw.framework).data;
  const requirement = requirementId.safeParse(raw.requirement).data;
  return {
    ...(framework === undefined ? {} : { framework }),
    ...(requirement === undefined ? {} : { requirement }),
  };
}
