import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  type FhirConnection,
  fhirUrlSchema,
  type NewFhirConnection,
  type RateLimit,
  type RateStanding,
} from '../../src-shared/clinic/limits.ts';
import type { ActivityLog } from '../audit/index.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from './ports.ts';

/** What the clinic's database says of limits and connections. */
export type LimitsStanding = {
  readonly installed: boolean;
  readonly limits: readonly RateStanding[];
  readonly connections: readonly FhirConnection[];
};

/** Limits and connections in the clinic's database; all by the officer's own login. */
export interface LimitsDatabase {
  /** Marks what has run out, and tells how things stand. */
  standing(connection: ClinicConnection): Promise<LimitsStanding>;
  setLimit(connection: ClinicConnection, limit: RateLimit): Promise<void>;
  /** @param credentials - encrypted */
  keep(
    connection: ClinicConnection,
    made: Omit<NewFhirConnection, 'secret'> & {
      readonly connectionId: string;
      readonly credentials: Uint8Array;
    },
  ): Promise<void>;
  /** @throws Fault `connection-unknown` when there is none, or it was revoked */
  refresh(
    connection: ClinicConnection,
    connectionId: string,
    credentials: Uint8Array,
    expiresAt: string | null,
  ): Promise<void>;
  /** @throws Fault `connection-unknown` */
  revoke(connection: ClinicConnection, connectionId: string, reason: string): Promise<void>;
  /** The encrypted credentials; null when there are none. */
  credentials(connection: ClinicConnection, connectionId: string): Promise<Uint8Array | null>;
}

/** Where the key of the credentials is kept: encrypted by the token, and brought along when its key is exchanged. */
export interface CredentialKeys {
  /** The key, 32 bytes; made on first use. @throws Fault `not-signed-in`, of the token */
  key(): Promise<Uint8Array>;
}

/** How often something may be done, and the systems that are reached by FHIR. */
export interface LimitsService {
  /** @throws Fault `profile-missing`, `database-…` */
  state(): Promise<LimitsStanding>;
  setLimit(limit: RateLimit): Promise<void>;
  /** @returns the connection's id @throws Fault `connection-refused` for an address with a secret in it, of the token */
  connect(made: NewFhirConnection): Promise<string>;
  refresh(connectionId: string, secret: string, expiresAt: string | null): Promise<void>;
  revoke(connectionId: string, reason: string): Promise<void>;
  /**
   * The credentials in clear, for a connection that is about to be used; never for the window.
   * @throws Fault `connection-unknown`, `envelope-damaged`, of the token
   */
  secret(connectionId: string): Promise<string>;
}

const NONCE = 12;
const TAG = 16;

/** AES-256-GCM over the credentials; the connection's id is bound in, so that one cannot stand in for another. */
export function sealCredentials(key: Uint8Array, connectionId: string, secret: string): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(connectionId, 'utf8'));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** Opens what {@link sealCredentials} made. @throws Fault `envelope-damaged` */
export function openCredentials(key: Uint8Array, connectionId: string, sealed: Uint8Array): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(connectionId, 'utf8'))
      .setAuthTag(sealed.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(sealed.subarray(NONCE + TAG)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Fault(
      'envelope-damaged',
      'The credentials of this connection were changed in the database, or are another connection’s.',
      'Revoke the connection and make it anew; ask the database administrator who changed it.',
      error,
    );
  }
}

/** See {@link LimitsService}. */
export function limitsService(parts: {
  readonly database: LimitsDatabase;
  readonly connection: () => Promise<ClinicConnection>;
  readonly keys: CredentialKeys;
  readonly activity: Pick<ActivityLog, 'around'>;
}): LimitsService {
  const { database, activity, keys } = parts;
  const recorded = <T>(
    operation: string,
    objectId: string,
    work: () => Promise<T>,
    purpose = '',
  ): Promise<T> => activity.around({ operation, objectType: 'fhir-connection', objectId, purpose }, work);
  const sealed = async (connectionId: string, secret: string): Promise<Uint8Array> => {
    const key = await keys.key();
    const credentials = sealCredentials(key, connectionId, secret);
    key.fill(0);
    return credentials;
  };
  return {
    state: async () => database.standing(await parts.connection()),
    setLimit: (limit) =>
      activity.around(
        {
          ...{ operation: 'limit.set', objectType: 'limit', objectId: limit.kind },
          purpose: `${limit.most} in ${limit.seconds} s`,
        },
        async () => database.setLimit(await parts.connection(), limit),
      ),
    connect: async ({ secret, ...made }) => {
      if (!fhirUrlSchema.safeParse(made.baseUrl).success) throw badUrl();
      const connectionId = randomBytes(9).toString('base64url');
      await recorded('connection.create', connectionId, async () => {
        const credentials = await sealed(connectionId, secret);
        await database.keep(await parts.connection(), { ...made, connectionId, credentials });
      });
      return connectionId;
    },
    refresh: (connectionId, secret, expiresAt) =>
      recorded('connection.refresh', connectionId, async () => {
        const credentials = await sealed(connectionId, secret);
        await database.refresh(await parts.connection(), connectionId, credentials, expiresAt);
      }),
    revoke: (connectionId, reason) =>
      recorded(
        'connection.revoke',
        connectionId,
        async () => database.revoke(await parts.connection(), connectionId, reason),
        `a reason of ${reason.length} characters`,
      ),
    secret: (connectionId) =>
      recorded('connection.use', connectionId, async () => {
        const credentials = await database.credentials(await parts.connection(), connectionId);
        if (credentials === null) throw unknownConnection();
        const key = await keys.key();
        const secret = openCredentials(key, connectionId, credentials);
        key.fill(0);
        return secret;
      }),
  };
}

/** @returns the fault for a connection that is not there, or was revoked */
export const unknownConnection = (): Fault =>
  new Fault(
    'connection-unknown',
    'There is no such connection, or it was revoked.',
    'Look at the list again; a revoked connection is made anew.',
  );
const badUrl = (): Fault =>
  new Fault(
    'connection-refused',
    'This address cannot be kept: it is not https, or there is a user, a password, a query or a “#” in it.',
    'Give the address alone, as https://fhir.example.org/r4, and the secret in its own field.',
  );
