import type { FrameworkEdition, FrameworkPreview } from '../../../src-shared/controls/frameworks.ts';
import {
  type Framework,
  FRAMEWORK_LIMITS,
  type FrameworkNode,
  type FrameworkProblem,
} from '../../../src-shared/controls/types.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { beginOfFile } from '../../base/begin-of-file.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { Fault } from '../../base/fault.ts';
import { type Catalogue, requirementsOf } from '../catalogue.ts';
import { MOST_TOLD } from '../../base/lined-document.ts';
import { digestOf, type CycleRecord } from '../review/records.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { inUse } from './edition.ts';
import type { FrameworkReader, FrameworkStore } from './ports.ts';
import { namingRefusals, standingRefusals } from './refusals.ts';

/** A file that was looked at: what is wrong with it, or what it would add. */
export type LookedAt =
  | { readonly preview: FrameworkPreview; readonly problems: null }
  | { readonly preview: null; readonly problems: readonly FrameworkProblem[] };

/** Frameworks of one's own. */
export interface OwnFrameworks {
  /** Reads a file and keeps nothing. @throws Fault `file-unreadable` */
  lookAt(path: string): Promise<LookedAt>;
  /**
   * Keeps the framework of a file as an edition; one that is here already is not kept twice.
   *
   * @param sha256 - what was looked at; null takes whatever the file holds
   * @throws Fault `file-unreadable`, `framework-refused` when something is wrong with it, `framework-changed`
   */
  import(path: string, sha256: string | null): Promise<FrameworkPreview>;
  /** The editions in use of a framework, the newest first; none for one that is brought along. */
  editions(id: string): Promise<readonly FrameworkEdition[]>;
  /** Editions whose kept text is not what was imported; read anew. */
  damaged(): Promise<readonly { readonly id: string; readonly version: string }[]>;
  /**
   * Takes editions out of use; their texts are kept.
   *
   * @param version - null: every one of them
   * @throws Fault `framework-unknown`, `framework-in-use` when a cycle was opened under one of them
   */
  remove(id: string, version: string | null): Promise<readonly string[]>;
}

/** What frameworks of one's own are made of. */
export type OwnParts = {
  readonly store: FrameworkStore;
  readonly reader: FrameworkReader;
  readonly catalogue: () => Promise<Catalogue>;
  /** Ids of the automated tests. */
  readonly tests: ReadonlySet<string>;
  readonly cycles: () => Promise<readonly CycleRecord[]>;
  readonly activity: Pick<ActivityLog, 'event'>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
};

