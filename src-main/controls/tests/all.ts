import { ACCOUNT_TESTS } from './areas/accounts.ts';
import { AUDIT_TESTS } from './areas/audit.ts';
import { CONNECTION_TESTS } from './areas/connections.ts';
import { DATABASE_ROLE_TESTS } from './areas/database-roles.ts';
import { DISCLOSURE_TESTS } from './areas/disclosures.ts';
import { EVENT_TESTS } from './areas/events.ts';
import { LEAVER_TESTS } from './areas/leavers.ts';
import { OPERATION_TESTS } from './areas/operations.ts';
import { OWN_INTEGRITY_TESTS } from './areas/own-integrity.ts';
import { OWN_KEY_TESTS } from './areas/own-keys.ts';
import { OWN_RIGHTS_TESTS } from './areas/own-rights.ts';
import { PEOPLE_TESTS } from './areas/people.ts';
import { PROTECTION_TESTS } from './areas/protection.ts';
import { CREDENTIAL_TESTS, ROLE_TESTS } from './areas/roles.ts';
import { SERVER_TESTS } from './areas/server.ts';
import type { TestDefinition } from './definition.ts';

/** Every automated test, in the order in which they are run. */
export const ALL_TESTS: readonly TestDefinition[] = [
  ...ACCOUNT_TESTS,
  ...LEAVER_TESTS,
  ...ROLE_TESTS,
  ...CREDENTIAL_TESTS,
  ...DATABASE_ROLE_TESTS,
  ...SERVER_TESTS,
  ...AUDIT_TESTS,
  ...EVENT_TESTS,
  ...PROTECTION_TESTS,
  ...CONNECTION_TESTS,
  ...OPERATION_TESTS,
  ...PEOPLE_TESTS,
  ...DISCLOSURE_TESTS,
  ...OWN_INTEGRITY_TESTS,
  ...OWN_RIGHTS_TESTS,
  ...OWN_KEY_TESTS,
];
