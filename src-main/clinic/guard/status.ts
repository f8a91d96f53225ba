import type { Drift, GuardStatus } from '../../../src-shared/clinic/guard.ts';
import { driftOf, triggerDrift, worstFirst } from '../drift.ts';
import { expectedOf, type PackFile } from '../pack.ts';
import type { Connected } from '../postgres/connect.ts';
import { attachmentDrift, eventTriggerDrift, readAttached } from './attached.ts';
import { columnDrift } from './column-drift.ts';
import { readDeployed } from './deployed.ts';
import { fieldDrift } from './field-drift.ts';
import { unknownFiles } from './files.ts';
import { readServer, type Server } from './server.ts';

const MOST_DRIFT = 5000;

/**
 * What of the pack is in the database, and everything that is not as the pack makes it. Reads catalogs and the two lists;
 * what is expected comes with the application, never from the database.
 *
 * @throws Fault `database-…`
 */
export async function guardStatus(client: Connected, files: readonly PackFile[]): Promise<GuardStatus> {
  const server = await readServer(client);
  const base = {
    serverVersion: server.version,
    owner: server.owner,
    files: fileStates(files, server),
    attachments: [],
    drift: [],
    unclear: null,
  };
  if (server.schema === 'none') return { ...base, state: 'absent', owner: null };
  if (server.schema === 'foreign') return { ...base, state: 'foreign' };
  const newer = unknownFiles(files, server).length > 0;
  const there = new Set(server.installed.map(({ number }) => number));
  const expected = newer ? null : expectedOf(files.filter(({ number }) => there.has(number)));
  const fields = await fieldDrift(client);
  const attached = attachmentDrift(
    await readAttached(client, server.listed),
    together(fields.drift, await columnDrift(client)),
  );
  const drift =
    expected === null
      ? []
      : [
          ...driftOf(expected, await readDeployed(client)).filter(
            ({ change, object }) => change !== 'extra' || !fields.functions.has(object),
          ),
          ...(await partitionDrift(client)),
          ...(await eventTriggerDrift(client, server.listed)),
        ];
  return {
    ...base,
    state: newer
      ? 'newer'
      : base.files.some(({ state }) => state === 'missing') || !server.listed || fields.older.length > 0
        ? 'older'
        : 'current',
    attachments: [...attached.attachments],
    drift: [...worstFirst([...drift, ...attached.drift])].slice(0, MOST_DRIFT),
    unclear: newer
      ? 'The pack in the database is newer than this application, so its own objects could not be compared. Update Attestry.'
      : expected === null
        ? 'This application does not know what one of the installed files makes.'
        : null,
  };
}

type ByTable = ReadonlyMap<string, readonly Drift[]>;

const together = (one: ByTable, other: ByTable): ByTable =>
  new Map([
    ...one,
    ...[...other].map(([table, drift]) => [table, [...(one.get(table) ?? []), ...drift]] as const),
  ]);

function fileStates(files: readonly PackFile[], server: Server): GuardStatus['files'] {
  const found = new Map(server.installed.map((one) => [one.number, one]));
  const known = files.map((file): GuardStatus['files'][number] => {
    const one = found.get(file.number);
    const other = one !== undefined && one.sha256 !== null && one.sha256 !== file.sha256;
    return {
      ...{ number: file.number, name: file.name },
      state: one === undefined ? 'missing' : other ? 'other-text' : 'installed',
      ...{
        installedAt: one?.at ?? null,
        installedBy: one?.by ?? null,
        application: one?.application ?? null,
      },
    };
  });
  const numbers = new Set(files.map(({ number }) => number));
  const unknown = server.installed
    .filter(({ number }) => !numbers.has(number))
    .map(({ number, name, at, by, application }): GuardStatus['files'][number] => ({
      ...{ number, name, state: 'unknown', installedAt: at, installedBy: by, application },
    }));
  return [...known, ...unknown];
}

/** Partitions of the pack's tables come and go; their triggers must not be weaker than those of the table itself. */
async function partitionDrift(client: Connected): Promise<readonly Drift[]> {
  const { rows } = await client.query<{ object: string; enabled: string }>(
    `select 'trigger ' || quote_ident(t.tgname) || ' on guard.' || quote_ident(c.relname) as object, t.tgenabled::text as enabled
       from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
       left join pg_trigger above on above.oid = t.tgparentid
      where n.nspname = 'guard' and c.relispartition and t.tgenabled <> coalesce(above.tgenabled, 'O')
      order by 1`,
  );
  return rows.flatMap(({ object, enabled }) => triggerDrift(object, 'O', enabled));
}