/** Builds the service from what it needs. */
export function ownFrameworks(parts: OwnParts): OwnFrameworks {
  const { store, catalogue } = parts;
  const read = async (path: string) => {
    const bytes = await beginOfFile(path, FRAMEWORK_LIMITS.bytes + 1);
    const known = await catalogue();
    const { framework, problems } = await parts.reader.read(bytes);
    if (framework === null) return { framework, preview: null, problems, known };
    const refusals = [
      ...standingRefusals(framework, known),
      ...namingRefusals(framework, known, parts.tests),
    ].slice(0, MOST_TOLD);
    if (refusals.length === 0)
      return { framework, preview: previewOf(framework, known), problems: null, known };
    const lines = await parts.reader.lines(
      bytes,
      refusals.map(({ path }) => path),
    );
    const told = refusals.map(({ text }, at) => ({ line: lines[at] ?? null, text }));
    return { framework: null, preview: null, problems: told, known };
  };
  const used = async (): Promise<ReadonlyMap<string, number>> => {
    const counts = new Map<string, number>();
    for (const { versions } of await parts.cycles())
      for (const { sha256 } of versions) counts.set(sha256, (counts.get(sha256) ?? 0) + 1);
    return counts;
  };
  return {
    lookAt: async (path) => {
      const looked = await read(path);
      return looked.problems === null
        ? { preview: looked.preview, problems: null }
        : { preview: null, problems: looked.problems };
    },
    import: async (path, sha256) => {
      const looked = await read(path);
      if (looked.problems !== null) throw refused(looked.problems);
      const { framework, preview, known } = looked;
      if (sha256 !== null && preview.sha256 !== sha256)
        throw new Fault(
          'framework-changed',
          'The file is another one than the one you looked at, so nothing was imported.',
          'Choose it again and look at it anew.',
        );
      if (preview.standing.kind === 'same') return preview;
      const { id, version } = framework;
      const event = parts.activity.event({
        ...{ operation: 'framework.import', objectType: 'framework', objectId: id },
        purpose: `version ${version}, ${preview.requirements} requirements, SHA-256 ${preview.sha256}`,
      });
      await store.add(
        {
          ...{ framework: id, version, sha256: preview.sha256, document: canonicalJson(framework) },
          ...{ importedAt: instantOf(parts.clock), importedBy: parts.officer() },
        },
        known.editions.length,
        event,
      );
      parts.changed();
      return preview;
    },
    editions: async (id) => {
      const [{ editions }, cycles] = await Promise.all([catalogue(), used()]);
      return inUse(editions, id).map(({ framework, version, sha256, importedAt, importedBy }) => ({
        ...{ version, sha256, importedAt, importedBy, effective: framework?.effective ?? null },
        cycles: cycles.get(sha256) ?? 0,
      }));
    },
    damaged: async () => {
      const editions = await store.all();
      return [...new Set(editions.map(({ id }) => id))].flatMap((id) =>
        inUse(editions, id)
          .filter(({ framework }) => framework === null)
          .map(({ version }) => ({ id, version })),
      );
    },
    remove: async (id, version) => {
      const { editions } = await catalogue();
      const meant = inUse(editions, id).filter((each) => version === null || each.version === version);
      if (meant.length === 0)
        throw new Fault(
          'framework-unknown',
          version === null
            ? `There is no framework ${id} that was imported.`
            : `There is no version ${version} of a framework ${id} that was imported.`,
          'Look at the list of frameworks. What is brought along cannot be removed.',
        );
      const versions = meant.map((each) => each.version);
      const event = parts.activity.event({
        ...{ operation: 'framework.remove', objectType: 'framework', objectId: id },
        purpose: `version ${versions.join(', ')}`.slice(0, 300),
      });
      await store.remove(
        meant.map(({ number }) => number),
        { at: instantOf(parts.clock), by: parts.officer() },
        event,
      );
      parts.changed();
      return versions;
    },
  };
}

const refused = ([first, ...others]: readonly FrameworkProblem[]): Fault =>
  new Fault(
    'framework-refused',
    `The file is not imported: ${first === undefined ? 'it is not a framework.' : `${first.line === null ? '' : `line ${first.line}: `}${first.text}`}`,
    others.length === 0
      ? 'Mend it and try again.'
      : `Mend it and ${others.length === 1 ? 'one other thing' : `${others.length} other things`}, then try again.`,
  );

/** What a framework would add to those that are here. */
function previewOf(framework: Framework, { editions }: Catalogue): FrameworkPreview {
  const { id, name, publisher, version, effective, note, nodes } = framework;
  const requirements = requirementsOf(framework);
  const sha256 = digestOf(framework);
  const here = inUse(editions, id);
  const before = here[0];
  return {
    ...{ id, name, publisher, version, effective, sha256, requirements: requirements.length },
    ...(note === undefined ? {} : { note }),
    mappings: requirements.reduce((sum, { mappings = [] }) => sum + mappings.length, 0),
    tests: new Set(requirements.flatMap(({ tests = [] }) => tests)).size,
    nodes: nodes.map((node) => ({
      ...{ id: node.id, title: node.title, kind: node.kind },
      ...(node.parent === undefined ? {} : { parent: node.parent }),
      ...(node.obligation === undefined ? {} : { obligation: node.obligation }),
    })),
    standing: here.some((edition) => edition.sha256 === sha256 && edition.framework !== null)
      ? { kind: 'same' }
      : before === undefined
        ? { kind: 'new' }
        : {
            kind: 'later',
            version: before.version,
            ...differences(before.framework === null ? [] : requirementsOf(before.framework), requirements),
          },
  };
}

function differences(
  before: readonly FrameworkNode[],
  after: readonly FrameworkNode[],
): { readonly added: number; readonly removed: number; readonly changed: number } {
  const then = new Map(before.map((node) => [node.id, digestOf(node)]));
  const now = new Map(after.map((node) => [node.id, digestOf(node)]));
  return {
    added: after.filter(({ id }) => !then.has(id)).length,
    removed: before.filter(({ id }) => !now.has(id)).length,
    changed: after.filter(({ id }) => then.has(id) && then.get(id) !== now.get(id)).length,
  };
}
