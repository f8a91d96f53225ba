import type { ActivityEvent } from '../../src-shared/audit/activity.ts';
import type {
  ApprovalRecord,
  KeyRecord,
  KeyStore,
  RecipientRule,
  RecoveryRecord,
  RequestRecord,
  SealedObject,
  StateChange,
  VersionRecord,
} from '../keys/ports.ts';
import type { CacheDatabase } from './database.ts';
import type { ActivityTable } from './stores/activity.ts';
import { keyStore } from './stores/keys.ts';
import { recoveryStore } from './stores/recovery.ts';
import { keyRequestStore, sealedObjectStore } from './stores/sealed-objects.ts';

type New = Omit<VersionRecord, 'objects'>;
/** Gives a method's errors their one form. */
export type Guarded = <I, O>(work: (input: I) => O) => (input: I) => Promise<Awaited<O>>;
type Told = { readonly event: ActivityEvent };

/** The keys' part of the cache thread. Each call that changes something is one transaction with its event. */
export function keyMethods(database: CacheDatabase, activity: ActivityTable, guarded: Guarded) {
  const keys = keyStore(database);
  const objects = sealedObjectStore(database);
  const requests = keyRequestStore(database);
  const recovery = recoveryStore(database);
  const together = <T>(event: ActivityEvent | null, work: () => T): T =>
    database
      .transaction(() => {
        const value = work();
        if (event !== null) activity.append(event);
        return value;
      })
      .immediate();
  return {
    keys: guarded(() => keys.list()),
    addKey: guarded(({ key, version, event }: { key: KeyRecord; version: New } & Told) => {
      together(event, () => {
        keys.add(key, version);
      });
    }),
    addKeyVersion: guarded(({ version, event }: { version: New } & Told) => {
      together(event, () => {
        keys.addVersion(version);
      });
    }),
    setPublicKey: guarded((i: { keyId: string; version: number; publicKey: Uint8Array }) => {
      keys.setPublicKey(i.keyId, i.version, i.publicKey);
    }),
    setCertificate: guarded((i: { keyId: string; version: number; certificate: Uint8Array } & Told) => {
      together(i.event, () => {
        keys.setCertificate(i.keyId, i.version, i.certificate);
      });
    }),
    changeKeys: guarded(({ changes, event }: { changes: readonly StateChange[] } & Told) => {
      together(event, () => {
        keys.change(changes);
      });
    }),
    countKey: guarded(
      ({ use, event }: { use: Parameters<KeyStore['count']>[0]; event: ActivityEvent | null }) =>
        together(event, () => keys.count(use)),
    ),
    keyUses: guarded(() => keys.uses()),
    putObject: guarded(({ object, replaces }: { object: SealedObject; replaces: SealedObject | null }) => {
      together(null, () => {
        objects.put(object, replaces);
      });
    }),
    sealedObject: guarded(({ objectId }: { objectId: string }) => objects.one(objectId)),
    sealedObjects: guarded(
      (i: { keyId: string; version: number; after: string; limit: number; outdated: RecipientRule | null }) =>
        objects.under({ keyId: i.keyId, version: i.version, after: i.after }, i.limit, i.outdated),
    ),
    sealedObjectsOf: guarded(({ prefix }: { prefix: string }) => objects.of(prefix)),
    removeObjects: guarded(({ prefix, event }: { prefix: string } & Told) => {
      together(event, () => {
        objects.remove(prefix);
      });
    }),
    keyRequests: guarded(() => requests.list()),
    addKeyRequest: guarded(({ request, event }: { request: Omit<RequestRecord, 'approvals'> } & Told) => {
      together(event, () => {
        requests.add(request);
      });
    }),
    addKeyApproval: guarded((i: { requestId: string; approval: ApprovalRecord } & Told) => {
      together(i.event, () => {
        requests.approve(i.requestId, i.approval);
      });
    }),
    setKeyRequest: guarded(
      (
        i: {
          requestId: string;
          from: RequestRecord['state'];
          to: RequestRecord['state'];
          at: string;
        } & Told,
      ) => {
        together(i.event, () => {
          requests.move(i.requestId, i.from, i.to, i.at);
        });
      },
    ),
    recoveries: guarded(() => recovery.list()),
    proposeRecovery: guarded((i: { recovery: Omit<RecoveryRecord, 'approvals' | 'removed'> } & Told) => {
      together(i.event, () => {
        recovery.propose(i.recovery);
      });
    }),
    approveRecovery: guarded((i: { recoveryId: string; approval: ApprovalRecord } & Told) => {
      together(i.event, () => {
        recovery.approve(i.recoveryId, i.approval);
      });
    }),
    removeRecovery: guarded(
      (i: { recoveryId: string; removed: NonNullable<RecoveryRecord['removed']> } & Told) => {
        together(i.event, () => {
          recovery.remove(i.recoveryId, i.removed);
        });
      },
    ),
    countRecovery: guarded((i: { publicKeySha256: string; at: string } & Told) => {
      together(i.event, () => {
        recovery.count(i.publicKeySha256, i.at);
      });
    }),
    recoveryUses: guarded(() => recovery.uses()),
    outdatedObjects: guarded(({ rule }: { rule: RecipientRule }) => recovery.outdated(rule)),
  };
}
