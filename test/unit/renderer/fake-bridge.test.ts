import { describe, expect, it } from 'vitest';
import { STALE_AFTER } from '../../../src-renderer/lib/events.ts';
import { CHANNELS, EVENTS } from '../../../src-shared/ipc/channels.ts';
import { fakeBridge } from './fake-bridge.ts';
import { SCENARIOS } from './fake-clinic.ts';

describe.each(SCENARIOS)('the bridge in memory, %s', (scenario) => {
  it('answers the first screens by the contract', async () => {
    const bridge = fakeBridge(scenario);
    for (const channel of [
      'app.ready',
      'app.status',
      'audit.levels',
      'audit.checkpoint',
      'jobs.list',
      'token.list',
    ] as const) {
      expect(await bridge.invoke(channel, {}), channel).toMatchObject({ ok: true });
    }
    const runs = await bridge.invoke('audit.runs', {});
    expect(runs.ok).toBe(scenario !== 'error');
  });
});

describe('the bridge in memory', () => {
  it('pages 100,000 findings', async () => {
    const bridge = fakeBridge('huge');
    const page = await bridge.invoke('audit.findings', {
      runId: 'run-1',
      offset: 99_900,
      limit: 200,
      type: null,
    });
    if (!page.ok) throw new Error(page.error.message);
    expect(page.value.total).toBe(100_000);
    expect(page.value.rows).toHaveLength(100);
    expect(page.value.rows.at(-1)!.index).toBe(99_999);
  });
  it('narrows by kind and keeps the index in the run', async () => {
    const page = await fakeBridge('tampered').invoke('audit.findings', {
      runId: 'run-1',
      offset: 0,
      limit: 10,
      type: 'reordering',
    });
    if (!page.ok) throw new Error(page.error.message);
    expect(page.value.rows.map(({ index, finding }) => [index, finding.type])).toEqual([[4, 'reordering']]);
  });
  it('refuses a page larger than the contract allows', async () => {
    const page = await fakeBridge('huge').invoke('audit.findings', {
      runId: 'run-1',
      offset: 0,
      limit: 501,
      type: null,
    });
    expect(page.ok).toBe(false);
  });
  it('runs a verification to its end, by events', async () => {
    const bridge = fakeBridge('normal', 1);
    const changed: string[] = [];
    const stop = bridge.on('job.changed', ({ jobId }) => changed.push(jobId));
    const done = new Promise<void>((resolve) => {
      bridge.on('runs.changed', () => {
        resolve();
      });
    });
    const started = await bridge.invoke('audit.verify', { level: 'chain', pace: 'background' });
    if (!started.ok) throw new Error(started.error.message);
    await done;
    stop();
    expect(changed.length).toBeGreaterThan(10);
    const job = await bridge.invoke('jobs.get', { jobId: started.value.jobId });
    if (!job.ok || job.value.resultId === null) throw new Error('The job named no run.');
    expect(await bridge.invoke('audit.run', { runId: job.value.resultId })).toMatchObject({
      ok: true,
      value: { level: 'chain', result: 'intact' },
    });
  });
  it('says what is wrong with a PIN without repeating it', async () => {
    const answer = await fakeBridge('normal').invoke('session.sign-in', { serial: 'x', pin: '98765' });
    if (answer.ok) throw new Error('signed in with a wrong PIN');
    expect(answer.error.code).toBe('pin-wrong');
    expect(JSON.stringify(answer.error)).not.toContain('98765');
  });
});

describe('events', () => {
  it('make only query channels of the contract old', () => {
    for (const [event, channels] of Object.entries(STALE_AFTER)) {
      expect(EVENTS).toContain(event);
      for (const channel of channels) expect(CHANNELS).toContain(channel);
    }
  });
});
