import { createHash } from 'node:crypto';
import type { KeyRequest } from '../../src-shared/keys/types.ts';
import { instantOf } from '../base/clock.ts';
import { Fault } from '../base/fault.ts';
import {
  type Approvable,
  approvalInfo,
  type ApprovalParts,
  OFFICERS,
  officersFor,
  signApproval,
} from './approvals.ts';
import type { KeyRecord, RequestRecord, VersionRecord } from './ports.ts';
import { allow, keyDraft, type KeyParts, mustBeHere, newId, readKey, versionOf } from './ring.ts';

/** What an officer signs: one text for one request. */
function statementOf(request: RequestRecord, key: KeyRecord, version: VersionRecord): string {
  const publicKey =
    version.publicKey === null ? 'none' : createHash('sha256').update(version.publicKey).digest('hex');
  return [
    'attestry key destruction v1',
    `request ${request.requestId} of ${request.requestedAt}`,
    `key ${key.keyId} version ${version.version} kind ${key.kind}`,
    `token ${key.serial} id ${version.tokenKeyId}`,
    `public key ${publicKey}`,
    'This key shall be destroyed. What is still encrypted under it can never be read again.',
    '',
  ].join('\n');
}

/**
 * Asks for the destruction of a version.
 *
 * @throws Fault `key-state` for one that is in use, `key-in-use` while something is encrypted under it
 */
export async function requestDestruction(
  parts: ApprovalParts,
  keyIdOrName: string,
  version: number,
  reason: string,
): Promise<string> {
  await allow(parts, 'end');
  const key = await readKey(parts.store, keyIdOrName);
  const found = versionOf(key, version);
  if (!['pre-active', 'deactivated', 'compromised'].includes(found.state))
    throw new Fault(
      'key-state',
      `A version that is ${found.state} is not destroyed.`,
      'Rotate the key or take this version out of use first.',
    );
  if (found.objects > 0)
    throw new Fault(
      'key-in-use',
      `${found.objects} things are still encrypted under this version.`,
      'Bring them under the newest version first (re-wrap), then ask again.',
    );
  const open = (await parts.store.requests()).find(
    (request) =>
      request.keyId === key.keyId &&
      request.version === version &&
      (request.state === 'waiting' || request.state === 'destroying'),
  );
  if (open !== undefined) return open.requestId;
  const requestId = newId();
  await parts.store.addRequest(
    {
      ...{ requestId, keyId: key.keyId, version, reason, state: 'waiting' },
      requestedAt: instantOf(parts.clock),
      requestedBy: parts.who(),
    },
    parts.activity.event(keyDraft('ask-destruction', found, `request ${requestId}`)),
  );
  return requestId;
}

/**
 * Approves with the token of whoever is signed in.
 *
 * @throws Fault `key-second-person`, `key-forbidden`, `certificate-untrusted`, `certificate-expired`, those of the token
 */
export async function approveDestruction(parts: ApprovalParts, requestId: string): Promise<void> {
  await allow(parts, 'approve');
  const asked = await readRequest(parts, requestId);
  const approval = await signApproval(parts, approvable(asked));
  await parts.store.addApproval(
    requestId,
    approval,
    parts.activity.event(keyDraft('approve-destruction', asked.version, `request ${requestId}`)),
  );
}

type Asked = {
  readonly request: RequestRecord;
  readonly key: KeyRecord;
  readonly version: VersionRecord;
};

const approvable = ({ request, key, version }: Asked): Approvable => ({
  statement: statementOf(request, key, version),
  since: request.requestedAt,
  approvals: request.approvals,
  trusted: (verdict) => verdict !== 'untrusted',
});

async function readRequest(parts: KeyParts, requestId: string): Promise<Asked> {
  const request = (await parts.store.requests()).find((one) => one.requestId === requestId);
  if (request === undefined)
    throw new Fault('key-missing', 'There is no such request.', 'Look at the approvals that wait.');
  const key = await readKey(parts.store, request.keyId);
  return { request, key, version: versionOf(key, request.version) };
}

/**
 * Destroys a version after two different officers approved, or goes on with a destruction that was interrupted.
 *
 * @throws Fault `key-second-person` while approvals are missing, `key-forbidden`, `key-in-use`, `key-state`, `token-…`
 */
export async function destroyApproved(parts: ApprovalParts, requestId: string): Promise<void> {
  await allow(parts, 'end');
  const asked = await readRequest(parts, requestId);
  const { request, key, version } = asked;
  mustBeHere(parts, key);
  const officers = await officersFor(parts, approvable(asked));
  if (officers < OFFICERS)
    throw new Fault(
      'key-second-person',
      `${officers} of ${OFFICERS} officers have approved.`,
      'Ask another officer to sign in here with their own token and approve.',
    );
  const told = (outcome: 'begun' | 'done') =>
    parts.activity.event({ ...keyDraft('destroy', version, `request ${requestId}`), outcome });
  const at = instantOf(parts.clock);
  // From here on nothing new can come under it, and a crash is taken up again.
  if (request.state === 'waiting')
    await parts.store.setRequest(requestId, 'waiting', 'destroying', at, told('begun'));
  const there = (await parts.token.inventory()).some(({ keyId }) => keyId === version.tokenKeyId);
  if (there) await parts.token.destroy(version.tokenKeyId);
  await parts.store.setRequest(requestId, 'destroying', 'done', at, told('done'));
}

/** Requests for the eye, newest first. */
export async function listRequests(parts: KeyParts): Promise<readonly KeyRequest[]> {
  return (await parts.store.requests()).map(({ approvals, state, ...request }) => ({
    ...request,
    state: state === 'waiting' && approvals.length >= OFFICERS ? 'approved' : state,
    approvals: approvals.map(approvalInfo),
  }));
}
