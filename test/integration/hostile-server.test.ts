import { describe, expect, test } from 'vitest';
import { LEVELS } from '../../src-shared/audit/types.ts';
import { pinnedLog } from '../../src-main/audit/index.ts';
import { sourceOf } from '../../src-main/audit/witness.ts';
import { verify } from '../../src-main/audit/verify.ts';
import { memoryWitness } from '../fakes/log.ts';
import { hostileLog } from '../fixtures/hostile-log.ts';
import { told } from '../fixtures/world.ts';

/* An administrator with all powers of the server: what the reader is shown must not be less than what is there. */

const { database, witness, attack, forge, said } = hostileLog();
const LEVELS_OF = (outcome: string): readonly string[] => LEVELS.map(() => outcome);
const FOUND = ['intact', 'tampered', 'tampered', 'tampered', 'tampered'];

test('of the honest log every level says intact', async () => {
  expect(await said()).toEqual(LEVELS_OF('intact'));
});

describe('rows hidden from the reader', () => {
  test('by row-level security: no verdict', async () => {
    await forge({ id: '150' });
    expect(await said()).toEqual(FOUND);
    await attack(
      `alter table guard.audit_log enable row level security;
       create policy hide on guard.audit_log to public using (actor <> 'dr-who')`,
      'drop policy hide on guard.audit_log; alter table guard.audit_log disable row level security',
    );
    expect(await said()).toEqual(LEVELS_OF('log-form'));
  });
  test('by row-level security, under a catalogue that denies it: the server itself refuses', async () => {
    await forge({ id: '150' });
    await attack(
      `alter table guard.audit_log enable row level security;
       create policy hide on guard.audit_log to public using (actor <> 'dr-who');
       alter function pg_catalog.row_security_active(oid) rename to row_security_active_of_before;
       create function pg_catalog.row_security_active(oid) returns boolean language sql as 'select false'`,
      `drop function pg_catalog.row_security_active(oid);
       alter function pg_catalog.row_security_active_of_before(oid) rename to row_security_active;
       drop policy hide on guard.audit_log; alter table guard.audit_log disable row level security`,
    );
    expect(await said()).toEqual(LEVELS_OF('database-role-too-weak'));
  });
  test.each(['seal', 'block', 'adoption', 'prefix_cut'])('of guard.%s: no verdict', async (table) => {
    await attack(
      `alter table guard.${table} enable row level security; create policy hide on guard.${table} to public using (false)`,
      `drop policy hide on guard.${table}; alter table guard.${table} disable row level security`,
    );
    expect(await said()).toEqual(LEVELS_OF('log-form'));
  });
  const PRIMARY_KEY = "where indexrelid = 'guard.audit_log_0000_pkey'::regclass";
  test.each([
    [
      'by an index that was not kept while they were put in',
      async () => {
        await database().sql(`update pg_index set indisready = false ${PRIMARY_KEY}`);
        await forge({ id: '150' });
        await database().sql(`update pg_index set indisready = true ${PRIMARY_KEY}`);
        await attack(
          'alter role officer set enable_seqscan = off',
          'alter role officer reset all; reindex index guard.audit_log_0000_pkey',
        );
      },
    ],
    [
      'by a part of the table that is said to hold other numbers',
      () =>
        attack(
          `create table guard.other (like guard.audit_log including defaults);
           insert into guard.other (id, actor, event_type, action) values (150, 'dr-who', 'record.read', 'read');
           alter table guard.other add constraint far check (id >= 7000000000000000 and id < 8000000000000000) not valid;
           update pg_constraint set convalidated = true where conname = 'far';
           alter table guard.audit_log attach partition guard.other for values from (7000000000000000) to (8000000000000000)`,
          'drop table guard.other',
        ),
    ],
  ])('%s: found where the table is counted as it lies there', async (_how, hide) => {
    await hide();
    expect(await said()).toEqual([...LEVELS.slice(1).map(() => 'intact'), 'tampered']);
    for (const pace of ['full', 'background'] as const) {
      const found = await verify(
        { log: database().log, witness: witness() },
        {
          ...{ level: 'blockchain', pace, signal: new AbortController().signal },
          ...{ now: () => new Date().toISOString(), onProgress: () => undefined },
        },
      );
      expect(told(found)).toEqual(['insertion null 150']);
    }
  });
});

describe('other things in the place of what is read', () => {
  test('a view, and a catalogue of temporary tables that calls it a table', async () => {
    await attack(
      `alter table guard.audit_log rename to real;
       create view guard.audit_log as select * from guard.real where actor <> 'dr-who';
       grant select on guard.audit_log to attestry_reader;
       create function public.welcome() returns event_trigger language plpgsql security definer as $$
       begin
         if session_user <> 'officer' then return; end if;
         create temp table pg_class as select * from pg_catalog.pg_class;
         update pg_temp.pg_class set relkind = 'r' where relname = 'audit_log';
         grant select on pg_temp.pg_class to public;
       end $$;
       create event trigger welcome on login execute function public.welcome()`,
      `drop event trigger welcome; drop function public.welcome(); drop view guard.audit_log; alter table guard.real rename to audit_log`,
    );
    expect(await said()).toEqual(LEVELS_OF('log-form'));
  });
});

test('a part of the tables that lies on another server: no verdict', async () => {
  await attack(
    `create foreign data wrapper elsewhere; create server elsewhere foreign data wrapper elsewhere;
     create foreign table guard.more_seals () inherits (guard.seal) server elsewhere`,
    'drop foreign data wrapper elsewhere cascade',
  );
  expect(await said()).toEqual(LEVELS_OF('log-form'));
});

