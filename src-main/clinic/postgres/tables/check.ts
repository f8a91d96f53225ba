import { codeOf } from '../../../base/fault.ts';
import type { ConnectionCheck } from '../../ports.ts';
import type { Connected } from '../connect.ts';

type Outcome = ConnectionCheck['outcome'];
/** One answer of a check. */
export const check = (
  id: string,
  title: string,
  outcome: Outcome,
  detail: string,
  remedy = '',
): ConnectionCheck => ({
  id,
  title,
  outcome,
  detail,
  remedy,
});

/** A question that may take long on a large table; null when it did. */
export async function answered(client: Connected, sql: string): Promise<boolean | null> {
  try {
    await client.query("set statement_timeout to '15s'");
    const { rows } = await client.query<{ found: boolean }>(sql);
    return rows[0]?.found ?? null;
  } catch (error) {
    if (codeOf(error) === '57014') return null;
    throw error;
  } finally {
    await client.query('set statement_timeout to 0').catch(() => undefined);
  }
}
