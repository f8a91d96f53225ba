import type { KeyStore } from '../keys/ports.ts';
import type { Caller } from '../processes/rpc.ts';
import type { CacheMethods } from './methods.ts';

/** The keys' store over the wire to the cache thread. */
export const keyClient = (cache: Caller<CacheMethods>): KeyStore => ({
  list: () => cache.call('keys', undefined),
  add: (key, version, event) => cache.call('addKey', { key, version, event }),
  addVersion: (version, event) => cache.call('addKeyVersion', { version, event }),
  setPublicKey: (keyId, version, publicKey) => cache.call('setPublicKey', { keyId, version, publicKey }),
  setCertificate: (keyId, version, certificate, event) =>
    cache.call('setCertificate', { keyId, version, certificate, event }),
  change: (changes, event) => cache.call('changeKeys', { changes, event }),
  count: (use, event) => cache.call('countKey', { use, event }),
  uses: () => cache.call('keyUses', undefined),
  putObject: (object, replaces) => cache.call('putObject', { object, replaces }),
  object: (objectId) => cache.call('sealedObject', { objectId }),
  objects: (keyId, version, after, limit, outdated = null) =>
    cache.call('sealedObjects', { keyId, version, after, limit, outdated }),
  objectsOf: (prefix) => cache.call('sealedObjectsOf', { prefix }),
  removeObjects: (prefix, event) => cache.call('removeObjects', { prefix, event }),
  requests: () => cache.call('keyRequests', undefined),
  addRequest: (request, event) => cache.call('addKeyRequest', { request, event }),
  addApproval: (requestId, approval, event) => cache.call('addKeyApproval', { requestId, approval, event }),
  setRequest: (requestId, from, to, at, event) =>
    cache.call('setKeyRequest', { requestId, from, to, at, event }),
  recovery: {
    list: () => cache.call('recoveries', undefined),
    propose: (recovery, event) => cache.call('proposeRecovery', { recovery, event }),
    approve: (recoveryId, approval, event) => cache.call('approveRecovery', { recoveryId, approval, event }),
    remove: (recoveryId, removed, event) => cache.call('removeRecovery', { recoveryId, removed, event }),
    count: (publicKeySha256, at, event) => cache.call('countRecovery', { publicKeySha256, at, event }),
    uses: () => cache.call('recoveryUses', undefined),
    outdated: (rule) => cache.call('outdatedObjects', { rule }),
  },
});
