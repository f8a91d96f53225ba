import type { CacheDatabase } from '../database.ts';

const NAME = 'schedule';

/** What became of the scheduled verifications, and who may run one. */
export function scheduleStore(database: CacheDatabase) {
  const load = database.prepare<[string], { document: string }>(
    'select document from plan_memory where plan_id = ?',
  );
  const save = database.prepare('insert or replace into plan_memory values (?, ?)');
  const held = database.prepare<[string], { holder: string; until: number }>(
    'select holder, until from lease where name = ?',
  );
  const take = database.prepare('insert or replace into lease values (?, ?, ?)');
  const release = database.prepare('delete from lease where name = ? and holder = ?');
  return {
    load: (planId: string): string | null => load.get(planId)?.document ?? null,
    save: (planId: string, document: string): void => {
      save.run(planId, document);
    },
    lease: (holder: string, now: number, ms: number): boolean =>
      database
        .transaction(() => {
          const known = held.get(NAME);
          // One that lies further ahead than any lease was taken before the clock was set back.
          const open = known !== undefined && known.until > now && known.until <= now + 2 * ms;
          if (open && known.holder !== holder) return false;
          take.run(NAME, holder, now + ms);
          return true;
        })
        .immediate(),
    release: (holder: string): void => {
      release.run(NAME, holder);
    },
  };
}
