import { cancelled, codeOf, Fault, throwIfCancelled } from '../../base/fault.ts';
import type { ReadBounds, TestReader, TestSession } from '../../controls/ports.ts';
import type { ClinicConnection } from '../ports.ts';
import { databaseFault } from './answers.ts';
import { connect, type Connected } from './connect.ts';
import { quoted } from './tables/session.ts';

type Row = { readonly key: string | null; readonly ok: boolean | null; readonly fact: string | null };

/** Rows of one FETCH. */
const PAGE = 2000;
const NEXT = `fetch ${PAGE} from tested`;
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A lock is not waited for longer: the clinic's own work goes first. */
const LOCK = '5s';

/** Everything that is read must read the same at every time, and nothing can be written. */
const SETTINGS = `set default_transaction_read_only to on; set timezone to 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'postgres';
  set lock_timeout to '${LOCK}'; set idle_in_transaction_session_timeout to '120s'; set jit to off`;

/**
 * Rows of the clinic that rules for rows hide from this role would be missing from a population without anybody noticing. A
 * rule “true” for the role hides nothing.
 */
const hiddenOf = (
  relations: readonly string[],
): string => `select t.name from unnest(array[${relations.map(literal).join(', ')}]::text[]) t(name)
 where to_regclass(t.name) is not null and row_security_active(to_regclass(t.name)::oid)
   and not (exists (select from pg_policy p where p.polrelid = to_regclass(t.name) and p.polpermissive and p.polcmd in ('r', '*')
                      and pg_get_expr(p.polqual, p.polrelid) = 'true'
                      and (0 = any (p.polroles) or exists (select from unnest(p.polroles) r where r <> 0 and pg_has_role(current_user, r, 'USAGE'))))
            and not exists (select from pg_policy p where p.polrelid = to_regclass(t.name) and not p.polpermissive))`;

/** Control tests over a connection of its own that takes on the role of the map and can only read. */
export const postgresControlTests = (connection: () => Promise<ClinicConnection>): TestReader => ({
  open: async (role, signal) => {
    const client = await connect(await connection(), 'attestry control tests');
    const onAbort = (): void => {
      client.connection.stream.destroy();
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const close = async (): Promise<void> => {
      signal.removeEventListener('abort', onAbort);
      await client.end().catch(() => undefined);
    };
    try {
      throwIfCancelled(signal);
      await client.query(SETTINGS);
      if (role !== null) await takeOn(client, role);
      return { ...(await sessionOn(client, signal)), close };
    } catch (error) {
      await close();
      throw signal.aborted ? cancelled() : databaseFault(error);
    }
  },
});

async function takeOn(client: Connected, role: string): Promise<void> {
  try {
    await client.query(`set role ${quoted(role)}`);
  } catch (error) {
    throw new Fault(
      'table-unusable',
      'The database user may not take on the role that reads for control tests.',
      'Ask the database administrator to make the role that the map of the controls names and to grant it to this user with set true; docs/control-tests.md has the statements.',
      error,
    );
  }
}

async function sessionOn(client: Connected, signal: AbortSignal): Promise<Omit<TestSession, 'close'>> {
  const { rows } = await client.query<{
    version: string;
    system: string | null;
    database: string;
    role: string;
  }>(
    `select current_setting('server_version') as version, current_database() as database, current_user as role,
            coalesce(host(inet_server_addr()), 'local') || ':' || coalesce(inet_server_port()::text, '') as system`,
  );
  const [at] = rows;
  const source = {
    server: `PostgreSQL ${at?.version ?? ''} at ${at?.system ?? ''}`,
    database: at?.database ?? '',
    role: at?.role ?? '',
  };
  const told = (error: unknown, bounds: ReadBounds): Fault =>
    signal.aborted ? cancelled() : testFault(error, bounds);
  return {
    source,
    alive: () =>
      client.query('select').then(
        () => true,
        () => false,
      ),
    async *rows(query, relations, bounds) {
      const until = performance.now() + bounds.timeoutMs;
      const inTime = (): string => {
        const left = Math.ceil(until - performance.now());
        if (left <= 0) throw tooSlow(bounds);
        return `set local statement_timeout to ${left}`;
      };
      try {
        // One message for all of it: most tests are over after the first page.
        const first = await client.query<Row & { name: string }>(
          `begin isolation level repeatable read read only; ${inTime()}; ${hiddenOf(relations)}; declare tested no scroll cursor for ${query}; ${NEXT}`,
        );
        const [, , hidden, , page] = first as unknown as readonly (typeof first)[];
        const [lacking] = hidden?.rows ?? [];
        if (lacking !== undefined) throw rowsHidden(lacking.name, source.role);
        let rows: readonly Row[] = page?.rows ?? [];
        for (let read = rows.length; ; read += rows.length) {
          if (read > bounds.rows) throw tooMany(bounds);
          if (rows.length > 0)
            yield rows.map(({ key, ok, fact }) => ({ key: key ?? 'unknown', ok, fact: fact ?? '' }));
          if (rows.length < PAGE) break;
          await client.query(inTime());
          ({ rows } = await client.query<Row>(NEXT));
        }
      } catch (error) {
        throw told(error, bounds);
      } finally {
        // Also closes the cursor, and a generator that nobody reads to its end.
        await client.query('rollback').catch(() => undefined);
      }
    },
  };
}

const ADMINISTRATOR = 'the database administrator';

/** What ails a test, in words for whoever reads the result. */
function testFault(error: unknown, bounds: ReadBounds): Fault {
  switch (codeOf(error)) {
    case '42501':
      return new Fault(
        'database-role-too-weak',
        'The role that reads for control tests may not read what this test needs.',
        `Ask ${ADMINISTRATOR} to grant it; docs/control-tests.md has the statements.`,
        error,
      );
    case '42P01':
    case '3F000':
    case '42883':
    case '42703':
      return new Fault(
        'database-not-guarded',
        'The database does not have a table, column or function that this test needs.',
        'If it is one of the guard schema, install or upgrade the guard pack; if it is one of the clinic, correct the map of the controls (docs/control-tests.md).',
        error,
      );
    case '57014':
      return tooSlow(bounds, error);
    // The transaction of a test is read only, whatever the server is.
    case '25006':
      return new Fault(
        'database-error',
        'The test tried to change something in the database, which was refused: tests only read.',
        'Nothing was changed. Correct the query of the test.',
        error,
      );
    case '55P03':
      return new Fault(
        'log-locked',
        'Somebody is changing a table that this test reads.',
        'Test again when they have finished.',
        error,
      );
    default:
      return databaseFault(error);
  }
}

const tooSlow = ({ timeoutMs }: ReadBounds, cause?: unknown): Fault =>
  new Fault(
    'database-error',
    `The test was stopped: it took longer than ${Math.round(timeoutMs / 1000)} seconds.`,
    'Test again at a quieter hour, or on a sample.',
    cause,
  );
const tooMany = ({ rows }: ReadBounds): Fault =>
  new Fault(
    'database-error',
    `The test was stopped: its population has more than ${rows.toLocaleString('en-US')} rows.`,
    'Test it over a shorter period: the map of the controls can set its parameters.',
  );
const rowsHidden = (relation: string, role: string): Fault =>
  new Fault(
    'table-unusable',
    `Rules for rows hide part of ${relation.slice(0, 200)} from the role ${role.slice(0, 100)}, so the population would not be whole.`,
    `Ask ${ADMINISTRATOR} for a rule that shows it every row of this table for reading; docs/control-tests.md has the statement.`,
  );
