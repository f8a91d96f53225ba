import type { RecoveryKeyInfo, RecoveryStatus } from '../../../src-shared/keys/recovery.ts';
import type { Key, KeyRequest } from '../../../src-shared/keys/types.ts';
import { attention, type Check, failed, fine, type Look, many } from './check.ts';
import type { CheckSources } from './sources.ts';

const DAY_MS = 86_400_000;
/** An authority takes time to issue the next certificate. Milliseconds. */
const CERTIFICATE_MS = 30 * DAY_MS;
/** A version that was made and never taken into use is waiting for its certificate. Milliseconds. */
const UNUSED_MS = 7 * DAY_MS;

/** Whether keys are exchanged in time, their certificates hold, and nothing about them waits. */
export const keyChecks = (sources: CheckSources, now: () => number): readonly Check[] => [
  {
    ...{ id: 'key-rotation', area: 'keys', title: 'Exchange of keys', link: '/keys' },
    look: async () => rotationLook(await sources.keys.list()),
  },
  {
    ...{ id: 'key-certificates', area: 'keys', title: 'Certificates', link: '/keys' },
    look: async () => {
      const identity = sources.token.identity();
      const kept = (await sources.keys.list()).flatMap(({ versions }) =>
        versions.flatMap(({ state, certificate }) =>
          state === 'active' && certificate !== null ? [certificate.notAfter] : [],
        ),
      );
      return certificateLook(identity === null ? kept : [...kept, identity.notAfter], now());
    },
  },
  {
    ...{ id: 'key-recovery', area: 'keys', title: 'If the token is lost', link: '/keys/list' },
    look: async () => recoveryLook(await sources.keys.list(), await sources.keys.recovery.status(), now()),
  },
  {
    ...{ id: 'key-requests', area: 'keys', title: 'Keys: what waits for somebody', link: '/keys' },
    look: async () => waitingLook(await sources.keys.list(), await sources.keys.requests(), now()),
  },
];

const versionsOf = (keys: readonly Key[]): Key['versions'] => keys.flatMap(({ versions }) => versions);

/** Whether a key in use is past its time. */
export function rotationLook(keys: readonly Key[]): Look {
  const versions = versionsOf(keys);
  const exposed = versions.filter(({ state, objects }) => state === 'compromised' && objects > 0);
  if (exposed.length > 0)
    return failed(
      `Data is still encrypted under ${many(exposed.length, 'key version that is', 'key versions that are')} compromised.`,
      'Bring it under the version in use: Keys, Re-wrap.',
    );
  const used = versions.filter(({ state }) => state === 'active');
  const due = used.filter(({ rotation }) => rotation.status === 'due');
  if (due.length > 0)
    return failed(
      `${many(due.length, 'key is', 'keys are')} past the time for an exchange.`,
      'Exchange them: Keys, Exchange; or `keys rotate`.',
    );
  const soon = used.filter(({ rotation }) => rotation.status === 'soon');
  const [first] = soon
    .flatMap(({ rotation }) => (rotation.rotateBy === null ? [] : [rotation.rotateBy]))
    .sort();
  if (soon.length > 0)
    return attention(
      `${many(soon.length, 'key comes', 'keys come')} up for an exchange${first === undefined ? '' : `, the first by ${first.slice(0, 10)}`}.`,
      'Plan the exchange: Keys, Exchange.',
    );
  return used.length === 0
    ? fine('No key is in use yet.')
    : fine(`${many(used.length, 'key', 'keys')} in use, none due for an exchange.`);
}

/** Whether certificates hold. @param ends - when they stop to be valid @param now - milliseconds since 1970 */
export function certificateLook(ends: readonly string[], now: number): Look {
  const over = ends.filter((end) => Date.parse(end) <= now).length;
  if (over > 0)
    return failed(
      `${many(over, 'certificate has', 'certificates have')} expired.`,
      'Ask your authority for new ones: Keys, Certificate request.',
    );
  const [soon] = ends.filter((end) => Date.parse(end) - now <= CERTIFICATE_MS).sort();
  if (soon !== undefined)
    return attention(
      `A certificate is valid until ${soon.slice(0, 10)}.`,
      'Ask your authority for a new one now: Keys, Certificate request.',
    );
  return fine(
    ends.length === 0
      ? 'No certificate is known here; that of the token is looked at while somebody is signed in.'
      : `${many(ends.length, 'certificate', 'certificates')}, valid for at least 30 days.`,
  );
}

/** What a lost token would take with it. @param now - milliseconds since 1970 */
export function recoveryLook(
  keys: readonly Key[],
  { recoveries, outdated }: RecoveryStatus,
  now: number,
): Look {
  const things = versionsOf(keys).reduce((sum, { objects }) => sum + objects, 0);
  const standing = (state: RecoveryKeyInfo['state']): readonly RecoveryKeyInfo[] =>
    recoveries.filter((one) => one.state === state);
  if (standing('doubtful').length > 0)
    return failed(
      'The recovery key is not used: the signatures that approved it do not count any more.',
      'See who is trusted here, or take it out of use and propose it again: Keys, If the token is lost.',
    );
  const inUse = standing('in-use');
  if (inUse.length === 0)
    return things === 0 && standing('waiting').length === 0
      ? fine('Nothing is encrypted here yet.')
      : attention(
          `${many(things, 'thing', 'things')} would be lost with the token: no recovery key is in use.`,
          standing('waiting').length > 0
            ? 'Two officers approve the one that waits: Keys, If the token is lost.'
            : 'Name a recovery key: Keys, If the token is lost.',
        );
  const lacking = outdated.reduce((sum, { objects }) => sum + objects, 0);
  if (lacking > 0)
    return attention(
      `${many(lacking, 'thing is', 'things are')} to be encrypted anew because of the recovery key.`,
      'Encrypt them anew: Keys, Encrypt anew; or `keys rewrap`.',
    );
  if (inUse.every(({ notAfter }) => Date.parse(notAfter) <= now))
    return attention(
      'The certificate of the recovery key has expired; the key is still used.',
      'Name a new recovery key, then take this one out of use: Keys, If the token is lost.',
    );
  return fine('A recovery key is in use, and everything here can be opened with it.');
}

/** What about keys waits for a person. */
export function waitingLook(keys: readonly Key[], requests: readonly KeyRequest[], now: number): Look {
  const open = requests.filter(({ state }) => state !== 'done' && state !== 'withdrawn').length;
  const versions = versionsOf(keys);
  const unused = versions.filter(
    ({ state, createdAt }) => state === 'pre-active' && now - Date.parse(createdAt) > UNUSED_MS,
  ).length;
  const suspended = versions.filter(({ state }) => state === 'suspended').length;
  const parts = [
    ...(open > 0 ? [`${many(open, 'destruction', 'destructions')} to approve or carry out`] : []),
    ...(unused > 0
      ? [`${many(unused, 'version', 'versions')} made more than a week ago and not in use yet`]
      : []),
    ...(suspended > 0 ? [`${many(suspended, 'suspended version', 'suspended versions')} to decide on`] : []),
  ];
  return parts.length === 0
    ? fine('Nothing about keys waits for anybody.')
    : attention(`Waiting: ${parts.join('; ')}.`, 'Look at the keys; each says what its next step is.');
}
