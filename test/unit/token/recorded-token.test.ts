import { expect, test } from 'vitest';
import type { ActivityDraft, ActivityLog } from '../../../src-main/audit/index.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import { recordedToken } from '../../../src-main/compose-activity.ts';
import type { TokenService } from '../../../src-main/token/index.ts';

const wrong = new Fault('pin-wrong', 'Wrong.', 'Again.');

/** A token service of which each deed ends as it is told; what was recorded, in order. */
function desk(fails: boolean) {
  const told: string[] = [];
  const tell = ({ operation, objectId, purpose = '' }: ActivityDraft, outcome: string): void => {
    told.push([operation, objectId, purpose, outcome].filter((word) => word !== '').join(' '));
  };
  const activity = {
    record: (draft: ActivityDraft) => {
      tell(draft, draft.outcome ?? 'done');
      return Promise.resolve();
    },
    around: async <T>(draft: ActivityDraft, work: () => Promise<T>) => {
      try {
        const value = await work();
        tell(draft, 'done');
        return value;
      } catch (error) {
        tell(draft, 'failed');
        throw error;
      }
    },
    sign: () => {
      told.push('checkpoint');
      return Promise.resolve(true);
    },
  } as unknown as ActivityLog;
  let signedIn = false;
  const deed = (): Promise<void> => (fails ? Promise.reject(wrong) : Promise.resolve());
  const leave = (): Promise<void> => {
    told.push('left');
    signedIn = false;
    return Promise.resolve();
  };
  const token = {
    identity: () => (signedIn ? { subject: 'CN=Ada' } : null),
    signIn: async () => {
      await deed();
      signedIn = true;
    },
    setUp: deed,
    setPin: deed,
    changePin: deed,
    signOut: leave,
    close: leave,
  } as unknown as TokenService;
  return { told, token: recordedToken(token, activity) };
}

const request = { serial: '17', erase: false } as never;

test.each([false, true])('what is done to a token is recorded, also when it fails (%s)', async (fails) => {
  const { told, token } = desk(fails);
  const deeds = [
    () => token.signIn('17', '0000', {}),
    () => token.setUp('m', request, {}),
    () => token.setUp('m', { serial: '17', erase: true } as never, {}),
    () => token.setPin('m', request, {}),
    () => token.changePin('m', request, {}),
  ];
  for (const deed of deeds)
    await (fails ? expect(deed()).rejects.toMatchObject({ code: 'pin-wrong' }) : deed());
  const outcome = fails ? 'failed' : 'done';
  expect(told).toEqual(
    [
      'token.sign-in 17',
      'token.set-up 17 new',
      'token.set-up 17 erased first',
      'token.reset-pin 17',
      'token.change-pin 17',
    ].map((line) => `${line} ${outcome}`),
  );
});

test.each(['signOut', 'close'] as const)(
  'before somebody leaves by %s, that is recorded and signed while the token is still there',
  async (way) => {
    const { told, token } = desk(false);
    await token.signIn('17', '0000', {});
    told.length = 0;
    await token[way]();
    expect(told).toEqual(['token.sign-out 17 done', 'checkpoint', 'left']);
    // Nobody left: nothing to tell.
    told.length = 0;
    await token[way]();
    expect(told).toEqual(['left']);
  },
);
