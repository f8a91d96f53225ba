import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { RecoveryKeyInfo, RecoveryStatus } from '../../../src-shared/keys/recovery.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { anchorsFrom } from '../../signing/index.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { table } from '../output.ts';
import { fine } from './keys.ts';

const STATE_LINES: Readonly<Record<RecoveryKeyInfo['state'], string>> = {
  waiting: 'waits for approval, is not used yet',
  'in-use': 'in use',
  doubtful: 'NOT USED: the approvals do not count any more; see who is trusted here',
  removed: 'taken out of use',
};

const rowOf = (r: RecoveryKeyInfo): readonly [string, string] => [
  r.recoveryId,
  `${r.subject}, until ${r.notAfter.slice(0, 10)}: ${STATE_LINES[r.state]}; ${r.approvals.length} of 2 approvals${r.approvals.map(({ by }) => `; ${by}`).join('')}; opened ${r.operations} times; public key ${r.publicKeySha256}`,
];

/** How many things are to be encrypted anew because of recovery keys. */
export const outdatedOf = ({ outdated }: RecoveryStatus): number =>
  outdated.reduce((sum, { objects }) => sum + objects, 0);

/** In one line: what would be left if the token were lost now. */
export function recoveryLine(status: RecoveryStatus): string {
  const count = (state: RecoveryKeyInfo['state']): number =>
    status.recoveries.filter((one) => one.state === state).length;
  const outdated = outdatedOf(status);
  if (count('doubtful') > 0) return 'not used: the approvals do not count any more (`keys recovery`)';
  if (count('in-use') === 0)
    return count('waiting') > 0
      ? 'waits for approval: `keys recovery approve`'
      : 'none: a lost token takes what is encrypted with it (`keys recovery`)';
  return outdated === 0 ? 'in use' : `in use; ${outdated} things to be encrypted anew (\`keys rewrap\`)`;
}

/** Which recovery keys there are, and what lacks them. Needs no token. */
export async function recoveryStatusVerb({ services }: Context): Promise<Outcome> {
  const status = await services.keys.recovery.status();
  const names = new Map((await services.keys.list()).map(({ keyId, name }) => [keyId, name]));
  return fine(status, [
    ...(status.recoveries.length === 0
      ? [
          'No recovery key: if the token is lost, what is encrypted is lost with it. Propose one with `keys recovery propose`.',
        ]
      : table(status.recoveries.map(rowOf))),
    ...status.outdated.map(
      ({ keyId, version, objects }) =>
        `${objects} things under version ${version} of ${names.get(keyId) ?? keyId} are to be encrypted anew: \`keys rewrap ${keyId}\`.`,
    ),
  ]);
}

export async function recoveryCertificateVerb(
  context: Context,
  name: string,
  options: { readonly cn: string; readonly org?: string; readonly years: string; readonly out: string },
): Promise<Outcome> {
  const years = Number(options.years);
  if (!Number.isInteger(years) || years < 1 || years > 30)
    throw new Fault('usage', 'The number of years is not understood.', 'Give --years a number from 1 to 30.');
  await mustSignIn(context);
  const subject = { commonName: options.cn, organisation: options.org ?? null, country: null };
  const pem = await context.services.keys.recovery.certify(name, subject, years);
  const file = resolve(options.out);
  await writeDurably(file, pem, { mode: 0o644 });
  return fine({ file, pem }, [
    `Written: ${file}. On the computer that encrypts: \`keys recovery propose\` with this file.`,
  ]);
}

export async function recoveryProposeVerb(context: Context, file: string): Promise<Outcome> {
  const [certificate, ...more] = anchorsFrom(
    await readFile(resolve(file)).catch((error: unknown) => {
      throw new Fault('file-unreadable', 'The file cannot be read.', 'Check its name.', error);
    }),
  );
  if (certificate === undefined || more.length > 0)
    throw new Fault(
      'usage',
      'The file does not hold one certificate.',
      'Give the file with the certificate of the recovery key alone, without those of authorities.',
    );
  await mustSignIn(context);
  const recoveryId = await context.services.keys.recovery.propose(certificate);
  return fine({ recoveryId }, [
    `Proposal ${recoveryId}: two officers approve it, each signed in with their own token: \`keys recovery approve ${recoveryId}\`.`,
    'Compare the hash of the public key (`keys recovery`) with what the recovery token shows before you approve.',
  ]);
}

export async function recoveryApproveVerb(context: Context, recoveryId: string): Promise<Outcome> {
  const { subject } = await mustSignIn(context);
  const { recovery } = context.services.keys;
  await recovery.approve(recoveryId);
  const status = await recovery.status();
  const found = status.recoveries.find((one) => one.recoveryId === recoveryId);
  return fine({ recoveryId, by: subject, state: found?.state }, [
    `Approved by ${subject}.`,
    ...(found?.state === 'in-use'
      ? [
          `It is in use. ${outdatedOf(status)} things from before are to be encrypted anew: \`keys rewrap\` for each key.`,
        ]
      : ['A second officer approves with their own token; then it is used.']),
  ]);
}

export async function recoveryRemoveVerb(
  context: Context,
  recoveryId: string,
  { reason }: { readonly reason: string },
): Promise<Outcome> {
  await mustSignIn(context);
  const { recovery } = context.services.keys;
  await recovery.remove(recoveryId, reason);
  const outdated = outdatedOf(await recovery.status());
  return fine({ recoveryId, outdated }, [
    'It is not used any more.',
    ...(outdated === 0
      ? []
      : [`It still opens ${outdated} things until they are encrypted anew: \`keys rewrap\`.`]),
  ]);
}

/** Brings everything of other tokens over to this one, opened with the recovery key on it. */
export async function keysRecoverVerb(context: Context, { key }: { readonly key: string }): Promise<Outcome> {
  await mustSignIn(context);
  const result = await context.services.keys.recovery.recover(key, context.work);
  return {
    answer: {
      json: result,
      lines: [
        `${result.done} things were opened with the recovery key and are now under ${key}.`,
        ...(result.missing === 0 ? [] : [`${result.missing} files are not where they were.`]),
        ...(result.closed === 0
          ? []
          : [`${result.closed} things name no recovery key of this token; only their own token opens them.`]),
      ],
    },
    exit: result.missing + result.closed === 0 ? EXIT.fine : EXIT.error,
  };
}
