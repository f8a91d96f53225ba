import { disclosureSchema } from '../../../src-shared/rights/accounting.ts';
import { type Clock, instantOf } from '../../base/clock.ts';
import type { SealedColumns } from '../../keys/index.ts';
import { readEntry } from '../accounting/entries.ts';
import type { Rows } from './collect-source.ts';
import type { PatientEntryStore, Wanted } from './ports.ts';

/** Disclosures that were entered here, as rows of a source; those that were replaced are left out. */
export const entryRows = (
  columns: SealedColumns,
  store: PatientEntryStore,
  person: string,
  { from, until }: Wanted,
  clock: Clock,
): Rows => ({
  asOf: instantOf(clock),
  async *rows() {
    const all = await store.entries([person], 'disclosure');
    const replaced = new Set(all.map(({ replaces }) => replaces));
    for (const entry of all) {
      if (replaced.has(entry.entryId)) continue;
      const disclosure = disclosureSchema.parse(await readEntry(columns, entry));
      const last = disclosure.lastOn ?? disclosure.disclosedOn;
      if ((from !== null && last < from) || (until !== null && disclosure.disclosedOn > until)) continue;
      yield [
        {
          ...{ key: [entry.entryId], day: disclosure.disclosedOn, held: null, part2: false },
          values: [JSON.stringify(disclosure)],
        },
      ];
    }
  },
  unread: () => Promise.resolve(new Map()),
  content: async function* () {
    await Promise.resolve();
    yield* [];
  },
});
