import { describe, expect, it } from 'vitest';
import { timeline } from '../../../src-main/audit/timeline.ts';
import { MOST_SPANS, timelineSchema } from '../../../src-shared/audit/timeline.ts';
import { runOf } from '../renderer/fake-clinic.ts';

const run = (entries: number, found = 0) =>
  runOf('run-1', 'blockchain', found === 0 ? {} : { modification: found }, 0, { entries, names: 'normal' });

const witness = (size: number) => ({
  size: () => Promise.resolve(size),
  entries: (from: number) =>
    Promise.resolve([
      {
        position: from,
        entryId: from + 1,
        leaf: '' as never,
        body: '' as never,
        header: {
          ...{ entryId: from + 1, actor: null, actorRole: null, eventType: null, action: null },
          ...{ resourceType: null, resourceId: null, success: null },
          // Every other entry was written a little late.
          occurredAt: new Date(1e12 + from * 1000 - (from % 2) * 5000).toISOString(),
        },
      },
    ]),
});

const of = (
  size: number,
  more: { witnessed?: number; signed?: number; checked?: number; found?: number } = {},
) =>
  timeline(
    {
      witness: witness(more.witnessed ?? size),
      signed: more.signed ?? size,
      runs: [run(more.checked ?? size, more.found ?? 0)],
      density: (_id, width) => {
        const byIndex = new Map<number, number>();
        for (let n = 0; n < (more.found ?? 0); n++) {
          const index = Math.floor((n % Math.max(1, size)) / width);
          byIndex.set(index, (byIndex.get(index) ?? 0) + 1);
        }
        return Promise.resolve({ byIndex, elsewhere: 0 });
      },
    },
    { sealed: size, pending: 3 },
  );

describe('the log at a glance', () => {
  it.each([0, 1, 100, 199, 201, 10_007, 5_000_000])(
    'of %d entries covers each of them once',
    async (size) => {
      const { spans } = timelineSchema.parse(
        await of(size, {
          witnessed: Math.floor(size * 0.9),
          signed: Math.floor(size * 0.7),
          checked: Math.floor(size / 3),
        }),
      );
      expect(spans.length).toBeLessThanOrEqual(MOST_SPANS + 3);
      let at = 0;
      for (const { from, to } of spans) {
        expect(from).toBe(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBe(size);
    },
  );
  it('claims for no entry what does not hold for it', async () => {
    const { spans } = await of(5_000_000, { witnessed: 4_321_987, signed: 4_000_001, checked: 77 });
    const upTo = (key: 'witnessed' | 'signed' | 'verified') => spans.filter((span) => span[key]).at(-1)?.to;
    expect(upTo('witnessed')).toBe(4_321_987);
    expect(upTo('signed')).toBe(4_000_001);
    expect(upTo('verified')).toBe(77);
  });
  it('loses none of 100,000 findings, also where the log was cut off before them', async () => {
    const whole = await of(5_000_000, { found: 100_000 });
    const sum = ({ spans, run: shown }: typeof whole) =>
      spans.reduce((n, { suspicious }) => n + suspicious, shown?.elsewhere ?? 0);
    expect(sum(whole)).toBe(100_000);
    const cut = await timeline(
      {
        witness: null,
        signed: 0,
        runs: [run(50, 2)],
        density: () =>
          Promise.resolve({
            byIndex: new Map([
              [3, 1],
              [900, 1],
            ]),
            elsewhere: 4,
          }),
      },
      { sealed: 50, pending: 0 },
    );
    expect(sum(cut)).toBe(6);
  });
  it('shows what was witnessed or signed and is gone from the index', async () => {
    const { spans } = await of(10, { witnessed: 30, signed: 30, checked: 10 });
    expect(spans.at(-1)).toMatchObject({ to: 30, verified: false });
  });
  it('keeps a span with findings whole, so that its link leads to all of them', async () => {
    const { spans } = await timeline(
      {
        witness: witness(1000),
        signed: 503,
        runs: [run(902, 3)],
        density: () => Promise.resolve({ byIndex: new Map([[100, 3]]), elsewhere: 0 }),
      },
      { sealed: 1000, pending: 0 },
    );
    expect(spans.filter(({ suspicious }) => suspicious > 0)).toMatchObject([
      { from: 500, to: 505, suspicious: 3, signed: false, verified: false },
    ]);
    expect(spans.filter(({ verified }) => verified).at(-1)?.to).toBe(902);
  });
  it('calls nothing good where findings are not accounted for', async () => {
    const { spans, run: shown } = await timeline(
      {
        witness: witness(100),
        signed: 100,
        runs: [run(100, 3)],
        density: () => Promise.resolve({ byIndex: new Map([[3.5, 1]]), elsewhere: 0 }),
      },
      { sealed: 100, pending: 0 },
    );
    expect(spans.some(({ verified }) => verified)).toBe(false);
    expect(shown?.elsewhere).toBe(3);
  });
  it('never goes back in time', async () => {
    const { spans } = await of(1000);
    const times = spans.map(({ at }) => Date.parse(at ?? ''));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
  it('has no times and no verification where there are none', async () => {
    const empty = await timeline(
      { witness: null, signed: 0, runs: [], density: () => Promise.reject(new Error('not asked')) },
      { sealed: 5, pending: 1 },
    );
    expect(empty).toMatchObject({ until: null, run: null, pending: 1 });
    expect(empty.spans.every(({ verified, witnessed, at }) => !verified && !witnessed && at === null)).toBe(
      true,
    );
  });
});
