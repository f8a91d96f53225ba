import { readFile } from 'node:fs/promises';
import type { SignOffCheck } from '../../../src-shared/signing/types.ts';
import { type CheckedSignOff, noSignOff, signedDecisionFrom, type SignOffs } from '../../signing/index.ts';
import { codeOf } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { exitOf } from '../exit.ts';
import { table } from '../output.ts';

/** The verdict on all of them: the worst one. */
const worst = (checks: readonly SignOffCheck[]): SignOffCheck['result'] =>
  (['tampered', 'could-not-tell'] as const).find((result) =>
    checks.some((check) => check.result === result),
  ) ?? 'intact';

const oneLine = ({ signed, check: { document, result } }: CheckedSignOff): readonly [string, string] => [
  signed.signOffId,
  document === null
    ? `${result}, cannot be read`
    : `${result}, ${document.decidedAt}, ${document.officer}, ${document.kind}: ${document.decision}`,
];

/** Every sign-off that is kept here, newest first, each checked now. */
export async function signOffListVerb({ services }: Context): Promise<Outcome> {
  const all = await services.signing.signOffs.all();
  return {
    answer: {
      json: { signOffs: all.map(({ signed, check }) => ({ ...signed, check })) },
      lines: all.length === 0 ? ['Nothing has been signed off yet.'] : table(all.map(oneLine)),
    },
    exit: exitOf(worst(all.map(({ check }) => check))),
  };
}

/** One sign-off in full, by its id or from a file. */
export async function signOffVerifyVerb({ services }: Context, which: string): Promise<Outcome> {
  const { signed, check } = await found(services.signing.signOffs, which);
  const { document, signature } = check;
  return {
    answer: {
      json: { ...signed, check },
      lines: [
        `${check.result}${check.reason === null ? '' : `: ${check.reason}`}`,
        ...(document === null
          ? []
          : table([
              ['decided', `${document.decision} (${document.kind}, ${document.subject})`],
              ['by', document.officer],
              ['at', `${document.decidedAt}, by the clock of the officer’s computer`],
              ['what was read', document.statement],
            ])),
        ...table([
          ['signature', `${signature.algorithm}, ${signature.trusted}`],
          [
            'time-stamp',
            signature.timeStamp === null ? 'none: the time is only claimed' : signature.timeStamp.state,
          ],
        ]),
      ],
    },
    exit: exitOf(check.result),
  };
}

async function found(signOffs: SignOffs, which: string): Promise<CheckedSignOff> {
  const text = await readFile(which, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw noSignOff(error);
  });
  if (text === null) return signOffs.read(which);
  const signed = signedDecisionFrom(text);
  return { signed, check: await signOffs.checkSignOff(signed) };
}
