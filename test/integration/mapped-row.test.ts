import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkProof, readNoteKey } from '../../src-main/audit/index.ts';
import { type ClinicDatabase, startClinicDatabase } from '../fixtures/clinic-database.ts';
import { type MappedDesk, mappedDesk } from '../fixtures/mapped-desk.ts';

let database: ClinicDatabase;
let desk: MappedDesk;
beforeAll(async () => {
  database = await startClinicDatabase();
  desk = mappedDesk(database.officer);
});
afterAll(async () => {
  await desk.close();
  await database.stop();
});

test.each(['key', 'time', 'none'] as const)(
  'a row is shown as taken over and as it is now, and proven (order: %s)',
  async (order) => {
    const name = `rows_${order}`;
    await database.sql(
      `create table public.${name} (id bigint primary key, at timestamptz not null, what text);
       grant select on public.${name} to officer;
       insert into public.${name} select n, '2026-01-01 00:00:00+00'::timestamptz + n * interval '1 minute', 'w' || n
         from generate_series(1, 900) n`,
    );
    const table = await desk.map('public', name, { order });
    const { sourceId } = table;
    const row = (position: number) => desk.tables.row(sourceId, position);
    desk.signedIn = false;
    await desk.watch(table);
    expect(await row(299)).toMatchObject({ result: 'could-not-tell', proof: null, checkpoint: null });
    await expect(desk.tables.proof(sourceId, 299)).rejects.toMatchObject({ code: 'proof-impossible' });

    desk.signedIn = true;
    await database.sql(`insert into public.${name} values (901, now(), 'new')`);
    await desk.watch(table);
    expect(await row(299)).toMatchObject({
      result: 'intact',
      taken: { key: '300', time: '2026-01-01T05:00:00.000000Z' },
      now: [{ row: { key: '300' } }],
      checkpoint: { size: 901, valid: true },
      proof: { index: 299, size: 901 },
    });
    await expect(row(901)).rejects.toMatchObject({ code: 'entry-unknown' });

    const witness = desk.cache.tableWitness(table.fingerprint);
    const key = readNoteKey(Buffer.from((await witness.newestCheckpoint())!.certificate));
    const { text, name: file } = await desk.tables.proof(sourceId, 299);
    expect(file).toBe('row-299.tlog-proof');
    expect(text).toContain('index 299\n');
    expect(text).not.toContain('w300');
    expect(key === null ? null : checkProof(text, key, null).result).toBe('could-not-tell');

    await database.sql(
      `update public.${name} set what = 'x' where id = 300; delete from public.${name} where id = 301;
       update public.${name} set at = at + interval '1 day' where id = 302`,
    );
    expect(await row(299)).toMatchObject({ result: 'tampered', now: [{ row: { key: '300' } }] });
    expect(await row(300)).toMatchObject({ result: 'tampered', now: [], proof: { index: 300 } });
    expect(await row(301)).toMatchObject({ result: 'tampered', now: [{ row: { key: '302' } }] });
    expect(await row(302)).toMatchObject({ result: 'intact' });

    await database.sql(`alter table public.${name} rename to gone_${order}`);
    expect(await row(302)).toMatchObject({ result: 'could-not-tell', now: null, proof: { index: 302 } });
  },
);
