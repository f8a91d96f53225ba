import type { Connected } from './connect.ts';

/**
 * Runs work in one transaction that never waits longer for a lock than the clinic can bear.
 *
 * @param wait - as PostgreSQL's `lock_timeout` takes it, such as `3s`
 * @param faultOf - what an error of the server or of the work becomes
 */
export async function transactionWaiting<T>(
  client: Connected,
  wait: '250ms' | '3s' | '5s',
  faultOf: (error: unknown) => unknown,
  work: () => Promise<T>,
): Promise<T> {
  try {
    await client.query(`begin; set local lock_timeout to '${wait}'`);
    const value = await work();
    await client.query('commit');
    return value;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw faultOf(error);
  }
}
