import { describe, expect, test } from 'vitest';
import { CHANNELS } from '../../../src-shared/ipc/channels.ts';
import { contract, type Handlers } from '../../../src-shared/ipc/contract.ts';
import { Fault } from '../../../src-main/base/fault.ts';
import type { Log } from '../../../src-main/base/log.ts';
import { router } from '../../../src-main/ipc/router.ts';
import type { Sender } from '../../../src-main/ipc/sender.ts';

const SENDER: Sender = { webContentsId: 1, url: 'app://attestry/index.html', topFrame: true };
const RUN = 'run-1';
const PATIENT = 'Ada Example';

/** Handlers of which only the given ones may be called. */
const handlersWith = (some: Partial<Handlers>): Handlers => {
  const others = CHANNELS.map((channel) => [
    channel,
    () => {
      throw new Error(`unexpected call of ${channel}`);
    },
  ]);
  return { ...(Object.fromEntries(others) as Handlers), ...some };
};

function set(some: Partial<Handlers>, trusted: (sender: Sender) => boolean = () => true) {
  const lines: string[] = [];
  const log: Log = {
    info: (...line) => lines.push(JSON.stringify(line)),
    warn: (...line) => lines.push(JSON.stringify(line)),
    failure: (event, error, correlation) => {
      const said = error instanceof Fault ? [error.code, error.message] : ['foreign'];
      lines.push(JSON.stringify([event, correlation, ...said]));
    },
  };
  const route = router(contract, handlersWith(some), { trusted, log, correlation: () => 'c0ffee' });
  return { route, lines };
}

describe('router', () => {
  test('passes checked input to the handler and wraps its checked output', async () => {
    const seen: unknown[] = [];
    const { route } = set({
      'reports.create': (input) => {
        seen.push(input);
        return { jobId: 'job-1' };
      },
    });
    expect(await route('reports.create', { runId: RUN, sign: true }, SENDER)).toEqual({
      ok: true,
      value: { jobId: 'job-1' },
    });
    expect(seen).toEqual([{ runId: RUN, sign: true }]);
  });

  test('refuses an untrusted sender before it looks at anything else', async () => {
    const { route, lines } = set({}, () => false);
    const results = await Promise.all([
      route('app.status', {}, SENDER),
      route('no.such', {}, SENDER),
      route('app.status', { extra: 1 }, SENDER),
    ]);
    for (const result of results)
      expect(result).toMatchObject({ ok: false, error: { code: 'sender-refused', correlation: 'c0ffee' } });
    expect(lines).toHaveLength(3);
  });

  test.each(['no.such', '__proto__', 'constructor', 'toString', ''])(
    'refuses the channel %j without repeating its name in the log',
    async (name) => {
      const { route, lines } = set({});
      expect(await route(name, {}, SENDER)).toMatchObject({ ok: false, error: { code: 'input-refused' } });
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0]!)).toEqual([
        'ipc.unknown-channel',
        'c0ffee',
        'input-refused',
        expect.any(String),
      ]);
    },
  );

  test.each([
    ['a member too many', { runId: RUN, sign: true, path: '/etc/passwd' }],
    ['a member missing', { runId: RUN }],
    ['another type', { runId: RUN, sign: 'yes' }],
    ['an id that is a path', { runId: '../../secret', sign: true }],
    ['nothing', undefined],
    ['a list', [{ runId: RUN, sign: true }]],
  ])('refuses input with %s before the handler', async (_what, input) => {
    const { route, lines } = set({});
    expect(await route('reports.create', input, SENDER)).toMatchObject({
      ok: false,
      error: { code: 'input-refused' },
    });
    expect(lines.join()).not.toContain('secret');
    expect(lines.join()).not.toContain('/etc');
  });

  test('refuses output with an extra column, and logs where but not what', async () => {
    const job = {
      jobId: 'job-1',
      kind: 'verify',
      title: 'Verification',
      state: 'running',
      startedAt: '2026-01-01T00:00:00Z',
      progress: { phase: '', done: 0, total: null, unit: '', rate: null, remainingMs: null },
      resultId: null,
      error: null,
      verification: null,
    } as const;
    const leaking = { jobs: [job, { ...job, patientName: PATIENT }] };
    const { route, lines } = set({ 'jobs.list': () => leaking });
    const result = await route('jobs.list', {}, SENDER);
    expect(result).toMatchObject({ ok: false, error: { code: 'output-refused' } });
    expect(JSON.stringify(result)).not.toContain(PATIENT);
    expect(lines.join()).not.toContain(PATIENT);
    expect(lines[0]).toContain('jobs.1: unrecognized_keys');
  });

  test('hands a fault on with its code and sentences', async () => {
    const { route, lines } = set({
      'session.sign-in': () => {
        throw new Fault('pin-wrong', 'The PIN is wrong.', 'Type it again.');
      },
    });
    expect(await route('session.sign-in', { serial: '1', pin: '123456' }, SENDER)).toEqual({
      ok: false,
      error: {
        code: 'pin-wrong',
        message: 'The PIN is wrong.',
        remedy: 'Type it again.',
        correlation: 'c0ffee',
      },
    });
    expect(lines.join()).not.toContain('123456');
  });

  test('turns anything unforeseen into a plain sentence that repeats nothing of it', async () => {
    const { route } = set({
      'app.status': () => Promise.reject(new TypeError(`duplicate key (name)=(${PATIENT})`)),
    });
    const result = await route('app.status', {}, SENDER);
    expect(result).toMatchObject({ ok: false, error: { code: 'internal', correlation: 'c0ffee' } });
    expect(JSON.stringify(result)).not.toContain(PATIENT);
  });

  test('does not reject when what was thrown is not an error', async () => {
    const { route } = set({
      'app.status': () => {
        // As foreign code can: nothing at all is thrown.
        const thrown: unknown = undefined;
        throw thrown as Error;
      },
    });
    expect(await route('app.status', {}, SENDER)).toMatchObject({ ok: false, error: { code: 'internal' } });
  });
});
