import { resolve } from 'node:path';
import { contentAlgorithmSchema } from '../../../src-shared/keys/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { fine } from './keys.ts';

export type CryptOptions = {
  readonly context: readonly string[];
  readonly out: string;
  readonly key?: string;
  readonly algorithm?: string;
  readonly recovery?: boolean;
};

function contextOf(pairs: readonly string[]): Record<string, string> {
  const entries = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1)
      throw new Fault('usage', 'The context is not understood.', 'Give pairs such as --context case=17.');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  if (new Set(entries.map(([name]) => name)).size !== entries.length)
    throw new Fault('usage', 'A name of the context is there twice.', 'Give each name once.');
  return Object.fromEntries(entries);
}

export async function encryptVerb(context: Context, file: string, options: CryptOptions): Promise<Outcome> {
  if (options.key === undefined)
    throw new Fault('usage', 'The key is missing.', 'Give --key NAME; `keys list` shows them.');
  const content = contentAlgorithmSchema.safeParse(options.algorithm ?? 'aes-256-gcm');
  if (!content.success)
    throw new Fault(
      'usage',
      'The algorithm is not known.',
      `Give --algorithm one of ${contentAlgorithmSchema.options.join(', ')}.`,
    );
  const belongsTo = contextOf(options.context);
  await mustSignIn(context);
  const to = resolve(options.out);
  const result = await context.services.keys.encryptFile(
    options.key,
    belongsTo,
    { from: resolve(file), to },
    { content: content.data, signal: context.work.signal },
  );
  return fine({ ...result, file: to }, [
    `Encrypted: ${to}, ${result.bytes} bytes, under version ${result.version}. Decrypting wants the same context.`,
  ]);
}

export async function decryptVerb(context: Context, file: string, options: CryptOptions): Promise<Outcome> {
  const belongsTo = contextOf(options.context);
  await mustSignIn(context);
  const to = resolve(options.out);
  const { keys } = context.services;
  const by = options.recovery === true ? keys.recovery : keys;
  const { bytes } = await by.decryptFile(belongsTo, { from: resolve(file), to }, context.work.signal);
  return fine({ file: to, bytes }, [`Decrypted: ${to}, ${bytes} bytes.`]);
}
