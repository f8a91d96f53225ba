import type { ColumnRef } from '../../src-shared/phi/classification.ts';
import type { EncryptedField, FieldCheck, FieldPlan, SearchRule } from '../../src-shared/phi/fields.ts';
import type { ActivityDraft, ActivityLog, Work } from '../audit/index.ts';
import { Fault } from '../base/fault.ts';
import type { ClinicConnection } from '../clinic/ports.ts';
import type { KeyRing } from '../keys/index.ts';
import { columnKey } from './data-map.ts';
import { newFieldKeys } from './field-keys.ts';
import { namesakes, namesakeWords } from './field-names.ts';
import type { FieldDatabase, FieldRegister, GivenKeys, StoredFieldKey } from './field-ports.ts';

/** The key of the token under which the clinic's field keys lie. */
const TOKEN_KEY = 'Field encryption';

/** Encrypted columns of the clinic. What changes the database takes the administrator's connection. */
export interface Fields {
  list(): Promise<readonly EncryptedField[]>;
  /** Seconds for which a transaction may read with the key it was given; null: as long as it lasts, the pack is older. */
  keyTime(): Promise<number | null>;
  /** @param seconds - within `KEY_SECONDS` @throws Fault `pack-outdated`, `database-…` */
  setKeyTime(administrator: ClinicConnection, seconds: number): Promise<void>;
  plan(administrator: ClinicConnection, columns: readonly ColumnRef[]): Promise<readonly FieldPlan[]>;
  /** @returns how many rows were encrypted @throws Fault `field-refused`, `not-signed-in`, `cancelled`, `database-…` */
  encrypt(administrator: ClinicConnection, columns: readonly ColumnRef[], work: Work): Promise<number>;
  /** @param rule - null: the columns are not searchable any more @returns how many values were put into the index */
  search(
    administrator: ClinicConnection,
    columns: readonly ColumnRef[],
    rule: SearchRule | null,
    work: Work,
  ): Promise<number>;
  /** @returns how many rows are under the new key */
  rotate(administrator: ClinicConnection, work: Work): Promise<number>;
  /** @returns how many rows were decrypted */
  rollBack(administrator: ClinicConnection, columns: readonly ColumnRef[], work: Work): Promise<number>;
  verify(administrator: ClinicConnection, column: ColumnRef): Promise<readonly FieldCheck[]>;
}

