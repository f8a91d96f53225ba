import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

export type EvidenceOptions = {
  readonly title: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly expires?: string;
};

/** Keeps a copy of a file. */
export async function evidenceAddVerb(
  { services, work }: Context,
  file: string,
  { expires, ...facts }: EvidenceOptions,
): Promise<Outcome> {
  const { id } = await services.evidence.addFile(
    file,
    { ...facts, expiresOn: expires ?? null },
    {
      signal: work.signal,
      read: (done, total) => {
        work.progress({ phase: 'Copying', done, total, unit: 'bytes' });
      },
    },
  );
  return { answer: { json: { id }, lines: [`Kept as ${id}.`] }, exit: EXIT.fine };
}

/** The library. `content`: every copy is read again. Exit code 2 when one is gone or changed. */
export async function evidenceListVerb({ services }: Context, content: boolean): Promise<Outcome> {
  const evidence = await services.evidence.list(content);
  return {
    answer: {
      json: { evidence },
      lines:
        evidence.length === 0
          ? ['No evidence yet.']
          : table(
              evidence.map(({ id, title, source, from, to, state, sha256 }) => [
                `${id}  ${title}`,
                `${source}, ${from} to ${to}, ${state}, SHA-256 ${sha256}`,
              ]),
            ),
    },
    exit: evidence.some(({ state }) => state === 'missing' || state === 'changed')
      ? EXIT.tampered
      : EXIT.fine,
  };
}
