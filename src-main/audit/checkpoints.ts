import type { StoredCheckpoint, Witness } from './ports.ts';

/** All checkpoints by size, read part by part: a monitor that signs for years leaves more than memory should hold. */
export async function* everyCheckpoint(
  witness: Pick<Witness, 'checkpoints'>,
  above: number | null = null,
): AsyncGenerator<StoredCheckpoint, undefined> {
  for (let part = await witness.checkpoints(above); ;) {
    const last = part.at(-1);
    if (last === undefined) return;
    yield* part;
    part = await witness.checkpoints(last.size);
  }
}
