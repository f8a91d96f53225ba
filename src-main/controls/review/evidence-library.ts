import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Evidence,
  type EvidenceFacts,
  evidenceFactsSchema,
} from '../../../src-shared/controls/evidence.ts';
import { type TestResult, testResultSchema } from '../../../src-shared/controls/tests.ts';
import type { ActivityLog, Work } from '../../audit/index.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault, throwIfCancelled } from '../../base/fault.ts';
import type { Reading } from '../../signing/index.ts';
import { isFrozen } from '../tests/result.ts';
import { type CopyLook, evidenceCopies } from './evidence-copies.ts';
import { notAsAdded } from './evidence-file.ts';
import type { Colleagues } from './colleagues.ts';
import { type EvidenceSharing, evidenceSharing } from './evidence-sharing.ts';
import type { EvidenceStore, EvidenceVault, TestRecords } from './ports.ts';
import type { EvidenceCheck, EvidenceRecord } from './records.ts';
import { resultTable } from './result-table.ts';

/** How a copy is kept: encrypted under a key of the token, or in clear. */
export type Keeping = Reading & { readonly sealed?: boolean };

/** What encrypting the library came to. */
export type Sealed = {
  readonly done: number;
  /** Copies that are gone or changed: they stay as they are. */
  readonly left: number;
};

/** Documents and results that show something, each kept as a copy under its hash. */
export interface EvidenceLibrary {
  /**
   * Every piece, newest first, with what its copy is like.
   * @param anew - every copy is read again; without it, its size is looked at and the last check is told
   */
  list(anew?: boolean): Promise<readonly Evidence[]>;
  /** Whether copies can be encrypted now: somebody is signed in to a token and may do so. */
  canSeal(): boolean;
  /** Keeps a copy of a file. @throws Fault `usage`, `file-unreadable`, `disk-full`, `file-unwritable`, those of the token */
  addFile(path: string, facts: EvidenceFacts, keeping?: Keeping): Promise<{ readonly id: string }>;
  /** Keeps the result of a test as a document. @throws Fault as {@link EvidenceLibrary.addFile}, `evidence-unknown` */
  addResult(resultId: string, facts: EvidenceFacts, keeping?: Keeping): Promise<{ readonly id: string }>;
  /**
   * Encrypts every copy that lies in clear, one after the other; stopped at any moment, it goes on from there.
   * @throws Fault `not-signed-in`, `cancelled`, those of the token
   */
  seal(work: Work): Promise<Sealed>;
  /** Who can open what is encrypted. */
  readonly sharing: EvidenceSharing;
  /** The name that the file of a piece had. @throws Fault `evidence-unknown` */
  fileNameOf(id: string): Promise<string>;
  /** Writes the content of a piece elsewhere. @throws Fault `evidence-unknown`, `file-unreadable`, `file-unwritable`, those of the token */
  writeTo(id: string, to: string): Promise<void>;
  /** The test result that a piece holds, from its copy. @throws Fault as {@link EvidenceLibrary.writeTo} */
  result(id: string): Promise<{ readonly title: string | null; readonly result: TestResult }>;
  /** Writes that result as a table. @throws Fault as {@link EvidenceLibrary.writeTo} */
  writeTable(id: string, to: string): Promise<void>;
}

