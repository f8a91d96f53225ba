import { type Verdict } from '../../src-shared/audit/types.ts';

/** What one check says against a signature. */
export type Objection = { readonly verdict: Exclude<Verdict, 'intact'>; readonly reason: string };

/** The objection that something was changed. */
export const tampered = (reason: string): Objection => ({ verdict: 'tampered', reason });
/** The objection that leaves the answer open. */
export const unclear = (reason: string): Objection => ({ verdict: 'could-not-tell', reason });

/** The verdict over all objections, with its reason: what was changed comes before what is open. */
export function verdictOver(objections: readonly Objection[]): { result: Verdict; reason: string | null } {
  const worst = objections.find(({ verdict }) => verdict === 'tampered') ?? objections[0];
  return { result: worst?.verdict ?? 'intact', reason: worst?.reason ?? null };
}
