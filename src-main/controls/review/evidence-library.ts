import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  type Evidence,
  type EvidenceFacts,
  evidenceFactsSchema,
} from '../../../src-shared/controls/evidence.ts';
import type { ActivityLog } from '../../audit/index.ts';
import { canonicalJson } from '../../base/canonical-json.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import type { Reading } from '../../signing/index.ts';
import { keepFile, lookAtCopy, placeOf } from './evidence-file.ts';
import type { EvidenceStore, TestRecords } from './ports.ts';
import type { EvidenceCheck, EvidenceRecord } from './records.ts';

/** Documents and results that show something, each kept as a copy under its hash. */
export interface EvidenceLibrary {
  /**
   * Every piece, newest first, with what its copy is like.
   * @param anew - every copy is read again; without it, its size is looked at and the last check is told
   */
  list(anew?: boolean): Promise<readonly Evidence[]>;
  /** Keeps a copy of a file. @throws Fault `usage`, `file-unreadable`, `disk-full`, `file-unwritable` */
  addFile(path: string, facts: EvidenceFacts, reading?: Reading): Promise<{ readonly id: string }>;
  /** Keeps the result of a test as a document. @throws Fault `usage`, `evidence-unknown` */
  addResult(resultId: string, facts: EvidenceFacts): Promise<{ readonly id: string }>;
  /** Where the copy of a piece lies. @throws Fault `evidence-unknown` */
  pathOf(id: string): Promise<{ readonly path: string; readonly fileName: string; readonly sha256: string }>;
}

/** Builds the library from what it needs. */
export function evidenceLibrary(parts: {
  /** Folder of the copies, within the profile. */
  readonly folder: string;
  readonly store: EvidenceStore;
  readonly tests: TestRecords;
  readonly activity: Pick<ActivityLog, 'event'>;
  readonly clock: Clock;
  readonly officer: () => string;
  readonly changed: () => void;
}): EvidenceLibrary {
  const { folder, store } = parts;
  const checkedFacts = (facts: EvidenceFacts): EvidenceFacts => {
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
  };
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
    parts.changed();
    return { id };
  };
  const find = async (id: string): Promise<EvidenceRecord> => {
    const found = (await store.all()).find((each) => each.id === id);
    if (found !== undefined) return found;
    throw new Fault(
      'evidence-unknown',
      'There is no such piece of evidence.',
      'Look at the evidence library and choose one.',
    );
  };
  return {
    list: async (anew = false) => {
      const [records, checks] = await Promise.all([store.all(), store.checks()]);
      const last = new Map(checks.map((check) => [check.id, check]));
      const at = instantOf(parts.clock);
      const made: EvidenceCheck[] = [];
      const evidence: Evidence[] = [];
      // Sizes are asked for together, contents are read one after the other.
      const sizes = anew
        ? null
        : await Promise.all(records.map((record) => lookAtCopy(folder, record, false)));
      for (const [index, record] of records.entries()) {
        const now = sizes?.[index] ?? (await lookAtCopy(folder, record, true));
        const before = last.get(record.id);
        if (now !== 'not-checked') made.push({ id: record.id, state: now, at });
        // What was found changed stays so until its content was read again: a file of the right size says nothing.
        const state = now === 'not-checked' && before !== undefined ? seen(before.state) : now;
        evidence.push({ ...record, state, checkedAt: now === 'not-checked' ? (before?.at ?? null) : at });
      }
      if (anew && made.length > 0) {
        await store.checked(made);
        parts.changed();
      }
      return evidence;
    },
    addFile: async (path, facts, reading) => {
      const said = checkedFacts(facts);
      const { bytes, sha256 } = await keepFile(folder, path, reading);
      const fileName = basename(path).slice(0, 200);
      return add({ ...said, kind: 'file', fileName, bytes, sha256, resultId: null });
    },
    addResult: async (resultId, facts) => {
      const said = checkedFacts(facts);
      const result = await parts.tests.result(resultId);
      if (result === null)
        throw new Fault(
          'evidence-unknown',
          'There is no such test result.',
          'Look at the results of the tests and choose one.',
        );
      const written = join(folder, `.${resultId}.json`);
      await writeDurably(written, canonicalJson(result));
      try {
        const { bytes, sha256 } = await keepFile(folder, written);
        return await add({
          ...{ ...said, kind: 'query', fileName: `${result.testId}.json`, bytes, sha256, resultId },
        });
      } finally {
        await rm(written, { force: true });
      }
    },
    pathOf: async (id) => {
      const { sha256, fileName } = await find(id);
      return { path: placeOf(folder, sha256), fileName, sha256 };
    },
  };
}

/** What an earlier reading of the content still says when the size is right: a good one is old news. */
const seen = (state: EvidenceCheck['state']): Evidence['state'] =>
  state === 'changed' ? 'changed' : 'not-checked';