/** Builds the library from what it needs. */
export function evidenceLibrary(parts: {
  /** Folder of the copies, within the profile. */
  readonly folder: string;
  readonly store: EvidenceStore;
  readonly vault: EvidenceVault;
  readonly colleagues: Colleagues;
  readonly tests: TestRecords;
  readonly activity: Pick<ActivityLog, 'event' | 'record'>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
}): EvidenceLibrary {
  const { folder, store, vault } = parts;
  const copies = evidenceCopies(folder, vault);
  const add = async (
    given: Omit<EvidenceRecord, 'id' | 'collectedAt' | 'collectedBy'>,
  ): Promise<{ readonly id: string }> => {
    const id = randomBytes(9).toString('base64url');
    const record = { ...given, id, collectedAt: instantOf(parts.clock), collectedBy: parts.officer() };
    await store.add(
      record,
      parts.activity.event({
        ...{ operation: 'evidence.add', objectType: 'evidence', objectId: id },
        purpose: `${record.kind}; SHA-256 ${record.sha256}`,
      }),
    );
    // The piece is kept; whom it could not be opened up to waits, and the library says so.
    await sharing.opened(record).catch(() => undefined);
    parts.changed();
    return { id };
  };
  const find = async (id: string): Promise<EvidenceRecord> =>
    (await store.all()).find((each) => each.id === id) ?? unknown('There is no such piece of evidence.');
  const sharing = evidenceSharing({ ...parts, copies, find });
  const result: EvidenceLibrary['result'] = async (id) => {
    const record = await find(id);
    if (record.kind !== 'query') return unknown('This piece of evidence is a file, and no test result.');
    const text = new TextDecoder().decode(await copies.read(record));
    const read = testResultSchema.safeParse(JSON.parse(text));
    if (!read.success || !isFrozen(read.data)) throw notAsAdded();
    const standings = await parts.tests.standings();
    const title = standings.find(({ test }) => test.id === read.data.testId)?.test.title ?? null;
    return { title, result: read.data };
  };
  return {
    list: async (anew = false) => {
      const [records, checks] = await Promise.all([store.all(), store.checks()]);
      const last = new Map(checks.map((check) => [check.id, check]));
      const at = instantOf(parts.clock);
      const made: EvidenceCheck[] = [];
      const evidence: Evidence[] = [];
      // Sizes are asked for together, contents are read one after the other.
      const sizes = anew ? null : await Promise.all(records.map((record) => copies.look(record, false)));
      for (const [index, record] of records.entries()) {
        const { state: now, sealed }: CopyLook = sizes?.[index] ?? (await copies.look(record, true));
        const before = last.get(record.id);
        if (now !== 'not-checked') made.push({ id: record.id, state: now, at });
        // What was found changed stays so until its content was read again: a file of the right size says nothing.
        const state = now === 'not-checked' && before !== undefined ? seen(before.state) : now;
        const checkedAt = now === 'not-checked' ? (before?.at ?? null) : at;
        evidence.push({ ...record, state, sealed, checkedAt });
      }
      if (anew && made.length > 0) {
        await store.checked(made);
        parts.changed();
      }
      return evidence;
    },
    canSeal: () => vault.ready(),
    addFile: async (path, facts, { sealed = false, ...reading } = {}) => {
      const said = checkedFacts(facts);
      const content = await copies.keep(path, sealed, reading);
      return add({
        ...said,
        ...content,
        kind: 'file',
        fileName: basename(path).slice(0, 200),
        resultId: null,
      });
    },
    addResult: async (resultId, facts, { sealed = false } = {}) => {
      const said = checkedFacts(facts);
      const frozen = (await parts.tests.result(resultId)) ?? unknown('There is no such test result.');
      const written = join(folder, `.${resultId}.json`);
      await writeDurably(written, canonicalJson(frozen));
      try {
        const content = await copies.keep(written, sealed);
        return await add({ ...said, ...content, kind: 'query', fileName: `${frozen.testId}.json`, resultId });
      } finally {
        await rm(written, { force: true });
      }
    },
    seal: async (work) => {
      const clear = new Map<string, EvidenceRecord>();
      for (const record of await store.all())
        if (!(await copies.look(record, false)).sealed) clear.set(record.sha256, record);
      let [done, left] = [0, 0];
      for (const record of clear.values()) {
        throwIfCancelled(work.signal);
        work.progress({ phase: 'Encrypting evidence', done: done + left, total: clear.size, unit: 'files' });
        if (await copies.seal(record, work.signal)) {
          done++;
          await sharing.opened(record).catch(() => undefined);
        } else left++;
      }
      await parts.activity.record({
        ...{ operation: 'evidence.seal', objectType: 'evidence', objectId: '' },
        purpose: `${done} encrypted, ${left} left`,
      });
      parts.changed();
      return { done, left };
    },
    sharing,
    fileNameOf: async (id) => (await find(id)).fileName,
    writeTo: async (id, to) => copies.writeTo(await find(id), to),
    result,
    writeTable: async (id, to) => {
      const { title, result: kept } = await result(id);
      await writeDurably(to, resultTable(kept, title), { mode: 0o644 });
    },
  };
}

function checkedFacts(facts: EvidenceFacts): EvidenceFacts {
  const read = evidenceFactsSchema.safeParse(facts);
  const problem = !read.success
    ? 'What is said about the evidence is not complete.'
    : read.data.from > read.data.to
      ? 'The period that the evidence speaks of ends before it begins.'
      : null;
  if (read.success && problem === null) return read.data;
  throw new Fault(
    'usage',
    problem ?? '',
    'Give a title, where it comes from, and the first and last day it speaks of.',
  );
}

function unknown(message: string): never {
  throw new Fault('evidence-unknown', message, 'Look at the evidence library and choose one.');
}

/** What an earlier reading of the content still says when the size is right: a good one is old news. */
const seen = (state: EvidenceCheck['state']): Evidence['state'] =>
  state === 'changed' ? 'changed' : 'not-checked';
