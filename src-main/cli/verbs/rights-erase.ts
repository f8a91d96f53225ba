import { writeDurably } from '../../base/durable-file.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import type { DatabaseOptions } from '../database-login.ts';
import { EXIT } from '../exit.ts';
import { administratorOf, planLines } from './retention.ts';

export type RightsEraseOptions = DatabaseOptions & { readonly plan?: boolean; readonly out?: string };

/** Carries an approved erasure out, or counts what it would come to. Exit code 3 when not all of it could be verified. */
export async function rightsEraseVerb(
  context: Context,
  caseId: string,
  options: RightsEraseOptions,
): Promise<Outcome> {
  const { erasures, disposal, disposalPages } = context.services;
  const as = await administratorOf(context, options);
  await mustSignIn(context);
  if (options.plan === true) {
    const plan = await erasures.plan(as, caseId);
    return { answer: { json: plan, lines: planLines(plan) }, exit: EXIT.fine };
  }
  const { state, erasure } = await erasures.run(as, caseId, context.work);
  const done = erasure?.done ?? [];
  const last = done.at(-1)?.disposal;
  if (options.out !== undefined && last !== undefined)
    await writeDurably(
      options.out,
      options.out.toLowerCase().endsWith('.pdf')
        ? await disposalPages.pdf(last)
        : `${JSON.stringify(await disposal.certificate(last), null, 2)}\n`,
      { mode: 0o644 },
    );
  return {
    answer: {
      json: { caseId, state, erasure },
      lines: done.map(
        ({ disposal: id, signOff, deleted, held, referenced, retained }) =>
          `${id}: ${deleted} rows deleted; kept: ${held} held, ${referenced} pointed at, ${retained} by a rule. Certificate ${signOff}.`,
      ),
    },
    exit: done.every(({ verified }) => verified) ? EXIT.fine : EXIT.unknown,
  };
}
