import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  contentAlgorithmSchema,
  type Key,
  keyKindSchema,
  type KeyState,
  keyStateSchema,
} from '../../../src-shared/keys/types.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';

const fine = (json: unknown, lines: readonly string[]): Outcome => ({
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

export type SubjectOptions = {
  readonly cn: string;
  readonly org?: string;
  readonly country?: string;
  readonly out?: string;
  readonly years?: string;
};

const subjectOf = ({ cn, org, country }: SubjectOptions) => ({
  commonName: cn,
  organisation: org ?? null,
  country: country ?? null,
});

async function written(text: string, out: string | undefined): Promise<Outcome> {
  const file = out === undefined ? null : resolve(out);
  if (file !== null) await writeDurably(file, text, { mode: 0o644 });
  return fine({ file, pem: text }, file === null ? [text.trimEnd()] : [`Written: ${file}`]);
}

export async function keysRequestVerb(
  context: Context,
  name: string,
  options: SubjectOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  return written(await context.services.keys.request(name, subjectOf(options)), options.out);
}

export async function keysSelfSignVerb(
  context: Context,
  name: string,
  options: SubjectOptions,
): Promise<Outcome> {
  const years = Number(options.years ?? '3');
  if (!Number.isInteger(years) || years < 1 || years > 10)
    throw new Fault('usage', 'The number of years is not understood.', 'Give --years a number from 1 to 10.');
  await mustSignIn(context);
  return written(await context.services.keys.selfSign(name, subjectOf(options), years), options.out);
}

export async function keysImportVerb(
  context: Context,
  name: string,
  files: readonly string[],
): Promise<Outcome> {
  await mustSignIn(context);
  const certificates: Uint8Array[] = [];
  for (const file of files) certificates.push(...anchorsFrom(await bytesOf(file)));
  const version = await context.services.keys.importCertificates(name, certificates);
  const key = await context.services.keys.key(name);
  return fine({ key, version }, [
    `The certificate is on the token; version ${version} of ${key.name} is in use.`,
  ]);
}

async function bytesOf(file: string): Promise<Buffer> {
  try {
    return await readFile(resolve(file));
  } catch (error) {
    throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name, then try again.', error);
  }
}

const STATES: Readonly<Record<string, KeyState>> = {
  suspend: 'suspended',
  resume: 'active',
  deactivate: 'deactivated',
  compromise: 'compromised',
};

export type VersionOptions = { readonly version: string; readonly reason: string };
const versionIn = (options: { readonly version: string }): number => {
  const version = Number(options.version);
  if (Number.isInteger(version) && version > 0) return version;
  throw new Fault('usage', 'The version is not understood.', 'Give --version a whole number from 1.');
};

/** Suspends, resumes, ends or declares compromised, and says what follows. */
export async function keysStateVerb(
  context: Context,
  word: string,
  name: string,
  options: VersionOptions,
): Promise<Outcome> {
  const to = keyStateSchema.parse(STATES[word]);
  await mustSignIn(context);
  const after = await context.services.keys.change(name, versionIn(options), to, options.reason);
  return fine(after, [
    `Version ${options.version} is now ${to}.`,
    ...(to === 'compromised'
      ? [
          `${after.objects} things are encrypted under it: rotate the key, then \`keys rewrap\`.`,
          ...after.uses.map(
            ({ operation, operations }) =>
              `${operations} × ${operation}: what these vouch for must be done again.`,
          ),
        ]
      : []),
  ]);
}

/** Asks for a destruction, approves one, or carries out an approved one. */
export async function keysDestroyVerb(
  context: Context,
  name: string,
  options: VersionOptions,
): Promise<Outcome> {
  await mustSignIn(context);
  const requestId = await context.services.keys.requestDestruction(name, versionIn(options), options.reason);
  return fine({ requestId }, [
    `Request ${requestId}: two officers approve it, each signed in with their own token: \`keys approve ${requestId}\`.`,
    `Then: \`keys destroy-approved ${requestId}\`.`,
  ]);
}

export async function keysRequestsVerb({ services }: Context): Promise<Outcome> {
  const requests = await services.keys.requests();
  return fine(
    { requests },
    requests.length === 0
      ? ['Nothing waits for approval.']
      : table(
          requests.map((r) => [
            r.requestId,
            `destroy ${r.keyId} v${r.version}: ${r.state}, ${r.approvals.length} of 2 approvals${r.approvals.map(({ by }) => `; ${by}`).join('')}`,
          ]),
        ),
  );
}

export async function keysApproveVerb(context: Context, requestId: string): Promise<Outcome> {
  const { subject } = await mustSignIn(context);
  await context.services.keys.approve(requestId);
  return fine({ requestId, by: subject }, [`Approved by ${subject}.`]);
}

export async function keysDestroyApprovedVerb(context: Context, requestId: string): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.keys.destroy(requestId);
  return fine({ requestId }, ['The key was destroyed on the token.']);
}

export type CryptOptions = {
  readonly context: readonly string[];
  readonly out: string;
  readonly key?: string;
  readonly algorithm?: string;
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
  const { bytes } = await context.services.keys.decryptFile(
    belongsTo,
    { from: resolve(file), to },
    context.work.signal,
  );
  return fine({ file: to, bytes }, [`Decrypted: ${to}, ${bytes} bytes.`]);
}
