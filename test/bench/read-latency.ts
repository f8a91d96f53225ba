import pg from 'pg';
import type { ClinicDatabase } from '../fixtures/clinic-database.ts';
import type { Cost, Order } from './client.ts';
import { median } from './measure.ts';

const RATE_MS = 10;
const SECONDS = 4;

/** Median latency, in milliseconds, of a clinic's read (500 rows, 100 times a second) alone and beside the readers. */
export async function readLatency(
  database: ClinicDatabase,
  client: { order(order: Order): Promise<Cost> },
): Promise<{ readonly alone: number; readonly quarterDuty: number; readonly fullSpeed: number }> {
  const { host, port, user, password, database: name } = database.admin;
  const reader = new pg.Client({ host, port, user, password, database: name, ssl: false });
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
  const alone = async (): Promise<number[]> => {
    const end = performance.now() + SECONDS * 1000;
    return sample(() => performance.now() > end);
  };
  const beside = async (order: Order): Promise<number[]> => {
    let over = false;
    const working = client.order(order).finally(() => (over = true));
    const all = await sample(() => over);
    await working;
    return all;
  };
  try {
    await alone();
    const [before, quarter, again, full] = [
      await alone(),
      await beside({ what: 'background', duty: 0.25 }),
      await alone(),
      await beside({ what: 'verify', level: 'merkle' }),
    ];
    return {
      alone: median([...before, ...again]),
      quarterDuty: median(quarter),
      fullSpeed: median(full),
    };
  } finally {
    await reader.end();
  }
}
