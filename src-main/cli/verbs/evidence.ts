import { type Context, mustSignIn, type Outcome, signIn } from '../context.ts';
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

/**
 * The library. `content`: every copy is read again, encrypted ones with the token. Exit code 2 when one is gone or changed, 3 when
 * one could not be opened.
 */
export async function evidenceListVerb(context: Context, content: boolean): Promise<Outcome> {
  const library = context.services.evidence;
  if (content && (await library.list()).some(({ sealed }) => sealed)) await signIn(context);
  const evidence = await library.list(content);
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
      : content && evidence.some(({ state }) => state === 'not-checked')
        ? EXIT.unknown
        : EXIT.fine,
  };
}

/** Encrypts what lies in clear. Exit code 2 when a copy is gone or changed. */
export async function evidenceSealVerb(context: Context): Promise<Outcome> {
  await mustSignIn(context);
  const { done, left } = await context.services.evidence.seal(context.work);
  return {
    answer: {
      json: { encrypted: done, left },
      lines: [
        `${done} encrypted.`,
        ...(left === 0 ? [] : [`${left} gone or changed: restore the profile from a backup.`]),
      ],
    },
    exit: left === 0 ? EXIT.fine : EXIT.tampered,
  };
}
