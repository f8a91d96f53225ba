import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src-main/keys/index.ts';
import { COLUMN_KEY } from '../../src-main/keys/sealed-columns.ts';
import { certify, signerOf } from '../fixtures/authority.ts';
import { type KeyPlace, keyPlace } from '../fixtures/key-ring.ts';
import { softToken, type SoftToken } from './token-softhsm.ts';

const WHO = 'Wilhelmina Beispiel, born 1971-04-02';
const LETTER = 'Dear Ms Beispiel, here is the copy of your record.';
const place = { store: 'rights.request', record: 'r-17', column: 'requester' };
const work = { signal: new AbortController().signal, progress: () => undefined };

let token: SoftToken;
let folder: string;
let here: KeyPlace;
let keys: KeyRing;

beforeAll(async () => {
  token = softToken();
  folder = mkdtempSync(join(tmpdir(), 'columns-'));
  here = await keyPlace(token, folder);
  keys = here.ring(await signerOf(await certify('Officer')));
});
afterAll(async () => {
  await here.close();
  token.discard();
  rmSync(folder, { recursive: true });
});

const text = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString();
/** All bytes of the cache: the file, its write-ahead log, what else lies beside it. */
const onDisk = (): Buffer =>
  Buffer.concat(
    readdirSync(folder)
      .filter((name) => name.startsWith('cache.sqlite'))
      .map((name) => readFileSync(join(folder, name))),
  );
const hidden = (): void => {
  const bytes = onDisk();
  expect(bytes.includes('rights.request')).toBe(true);
  for (const secret of [WHO, LETTER, 'Wilhelmina', 'Beispiel'])
    for (const form of [Buffer.from(secret), Buffer.from(secret, 'utf16le'), secret.normalize('NFD')])
      expect(bytes.includes(form)).toBe(false);
};
const columnKey = async () => (await keys.list()).find(({ name }) => name === COLUMN_KEY)!;
/** What somebody with the file, but without the program, can do to it. */
const tamper = (sql: string): void => {
  const database = new Database(join(folder, 'cache.sqlite'));
  database.exec(sql);
  database.close();
};

describe('sealed columns', () => {
  test('are read back, alone and by record, and stand nowhere in the clear', async () => {
    await Promise.all([
      keys.columns.write(place, Buffer.from(WHO)),
      keys.columns.write({ ...place, column: 'letter' }, Buffer.from(LETTER)),
      keys.columns.write({ ...place, record: 'r-171' }, Buffer.from('another')),
    ]);
    // Three at once made one key.
    expect((await keys.list()).filter(({ name }) => name === COLUMN_KEY)).toHaveLength(1);
    expect(text(await keys.columns.read(place))).toBe(WHO);
    const record = await keys.columns.readRecord('rights.request', 'r-17');
    expect([...record].map(([name, value]) => [name, text(value)])).toEqual([
      ['letter', LETTER],
      ['requester', WHO],
    ]);
    hidden();
  });

  test('are brought along by a re-wrap, after which nothing needs the old version', async () => {
    await keys.rotate((await columnKey()).keyId);
    expect(await keys.rewrap((await columnKey()).keyId, work)).toEqual({ done: 3, missing: 0 });
    expect((await columnKey()).versions.map(({ objects }) => objects)).toEqual([3, 0]);
    expect(text(await keys.columns.read(place))).toBe(WHO);
    hidden();
  });

  test('a value written during a re-wrap is not replaced by the one before it', async () => {
    await keys.rotate((await columnKey()).keyId);
    const seen = <T extends object>(port: T): T =>
      new Proxy(port, {
        get: (on, name) => {
          const value: unknown = Reflect.get(on, name);
          if (name !== 'putObject') return value;
          return async (...args: unknown[]): Promise<unknown> => {
            await keys.columns.write(place, Buffer.from('written meanwhile'));
            return (value as (...all: unknown[]) => unknown).apply(on, args);
          };
        },
      });
    const slow = here.ring(await signerOf(await certify('Officer')), seen);
    await slow.rewrap((await columnKey()).keyId, work);
    expect(text(await keys.columns.read(place))).toBe('written meanwhile');
    expect((await columnKey()).versions[1]?.objects).toBe(0);
    await keys.columns.write(place, Buffer.from(WHO));
  });

  test('one that was moved to another place, or changed, is not read', async () => {
    tamper(
      `update sealed_object set (context, envelope) = (select context, envelope from sealed_object
         where id = 'column/rights.request/r-171/requester') where id = 'column/rights.request/r-17/letter'`,
    );
    await expect(keys.columns.read({ ...place, column: 'letter' })).rejects.toMatchObject({
      code: 'envelope-context',
    });
    await keys.columns.write({ ...place, column: 'letter' }, Buffer.from(LETTER));
    tamper(
      `update sealed_object set envelope = cast(envelope || x'00' as blob)
         where id = 'column/rights.request/r-17/letter'`,
    );
    await expect(keys.columns.read({ ...place, column: 'letter' })).rejects.toMatchObject({
      code: expect.stringMatching(/^envelope-/) as string,
    });
  });

  test('one that was sealed is not kept when its version ended meanwhile', async () => {
    const sealed = await keys.columns.seal(place, Buffer.from('late'));
    tamper(
      `insert into key_request values ('q', '${sealed.keyId}', ${sealed.version}, '', '', '', 'destroying')`,
    );
    await expect(here.cache.keys.putObject(sealed, null)).rejects.toMatchObject({ code: 'key-state' });
    tamper(`delete from key_request where id = 'q'`);
    expect(text(await keys.columns.read(place))).toBe(WHO);
  });

  test('a record is erased with all its columns, and no other', async () => {
    await keys.columns.erase('rights.request', 'r-17');
    expect((await keys.columns.readRecord('rights.request', 'r-17')).size).toBe(0);
    expect(await keys.columns.read(place)).toBeNull();
    expect(text(await keys.columns.read({ ...place, record: 'r-171' }))).toBe('another');
    expect(onDisk().includes('columns.erase')).toBe(true);
    hidden();
  });

  test.each([
    { ...place, store: 'Wilhelmina' },
    { ...place, record: 'a/b' },
    { ...place, column: '' },
  ])('a place such as %o is refused', async (wrong) => {
    await expect(keys.columns.write(wrong, Buffer.from('x'))).rejects.toMatchObject({ code: 'usage' });
    await expect(keys.columns.read(wrong)).rejects.toMatchObject({ code: 'usage' });
  });

  test('too much is refused, the most is kept', async () => {
    await expect(keys.columns.write(place, Buffer.alloc(1024 * 1024 + 1))).rejects.toMatchObject({
      code: 'usage',
    });
    await keys.columns.write(place, Buffer.alloc(1024 * 1024, 7));
    expect((await keys.columns.read(place))?.length).toBe(1024 * 1024);
  });
});
