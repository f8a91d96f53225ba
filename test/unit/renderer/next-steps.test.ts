import { describe, expect, it } from 'vitest';
import { nextSteps, STALE_AFTER_MS } from '../../../src-renderer/audit/next-steps.ts';
import type { Status } from '../../../src-shared/settings/contract.ts';
import { startState } from './fake-clinic.ts';

const now = Date.now();
const ids = (status: Status, at = now): readonly string[] => nextSteps(status, at).map(({ id }) => id);

function withRun(run: Partial<NonNullable<Status['integrity']['lastRun']>> | null): Status {
  const { status } = startState('normal');
  const { lastRun } = status.integrity;
  const next = run === null ? null : { ...lastRun!, ...run };
  return { ...status, integrity: { ...status.integrity, lastRun: next } };
}

describe('what to do next', () => {
  it('on a normal day: seal what waits, sign in when needed', () => {
    const steps = nextSteps(startState('normal').status, now);
    expect(steps.map(({ id }) => id)).toEqual(['pending', 'sign-in']);
    expect(steps[0]).toMatchObject({ title: '7 entries are waiting to be sealed', label: 'Seal now' });
  });
  it('says how long the oldest entry waits, and who can help when a transaction holds it back', () => {
    const { status } = startState('normal');
    const held = (unsealedSeconds: number): Status => ({
      ...status,
      integrity: { ...status.integrity, unsealedSeconds, heldBack: true },
    });
    expect(nextSteps(status, now)[0]!.detail).toContain('The oldest has been unsealed for 42 s.');
    expect(ids(held(59))).toEqual(['pending', 'sign-in']);
    expect(ids(held(125))).toEqual(['held-back', 'sign-in']);
    expect(nextSteps(held(125), now)[0]).toMatchObject({
      title: 'The newest entries have been unsealed for 2 min 5 s',
      detail: expect.stringContaining('idle in transaction') as string,
    });
  });
  it('speaks of one entry as one', () => {
    const { status } = startState('normal');
    const one = { ...status, integrity: { ...status.integrity, pending: 1 } };
    expect(nextSteps(one, now)[0]!.title).toBe('1 entry is waiting to be sealed');
  });
  it('asks for a signature over what was witnessed since the last checkpoint', () => {
    const { status } = startState('normal');
    const open = { ...status, integrity: { ...status.integrity, pending: 0, lastCheckpointSize: 0 } };
    expect(ids(open)).toEqual(['unsigned', 'sign-in']);
    expect(nextSteps(open, now)[0]).toMatchObject({ action: { kind: 'sign-in' } });
  });
  it('says how many checkpoints wait for the PIN, in the place of sealing once more', () => {
    const { status } = startState('normal');
    const open = { ...status, integrity: { ...status.integrity, pending: 0, lastCheckpointSize: 0 } };
    const steps = (waiting: number) => nextSteps(open, now, String, { jobs: [], plans: [], waiting });
    expect(steps(3).map(({ id }) => id)).toEqual(['waiting-pin', 'sign-in']);
    expect(steps(3)[0]).toMatchObject({
      title: '3 checkpoints wait for your PIN',
      label: 'Sign them',
      action: { kind: 'sign-waiting' },
    });
    expect(steps(1)[0]).toMatchObject({ title: 'A checkpoint waits for your PIN', label: 'Sign it' });
  });
  it('offers to start a sample clinic that is not running', () => {
    const { status } = startState('normal');
    const stopped: Status = {
      ...status,
      profile: 'sample',
      clinic: { ...status.clinic, state: 'unreachable' },
    };
    expect(nextSteps(stopped, now)[0]).toMatchObject({
      id: 'sample-stopped',
      action: { kind: 'start-sample' },
    });
  });
  it('puts tampering first and leads to the run', () => {
    const [first] = nextSteps(withRun({ result: 'tampered', found: 3 }), now);
    expect(first).toMatchObject({
      id: 'tampered',
      weight: 'urgent',
      action: { kind: 'run', runId: 'run-1' },
    });
    expect(first!.detail).toContain('3 findings');
  });
  it('does not pass over a check that could not tell', () => {
    expect(ids(withRun({ result: 'could-not-tell' }))[0]).toBe('could-not-tell');
  });
  it('asks for a first check only when something is sealed', () => {
    expect(ids(withRun(null))).toContain('never-verified');
    expect(ids(startState('nothing-yet').status)).not.toContain('never-verified');
  });
  it('asks for a new check after a day', () => {
    expect(ids(withRun({}), now + STALE_AFTER_MS + 3_600_000)).toContain('stale');
    expect(ids(withRun({}))).not.toContain('stale');
  });
  it('offers neither sealing nor verifying while the database cannot be reached', () => {
    const steps = ids(startState('no-database').status, now + 10 * STALE_AFTER_MS);
    expect(steps[0]).toBe('clinic-unreachable');
    expect(steps).not.toContain('pending');
    expect(steps).not.toContain('stale');
  });
  it('names an absent token, and nothing about tokens to who is signed in', () => {
    expect(ids(startState('no-token').status)).toContain('token-absent');
    expect(ids(startState('long-names').status)).toEqual(['tampered', 'pending']);
  });
  it('has nothing to say when all is done', () => {
    const { status } = startState('normal');
    const token = startState('long-names').status.token;
    expect(ids({ ...status, token, integrity: { ...status.integrity, pending: 0 } })).toEqual([]);
  });
});
