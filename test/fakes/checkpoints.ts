import { everyCheckpoint } from '../../src-main/audit/checkpoints.ts';
import type { StoredCheckpoint, Witness } from '../../src-main/audit/ports.ts';

/** Checkpoints as a witness gives them, two at a time. */
export const kept = (
  notes: readonly StoredCheckpoint[],
): Pick<Witness, 'newestCheckpoint' | 'checkpoints' | 'certificates'> => ({
  newestCheckpoint: () => Promise.resolve(notes.at(-1) ?? null),
  checkpoints: (above) =>
    Promise.resolve(notes.filter(({ size }) => above === null || size > above).slice(0, 2)),
  certificates: () => Promise.resolve(notes.map(({ certificate }) => certificate)),
});

/** All of a witness's checkpoints. */
export async function allOf(witness: Pick<Witness, 'checkpoints'>): Promise<StoredCheckpoint[]> {
  const all: StoredCheckpoint[] = [];
  for await (const checkpoint of everyCheckpoint(witness)) all.push(checkpoint);
  return all;
}
