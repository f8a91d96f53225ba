import type { Handlers } from '../../../src-shared/ipc/contract.ts';

type KeyHandlers = Pick<Handlers, Extract<keyof Handlers, `keys.${string}` | `activity.${string}`>>;

/** Keys on state in memory: one that signs, and one that encrypts and is due soon. */
export function keysHandlers(): KeyHandlers {
  const version = {
    version: 1,
    tokenKeyId: '0a',
    state: 'active',
    reason: '',
    createdAt: '2026-09-05T08:00:00.000Z',
    activatedAt: '2026-09-05T08:00:00.000Z',
    endedAt: null,
    operations: 8400,
    publicKeySha256: null,
    certificate: null,
    objects: 12,
    rotation: {
      status: 'soon',
      by: 'age',
      ageDays: 78,
      usesLeft: 1600,
      rotateBy: '2026-12-04T08:00:00.000Z',
    },
  } as const;
  return {
    'keys.list': () => ({
      keys: [
        {
          keyId: 'k1',
          name: 'Requests 2026',
          kind: 'aes-256',
          serial: '44cbd98158628b1c',
          createdAt: version.createdAt,
          createdBy: 'CN=Compliance Officer',
          versions: [version],
        },
      ],
      uses: [{ keyId: 'k1', version: 1, operation: 'encrypt', operations: 8400, lastAt: version.createdAt }],
      invisible: 'Operations that other programs made with the same token are not counted here.',
      requests: [],
    }),
    'keys.generate': () => ({ keyId: 'k2' }),
    'keys.rotate': () => ({ version: 2 }),
    'keys.approve': () => ({}),
    'keys.request-certificate': () => ({ saved: null }),
    'keys.import-certificate': () => ({ version: null }),
    'keys.change': () => ({ objects: 12, uses: [], signed: [] }),
    'keys.aftermath': () => ({ objects: 12, uses: [], signed: [] }),
    'keys.rewrap': () => ({ jobId: 'job-0' }),
    'keys.ask-destruction': () => ({ requestId: 'r1' }),
    'keys.destroy': () => ({}),
    'keys.roles': () => ({ holders: [], me: null, seen: ['CN=Compliance Officer'] }),
    'keys.give-role': () => ({}),
    'keys.recovery': () => ({ recoveries: [], outdated: [] }),
    'keys.recovery-certificate': () => ({ saved: null }),
    'keys.propose-recovery': () => ({ recoveryId: 'recovery-1' }),
    'keys.approve-recovery': () => ({}),
    'keys.remove-recovery': () => ({}),
    'keys.recover': () => ({ jobId: 'job-0' }),
    'activity.list': () => ({
      total: 1,
      rows: [
        {
          position: 0,
          event: {
            at: version.createdAt,
            who: 'CN=Compliance Officer',
            role: 'officer',
            operation: 'key.generate',
            objectType: 'key',
            objectId: 'k1',
            version: 1,
            purpose: '',
            outcome: 'done',
            code: null,
          },
        },
      ],
      next: null,
    }),
    'activity.verify': () => ({
      result: 'intact',
      reason: null,
      authority: 'trusted',
      entries: 1,
      signedUpTo: 1,
      checkpoints: 1,
      signers: ['CN=Compliance Officer'],
      problems: [],
    }),
    'activity.save-checkpoint': () => ({ saved: null }),
  };
}
