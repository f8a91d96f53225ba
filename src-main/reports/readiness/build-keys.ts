import { isDataKind, type Key, type KeyRequest, type KeyUse } from '../../../src-shared/keys/types.ts';
import type { KeyReview } from '../../../src-shared/reports/readiness.ts';
import { counted } from '../wording.ts';
import { figure, frameOf, type FrameFacts, within } from './frame.ts';

/** The keys as they are now, what they did, and who asked for a destruction in the period. */
export function keyReview(
  facts: FrameFacts,
  keys: readonly Key[],
  uses: readonly KeyUse[],
  requests: readonly KeyRequest[],
): KeyReview {
  const names = new Map(keys.map(({ keyId, name }) => [keyId, name]));
  const versions = keys.flatMap((key) => key.versions.map((version) => ({ key, version })));
  const active = versions.filter(({ version }) => version.state === 'active');
  const due = active.filter(({ version }) => version.rotation.status === 'due').length;
  const asked = requests.filter(({ requestedAt }) => within(facts, requestedAt));
  const state = (wanted: string): number => versions.filter(({ version }) => version.state === wanted).length;
  return {
    ...frameOf(facts, {
      statements: [
        keys.length === 0
          ? 'No key is known to this application yet.'
          : `${counted(keys.length, 'key', 'keys')} with ${counted(versions.length, 'version', 'versions')}, of which ${counted(active.length, 'is', 'are')} in use.`,
        due === 0
          ? 'No key in use is past the time at which it should be exchanged.'
          : `${counted(due, 'key in use is', 'keys in use are')} past the time at which they should be exchanged.`,
      ],
      figures: [
        figure('keys', 'Keys', keys.length),
        figure('versions', 'Versions', versions.length),
        figure('active', 'Versions in use', active.length),
        figure('rotation-due', 'In use and due for exchange', due),
        figure('compromised', 'Versions: compromised', state('compromised')),
        figure('destroyed', 'Versions: destroyed', state('destroyed')),
        figure(
          'operations',
          'Operations counted',
          versions.reduce((sum, { version }) => sum + version.operations, 0),
        ),
        figure(
          'objects',
          'Values and files protected',
          versions.reduce((sum, { version }) => sum + version.objects, 0),
        ),
        figure('destructions', 'Destructions asked for in the period', asked.length),
      ],
      scope:
        'The keys on tokens that this application made or took into its list, as they are when the report is made.',
      included: keys.map(
        ({ name, kind }) => `${name}: ${isDataKind(kind) ? 'protects data' : 'signs'} (${kind})`,
      ),
      method: [
        'States are those of NIST SP 800-57 Part 1 Rev. 5. Every operation is counted before it is done.',
        'A key in use is due for exchange after 90 days, or when its operations are used up, whichever is first.',
        'Keys are destroyed only when two officers have signed for it and nothing is encrypted under them.',
      ],
      notTested:
        keys.length === 0 ? [{ requirement: null, what: 'Keys', reason: 'There are none in the list.' }] : [],
      limits: ['Keys on a token that this application did not make and was not told of are not in it.'],
    }),
    kind: 'key-management',
    keys: versions.map(({ key, version }) => ({
      keyId: key.keyId,
      name: key.name,
      kind: key.kind,
      token: key.serial,
      version: version.version,
      state: version.state,
      createdAt: version.createdAt,
      activatedAt: version.activatedAt,
      endedAt: version.endedAt,
      operations: version.operations,
      objects: version.objects,
      rotation: version.rotation.status,
      rotateBy: version.rotation.rotateBy,
      certificateUntil: version.certificate?.notAfter ?? null,
    })),
    uses: uses.map((use) => ({ ...use, name: names.get(use.keyId) ?? use.keyId })),
    destructions: asked.map(
      ({ requestId, keyId, version, state: now, requestedAt, requestedBy, approvals }) => ({
        requestId,
        keyId,
        version,
        state: now,
        requestedAt,
        requestedBy,
        approvals: approvals.length,
      }),
    ),
  };
}
