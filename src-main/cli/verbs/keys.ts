import { type Key, keyKindSchema } from '../../../src-shared/keys/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

/** An outcome in which nothing is wrong. */
export const fine = (json: unknown, lines: readonly string[]): Outcome => ({
  answer: { json, lines },
  exit: EXIT.fine,
});

const line = (key: Key): (readonly [string, string])[] =>
  key.versions.map((v, index) => [
    index === 0 ? key.name : '',
    `v${v.version} ${v.state}, ${key.kind}, ${v.rotation.ageDays} days, ${v.operations} operations, ${v.rotation.usesLeft} left${
      v.state !== 'active' || v.rotation.rotateBy === null
        ? ''
        : `, rotate ${v.rotation.status === 'due' ? 'now' : `by ${v.rotation.rotateBy.slice(0, 10)}`}`
    }${v.objects === 0 ? '' : `, ${v.objects} things encrypted under it`}`,
  ]);

/** All keys, their versions and what is due. Needs no token. */
export async function keysListVerb({ services }: Context): Promise<Outcome> {
  const keys = await services.keys.list();
  return fine(
    { keys },
    keys.length === 0 ? ['No keys yet. Make one with `keys generate`.'] : table(keys.flatMap(line)),
  );
}

/** How often each key was used, and what cannot be seen. */
export async function keysUseVerb({ services }: Context): Promise<Outcome> {
  const report = await services.keys.uses();
  const names = new Map((await services.keys.list()).map(({ keyId, name }) => [keyId, name]));
  const rows = report.uses.map((use): readonly [string, string] => [
    `${names.get(use.keyId) ?? use.keyId} v${use.version}`,
    `${use.operation}: ${use.operations}, last ${use.lastAt}`,
  ]);
  return fine(report, [...(rows.length === 0 ? ['No key was used yet.'] : table(rows)), report.invisible]);
}

/** Every key object on the token, ours or not. */
export async function keysInventoryVerb(context: Context): Promise<Outcome> {
  await mustSignIn(context);
  const objects = await context.services.keys.inventory();
  return fine(
    { objects },
    objects.length === 0
      ? ['The token holds no keys.']
      : table(
          objects.map((o) => [
            o.keyId,
            `${o.type} ${o.algorithm} "${o.label}", ${o.extractable === false ? 'cannot leave the token' : 'may leave the token'}: ${o.uses.join(', ')}`,
          ]),
        ),
  );
}

export async function keysGenerateVerb(
  context: Context,
  options: { readonly name: string; readonly kind: string },
): Promise<Outcome> {
  const kind = keyKindSchema.safeParse(options.kind);
  if (!kind.success)
    throw new Fault(
      'usage',
      'This kind of key is not known.',
      `Give --kind one of ${keyKindSchema.options.join(', ')}.`,
    );
  await mustSignIn(context);
  const { keys } = context.services;
  if ((await keys.list()).some(({ name }) => name === options.name))
    throw new Fault('usage', 'There is a key of this name already.', 'Give the new key another name.');
  const keyId = await keys.generate({ name: options.name, kind: kind.data }, context.work.signal);
  const key = await keys.key(keyId);
  return fine({ key }, [
    `Made ${key.name} (${key.kind}) on the token ${key.serial}.`,
    ...(key.versions[0]?.state === 'pre-active'
      ? ['It signs after it has a certificate: `keys csr` or `keys self-sign`.']
      : []),
  ]);
}

export async function keysRotateVerb(context: Context, name: string): Promise<Outcome> {
  await mustSignIn(context);
  const { keys } = context.services;
  const version = await keys.rotate(name, context.work.signal);
  const key = await keys.key(name);
  const state = key.versions.find((v) => v.version === version)?.state ?? 'pre-active';
  return fine({ key, version }, [
    state === 'active'
      ? `Version ${version} of ${key.name} is in use. Bring older data along with \`keys rewrap\`.`
      : `Version ${version} of ${key.name} waits for its certificate: \`keys csr\`, then \`keys import-cert\`. Until then the old one signs.`,
  ]);
}

export async function keysRewrapVerb(context: Context, name: string): Promise<Outcome> {
  await mustSignIn(context);
  const result = await context.services.keys.rewrap(name, context.work);
  return {
    answer: {
      json: result,
      lines: [
        `${result.done} things are now under the version in use.`,
        ...(result.missing === 0
          ? []
          : [`${result.missing} files are not where they were and stay under the old version.`]),
      ],
    },
    exit: result.missing === 0 ? EXIT.fine : EXIT.error,
  };
}
