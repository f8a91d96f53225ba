import type { ActivityEvent } from '../../../src-shared/audit/activity.ts';
import { Fault } from '../../base/fault.ts';
import type { EditionRecord } from '../../controls/ports.ts';
import type { CacheDatabase } from '../database.ts';
import type { ActivityTable } from './activity.ts';

type Row = {
  readonly number: number;
  readonly framework: string;
  readonly version: string;
  readonly sha256: string;
  readonly imported_at: string;
  readonly imported_by: string;
  readonly document: string;
  readonly removed_at: string | null;
  readonly removed_by: string | null;
};

const changedMeanwhile = (): Fault =>
  new Fault(
    'framework-changed',
    'Somebody else imported or removed a framework in the meantime.',
    'Look at the list again, then decide anew.',
  );

/** Frameworks of one's own; a change and the entry of the activity log are one transaction. */
export function ownFrameworkStore(database: CacheDatabase, activity: ActivityTable) {
  const count = database.prepare<[], { editions: number; removals: number }>(
    `select (select count(*) from framework_edition) as editions, (select count(*) from framework_removal) as removals`,
  );
  const insert = database.prepare('insert into framework_edition values (?, ?, ?, ?, ?, ?, ?)');
  const every = database.prepare<[], Row>(
    `select e.*, r.at as removed_at, r.by_who as removed_by
       from framework_edition e left join framework_removal r using (number) order by number`,
  );
  const users = database.prepare<[number], { name: string }>(
    `select json_extract(c.document, '$.name') as name
       from framework_edition e, review_cycle c, json_each(c.document, '$.versions') v
      where e.number = ? and json_extract(v.value, '$.sha256') = e.sha256 limit 1`,
  );
  const isRemoved = database.prepare<[number], { number: number }>(
    'select number from framework_removal where number = ?',
  );
  const strike = database.prepare('insert into framework_removal values (?, ?, ?)');
  const standing = (): { editions: number; removals: number } => count.get() ?? { editions: 0, removals: 0 };
  const add = database.transaction(
    (edition: Omit<EditionRecord, 'number' | 'removed'>, after: number, event: ActivityEvent): void => {
      if (standing().editions !== after) throw changedMeanwhile();
      const { framework, version, sha256, importedAt, importedBy, document } = edition;
      insert.run(after, framework, version, sha256, importedAt, importedBy, document);
      activity.append(event);
    },
  );
  const remove = database.transaction(
    (numbers: readonly number[], { at, by }: { at: string; by: string }, event: ActivityEvent): void => {
      for (const number of numbers) {
        // Asked here and not before: a cycle may have been opened since the officer looked.
        const user = users.get(number);
        if (user !== undefined)
          throw new Fault(
            'framework-in-use',
            `The review “${user.name}” was opened under it, so it stays.`,
            'Import a later version for what is reviewed from now on.',
          );
        if (isRemoved.get(number) !== undefined) throw changedMeanwhile();
        strike.run(number, at, by);
      }
      activity.append(event);
    },
  );
  return {
    all: (): EditionRecord[] =>
      every.all().map((row) => ({
        ...{ number: row.number, framework: row.framework, version: row.version, sha256: row.sha256 },
        ...{ document: row.document, importedAt: row.imported_at, importedBy: row.imported_by },
        removed:
          row.removed_at === null || row.removed_by === null
            ? null
            : { at: row.removed_at, by: row.removed_by },
      })),
    state: (): string => {
      const { editions, removals } = standing();
      return `${editions} ${removals}`;
    },
    add: (edition: Omit<EditionRecord, 'number' | 'removed'>, after: number, event: ActivityEvent): void => {
      add.immediate(edition, after, event);
    },
    remove: (
      numbers: readonly number[],
      when: { readonly at: string; readonly by: string },
      event: ActivityEvent,
    ): void => {
      remove.immediate(numbers, when, event);
    },
  };
}