describe('what the sealer needs to go on was rewritten', () => {
  test('so that a row put in with a number of the past and a transaction of the future waits for ever', async () => {
    await database().tamper("update guard.block set snapshot_xmax = '9000000000000000000'");
    await forge({ id: '150', xid: "'8000000000000000000'" });
    expect(await said()).toEqual(FOUND);
    await database().log.sealPending(100);
    expect(await said()).toEqual(FOUND);
  });
  test('so that one that names no transaction waits for ever', async () => {
    await attack(
      'alter table guard.audit_log alter column xid drop not null',
      `begin; set local session_replication_role = replica; delete from guard.audit_log where xid is null; commit;
       alter table guard.audit_log alter column xid set not null`,
    );
    await forge({ id: '1000', xid: 'null' });
    expect(await said()).toEqual(['intact, 1 waiting', ...FOUND.slice(1)]);
  });
  test('so that one put in now seems to wait: it is counted', async () => {
    await database().tamper("update guard.block set snapshot_xmax = '9000000000000000000'");
    await forge({ id: '150' });
    expect(await said()).toEqual(['intact', ...Array.from({ length: 4 }, () => 'intact, 1 waiting')]);
  });
  test('by another block beside the others', async () => {
    await forge({ id: '150' });
    await database().tamper(
      `insert into guard.block select 1000000, -9, -9, 1, root, tree_root, '\\x01', sealed_at, '\\x02', frontier, '0', -1, snapshot_xmax, -1, cluster
         from guard.block order by number desc limit 1`,
    );
    expect((await said()).slice(2)).toEqual(LEVELS.slice(2).map(() => 'tampered, 1 waiting'));
  });
  test('by one that begins where the last one does', async () => {
    await database().tamper(
      `insert into guard.block select -1, first_position + 1, 1000000, 1, root, tree_root, '\\x01', sealed_at, '\\x02', frontier, cursor_xid, cursor_id, snapshot_xmax, passed_id, cluster
         from guard.block order by number desc limit 1`,
    );
    expect((await said()).slice(2)).toEqual(['tampered', 'tampered', 'tampered']);
  });
});

test.each(['root', 'tree_root', 'hash', 'previous_hash'])('bytes added to %s of a block', async (column) => {
  await database().tamper(`update guard.block set ${column} = ${column} || '\\x00' where number = 1`);
  expect((await said()).slice(2)).toEqual(['tampered', 'tampered', 'tampered']);
});
test('the zeros before the first block cut short', async () => {
  await database().tamper(`update guard.block set previous_hash = '\\x00' where number = 0`);
  expect((await said()).slice(2)).toEqual(['tampered', 'tampered', 'tampered']);
});

test('a server that calls itself another is not taken for a log that nobody has seen yet', async () => {
  let pin: string | null = null;
  const { fingerprint, systemIdentifier: cluster } = await database().log.source();
  const witnesses = new Map([[fingerprint, witness()]]);
  const witnessOf = (name: string) => witnesses.get(name) ?? memoryWitness();
  const write = (name: string): Promise<void> => {
    pin = name;
    return Promise.resolve();
  };
  const log = pinnedLog(database().log, { read: () => Promise.resolve(pin), write }, witnessOf);
  expect(await sourceOf(log, witnessOf)).toMatchObject({ fingerprint });
  expect(pin).toBe(fingerprint);
  await attack(
    `alter function pg_catalog.pg_control_system() rename to pg_control_system_of_before;
     create function pg_catalog.pg_control_system(out system_identifier bigint) language sql as 'select 4711::bigint'`,
    `drop function pg_catalog.pg_control_system(); alter function pg_catalog.pg_control_system_of_before() rename to pg_control_system`,
  );
  await database().tamper("update guard.block set cluster = '4711'");
  // By what the server says there never was another log.
  expect((await sourceOf(database().log, witnessOf)).fingerprint).not.toBe(fingerprint);
  await expect(sourceOf(log, witnessOf)).rejects.toMatchObject({ code: 'log-other' });
  // A log that was moved names the server it comes from.
  await database().tamper(`update guard.block set cluster = '${cluster}'`);
  expect(await sourceOf(log, witnessOf)).toMatchObject({ fingerprint });
});

test('settings that an administrator gives the reader’s login change nothing', async () => {
  const settings = {
    DateStyle: "'German, DMY'",
    IntervalStyle: "'postgres_verbose'",
    TimeZone: "'Pacific/Kiritimati'",
    bytea_output: "'escape'",
    extra_float_digits: "'-15'",
    client_encoding: "'LATIN1'",
    search_path: "'public'",
    standard_conforming_strings: "'off'",
    default_transaction_isolation: "'read committed'",
    transform_null_equals: "'on'",
    lc_numeric: "'C'",
    enable_indexscan: "'off'",
    enable_seqscan: "'off'",
    zero_damaged_pages: "'on'",
    row_security: "'off'",
    role: "'attestry_reader'",
  };
  await attack(
    Object.entries(settings)
      .map(([name, value]) => `alter role officer set ${name} = ${value}`)
      .join('; '),
    'alter role officer reset all',
  );
  expect(await said()).toEqual(LEVELS_OF('intact'));
  await database().tamper("update guard.audit_log set actor = 'dr-who' where id = 7");
  expect(await said()).toEqual(LEVELS_OF('tampered'));
});