/** The service of encrypted columns. */
export function fields(parts: {
  readonly database: (administrator: ClinicConnection) => FieldDatabase;
  readonly register: () => Promise<FieldRegister>;
  readonly keys: Pick<KeyRing, 'list' | 'generate' | 'seal' | 'open' | 'keep' | 'read'>;
  readonly activity: Pick<ActivityLog, 'around'>;
}): Fields {
  const { keys } = parts;
  const list = async (): Promise<readonly EncryptedField[]> => (await parts.register()).fields();
  const tokenKey = async (): Promise<string> => {
    const known = (await keys.list()).find(({ name }) => name === TOKEN_KEY);
    return known?.keyId ?? keys.generate({ name: TOKEN_KEY, kind: 'aes-256' });
  };
  const contextOf = ({ database, host }: ClinicConnection, id: number) => ({
    type: 'field-key',
    host,
    database,
    key: String(id),
  });
  const objectOf = ({ database, host }: ClinicConnection, id: number): string =>
    `field-key:${host}/${database}/${id}`;

  /** A new key: kept on this computer and in the database, both times encrypted under the token's. */
  const newKey = async (administrator: ClinicConnection): Promise<number> => {
    const protecting = await tokenKey();
    const { publicKey, secret } = newFieldKeys();
    try {
      return await parts.database(administrator).addKey(publicKey, protecting, async (id) => {
        const context = contextOf(administrator, id);
        await keys.keep(protecting, objectOf(administrator, id), context, secret);
        return keys.seal(protecting, context, secret);
      });
    } finally {
      secret.fill(0);
    }
  };
  const openKeys = async (
    administrator: ClinicConnection,
    stored: readonly StoredFieldKey[],
  ): Promise<Map<number, Uint8Array>> => {
    const open = new Map<number, Uint8Array>();
    for (const { id, wrapped } of stored)
      open.set(
        id,
        // The copy of this computer is brought along when the token's key is exchanged; the other one is the way back.
        (await keys.read(objectOf(administrator, id))) ??
          (await keys.open(contextOf(administrator, id), wrapped)),
      );
    return open;
  };
  const withKeys = async <T>(
    administrator: ClinicConnection,
    work: (given: GivenKeys) => Promise<T>,
  ): Promise<T> => {
    const given = await openKeys(administrator, await parts.database(administrator).keys());
    try {
      return await work(given);
    } finally {
      for (const secret of given.values()) secret.fill(0);
    }
  };
  const meant = async (columns: readonly ColumnRef[]): Promise<readonly EncryptedField[]> => {
    const wanted = new Set(columns.map(columnKey));
    const found = (await list()).filter((field) => wanted.has(columnKey(field)));
    if (found.length === wanted.size) return found;
    throw new Fault('usage', 'One of these columns is not encrypted.', 'Look at the list again.');
  };
  const catchUp = async (
    database: FieldDatabase,
    columns: readonly EncryptedField[],
    given: GivenKeys,
    work: Work,
  ): Promise<number> => {
    let values = 0;
    for (const field of columns)
      if (field.search !== null) values += await database.catchUp(field, given, work);
    return values;
  };
  const recorded = <T>(
    operation: string,
    columns: readonly ColumnRef[],
    work: () => Promise<T>,
  ): Promise<T> => {
    const draft: ActivityDraft = {
      operation: `fields.${operation}`,
      objectType: 'columns',
      objectId: columns.map(({ schema, table, column }) => `${schema}.${table}.${column}`).join(' '),
    };
    return parts.activity.around(draft, work);
  };

  return {
    list,
    keyTime: async () => (await parts.register()).keyTime(),
    setKeyTime: (administrator, seconds) =>
      parts.activity.around(
        {
          ...{ operation: 'fields.key-time', objectType: 'database', objectId: 'clinic' },
          purpose: `${String(seconds)} seconds`,
        },
        () => parts.database(administrator).setKeyTime(seconds),
      ),
    plan: async (administrator, columns) => {
      const plans: FieldPlan[] = [];
      const other = namesakes(columns);
      for (const [at, column] of columns.entries()) {
        const plan = await parts.database(administrator).plan(column);
        const namesake = other[at] ?? null;
        plans.push(
          namesake === null ? plan : { ...plan, obstacles: [...plan.obstacles, namesakeWords(namesake)] },
        );
      }
      return plans;
    },
    encrypt: (administrator, columns, work) =>
      recorded('encrypt', columns, async () => {
        const [namesake] = namesakes(columns).filter((one) => one !== null);
        if (namesake !== undefined)
          throw new Fault(
            'field-refused',
            `These columns cannot be encrypted together. ${namesakeWords(namesake)}`,
            'Nothing was changed. Encrypt the columns of one of the two tables.',
          );
        const database = parts.database(administrator);
        const known = (await database.keys()).at(-1)?.id;
        const attached = await database.attach(columns, known ?? (await newKey(administrator)));
        let rows = 0;
        for (const field of attached) rows += await database.encryptRows(field, work);
        await withKeys(administrator, async (given) => {
          await database.takeOver(given);
          await catchUp(database, await meant(columns), given, work);
        });
        return rows;
      }),
    rotate: async (administrator, work) => {
      const all = await list();
      return recorded('rotate', all, async () => {
        const database = parts.database(administrator);
        const to = await newKey(administrator);
        return withKeys(administrator, async (given) => {
          let rows = 0;
          for (const field of all) rows += await database.rotateRows(field, to, given, work);
          await database.takeOver(given);
          await catchUp(database, await list(), given, work);
          return rows;
        });
      });
    },
    search: (administrator, columns, rule, work) =>
      recorded('search', columns, async () => {
        const database = parts.database(administrator);
        for (const field of await meant(columns))
          await (rule === null ? database.endSearch(field) : database.makeSearchable(field, rule));
        if (rule === null) return 0;
        return withKeys(administrator, async (given) => {
          await database.takeOver(given);
          return catchUp(database, await meant(columns), given, work);
        });
      }),
    rollBack: (administrator, columns, work) =>
      recorded('roll-back', columns, async () => {
        const found = await meant(columns);
        return withKeys(administrator, async (given) => {
          let rows = 0;
          // The slow half of reading is done once for each data key, not for each row.
          await parts.database(administrator).takeOver(given);
          for (const field of found) rows += await parts.database(administrator).rollBack(field, given, work);
          return rows;
        });
      }),
    verify: async (administrator, column) => {
      const [field] = await meant([column]);
      if (field === undefined) return [];
      // Without the token everything but the search for sampled values can be looked at.
      const given = await parts
        .database(administrator)
        .keys()
        .then((stored) => openKeys(administrator, stored))
        .catch((error: unknown) => {
          if (error instanceof Fault && error.code === 'not-signed-in') return null;
          throw error;
        });
      try {
        return await parts.database(administrator).verify(field, given);
      } finally {
        for (const secret of given?.values() ?? []) secret.fill(0);
      }
    },
  };
}
