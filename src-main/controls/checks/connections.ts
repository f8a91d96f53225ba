import type { FhirConnection } from '../../../src-shared/clinic/limits.ts';
import type { ConnectionReport } from '../../clinic/ports.ts';
import { attention, type Check, failed, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

const DAY_MS = 86_400_000;
/** Credentials of a connection are renewed before they run out. Milliseconds. */
const SOON_MS = 7 * DAY_MS;

/** Whether database, token and the systems reached by FHIR can be reached. */
export const connectionChecks = (sources: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{ id: 'database', area: 'connections', title: 'Connection to the clinic’s database' },
    link: '/clinic',
    look: async () => databaseLook(await sources.clinic.examine()),
  },
  {
    ...{ id: 'token', area: 'connections', title: 'Token', link: '/keys/tokens' },
    look: async () => tokenLook(sources.token),
  },
  {
    ...{ id: 'fhir-connections', area: 'connections', title: 'Connections to other systems (FHIR)' },
    link: '/clinic/limits',
    look: async () => {
      const { installed, connections } = await sources.limits.state();
      return installed
        ? fhirLook(connections, now())
        : attention(
            'The part of the guard pack that keeps connections is not installed.',
            'Ask the database administrator to upgrade the pack: Clinic database, Connection.',
          );
    },
  },
];

/** What the checks of a connection come to together. */
export function databaseLook({ checks }: ConnectionReport): Look {
  const bad = checks.filter(({ outcome }) => outcome === 'failed');
  const [first] = bad;
  if (first !== undefined)
    return failed(
      `${many(bad.length, 'thing is', 'things are')} wrong with the connection. ${first.title}: ${first.detail}`,
      first.remedy,
    );
  const warned = checks.filter(({ outcome }) => outcome === 'warning');
  const [warning] = warned;
  if (warning !== undefined)
    return attention(
      `Connected; ${many(warned.length, 'thing asks', 'things ask')} for attention. ${warning.title}: ${warning.detail}`,
      warning.remedy,
    );
  return fine(`Connected; ${many(checks.length, 'check', 'checks')} passed.`);
}

async function tokenLook(token: CheckSources['token']): Promise<Look> {
  const { configured, token: found, problem } = await token.current();
  if (!configured)
    return attention(
      'No token is chosen, so nothing can be signed.',
      'Choose a token: Settings, Token, or `connect --module FILE --token LABEL`.',
    );
  if (problem !== null)
    // Another library in the place of the one that was agreed to is no everyday trouble.
    return problem.code.startsWith('module-')
      ? failed(problem.message, problem.remedy)
      : attention(problem.message, problem.remedy);
  if (found === null)
    return attention(
      'The token is not in its reader.',
      'Put it in when something has to be signed; until then entries are sealed without a signature.',
    );
  return fine(`The token “${found.label}” answers.`);
}

/** How the connections stand. @param now - milliseconds since 1970 */
export function fhirLook(connections: readonly FhirConnection[], now: number): Look {
  const kept = connections.filter(({ state }) => state !== 'revoked');
  if (kept.length === 0) return fine('No connection to another system is set up.');
  const ended = kept.filter(
    ({ state, expiresAt }) => state === 'expired' || (expiresAt !== null && Date.parse(expiresAt) <= now),
  );
  if (ended.length > 0)
    return attention(
      `The credentials of ${many(ended.length, 'connection have', 'connections have')} run out.`,
      'Renew them, or revoke connections that are not used any more.',
    );
  const soon = kept.filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) - now <= SOON_MS);
  return soon.length > 0
    ? attention(
        `The credentials of ${many(soon.length, 'connection run', 'connections run')} out within a week.`,
        'Renew them before they do.',
      )
    : fine(`${many(kept.length, 'connection', 'connections')}, none of them about to run out.`);
}
