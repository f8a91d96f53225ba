import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import {
  type EvidenceCheck,
  evidenceCheckSchema,
  type EvidenceRecord,
  evidenceRecordSchema,
} from '../../controls/index.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

/** Evidence, and what looking at it said; a piece and its entry of the activity log are one transaction. */
export function evidenceStore(database: CacheDatabase, activity: ActivityTable) {
  const add = database.transaction((evidence: EvidenceRecord, event: ActivityEvent): void => {
    database
      .prepare('insert into evidence (id, document) values (?, ?)')
      .run(evidence.id, JSON.stringify(evidence));
    activity.append(event);
  });
  const checked = database.transaction((checks: readonly EvidenceCheck[]): void => {
    const put = database.prepare(
      'insert into evidence_check values (?, ?, ?) on conflict (id) do update set state = excluded.state, at = excluded.at',
    );
    for (const { id, state, at } of checks) put.run(id, state, at);
  });
  return {
    add: (evidence: EvidenceRecord, event: ActivityEvent): void => {
      add.immediate(evidence, event);
    },
    all: (): EvidenceRecord[] =>
      database
        .prepare<[], { document: string }>('select document from evidence order by number desc')
        .all()
        .map(({ document }) => evidenceRecordSchema.parse(JSON.parse(document))),
    checks: (): EvidenceCheck[] =>
      database
        .prepare('select id, state, at from evidence_check')
        .all()
        .map((row) => evidenceCheckSchema.parse(row)),
    checked: (checks: readonly EvidenceCheck[]): void => {
      checked.immediate(checks);
    },
  };
}
