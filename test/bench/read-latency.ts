import pg from 'pg';
import type { ClinicDatabase } from '../fixtures/clinic-database.ts';
import type { Cost, Order } from './client.ts';
import { median } from './measure.ts';

const RATE_MS = 10;
const PAIRS = 11;
/** Entries that the background reads in a pair: some seconds. */
const ENTRIES = 131_072;

/** Milliseconds. */
export type Latency = { readonly p50: number; readonly p95: number };

/** What stands beside the clinic's reads, and how long they take then and alone: medians over the pairs. */
export type Compared = {
  readonly alone: Latency;
  readonly beside: Latency;
  /** Medians of the ratios within each pair. */
  readonly ratio: Latency;
};

const PART = { p50: 0.5, p95: 0.95 } as const;

/** The clinic's read: 500 rows, 100 times a second. Each pair is alone and beside, in turn with beside and alone. */
export async function readLatency(
  admin: ClinicDatabase['admin'],
  client: { order(order: Order): Promise<Cost> },
  pairs = PAIRS,
): Promise<{ readonly quarterDuty: Compared; readonly fullSpeed: Compared }> {
  const reader = new pg.Client({ ...admin, ssl: false });
  await reader.connect();
  const sample = async (until: () => boolean): Promise<number[]> => {
    const all: number[] = [];
    while (!until()) {
      const begun = performance.now();
      const from = 1 + ((all.length * 7919) % 50_000);
      await reader.query('select * from guard.audit_log where id between $1 and $2', [from, from + 499]);
      const took = performance.now() - begun;
      all.push(took);
      await new Promise((done) => setTimeout(done, Math.max(0, RATE_MS - took)));
    }
    return all;
  };
  const beside = async (order: Order): Promise<number[]> => {
    let over = false;
    const working = client.order(order).finally(() => (over = true));
    const all = await sample(() => over);
    const { outcome } = await working;
    if (outcome.startsWith('failed')) throw new Error(outcome);
    return all;
  };
  const alone = async (ms: number): Promise<number[]> => {
    const end = performance.now() + ms;
    return sample(() => performance.now() > end);
  };
  const compared = async (order: Order): Promise<Compared> => {
    const seen: { readonly alone: readonly number[]; readonly beside: readonly number[] }[] = [];
    let ms = 3000;
    for (let pair = 0; pair < pairs; pair++) {
      const before = pair % 2 === 0 ? await alone(ms) : null;
      const begun = performance.now();
      const during = await beside(order);
      ms = performance.now() - begun;
      seen.push({ alone: before ?? (await alone(ms)), beside: during });
    }
    const over = (of: (pair: (typeof seen)[number], part: number) => number): Latency => ({
      p50: median(seen.map((pair) => of(pair, PART.p50))),
      p95: median(seen.map((pair) => of(pair, PART.p95))),
    });
    return {
      alone: over((pair, part) => quantile(pair.alone, part)),
      beside: over((pair, part) => quantile(pair.beside, part)),
      ratio: over((pair, part) => quantile(pair.beside, part) / quantile(pair.alone, part)),
    };
  };
  try {
    await alone(2000);
    return {
      quarterDuty: await compared({ what: 'background', duty: 0.25, entries: ENTRIES }),
      fullSpeed: await compared({ what: 'verify', level: 'merkle' }),
    };
  } finally {
    await reader.end();
  }
}

const quantile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
