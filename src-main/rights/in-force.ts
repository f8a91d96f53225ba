import { isInForce, type RightsCase } from './case.ts';
import type { PatientDirectory, RightsStore } from './ports.ts';
import type { RightsService } from './service.ts';

/** What is in force for a patient; the oldest agreement first. */
export type InForce = {
  /** Cases of restrictions that were agreed. */
  readonly restrictions: readonly string[];
  /** Cases of alternative addresses: the last one counts, and everything goes there. */
  readonly addresses: readonly string[];
};

/** The record that counts, and those that were merged into it. @throws Fault as {@link PatientDirectory} */
export async function recordsOf(
  patientId: string,
  hasMergers: boolean,
  directory: () => Promise<PatientDirectory>,
): Promise<readonly string[]> {
  if (!hasMergers) return [patientId];
  const found = await (await directory()).byId([patientId]);
  return [...new Set([patientId, ...found.map((one) => one.patientId)])];
}

/** What is in force for whoever stands behind these keyed hashes. */
export async function inForceFor(
  persons: readonly string[],
  cases: Pick<RightsStore, 'about'>,
  rights: Pick<RightsService, 'case'>,
): Promise<InForce> {
  const found: { readonly caseId: string; readonly at: RightsCase }[] = [];
  for (const caseId of await cases.about(persons)) {
    const at = await rights.case(caseId);
    if (isInForce(at)) found.push({ caseId, at });
  }
  found.sort(
    (a, b) =>
      (a.at.decision?.on ?? '').localeCompare(b.at.decision?.on ?? '') ||
      a.caseId.localeCompare(b.caseId, 'en', { numeric: true }),
  );
  const of = (type: 'restriction' | 'confidential-communications'): readonly string[] =>
    found.filter(({ at }) => at.opening.type === type).map(({ caseId }) => caseId);
  return { restrictions: of('restriction'), addresses: of('confidential-communications') };
}
