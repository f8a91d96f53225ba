import { readFile } from 'node:fs/promises';
import { REASON_LENGTH } from '../../../src-shared/audit/monitor.ts';
import { type CutPlan, type CutWish, POLICY_SHORTEST } from '../../../src-shared/audit/retention.ts';
import type { StartingPoint } from '../../../src-shared/audit/witness.ts';
import { writeDurably } from '../../base/durable-file.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

export type CutOptions = { readonly before?: string; readonly entries?: string };
export type CompareOptions = { readonly key?: string; readonly accept?: string };

/** @throws Fault `usage` */
function wishFrom({ before, entries }: CutOptions): CutWish {
  if (before !== undefined && entries === undefined) {
    const time = Date.parse(before);
    if (!Number.isNaN(time)) return { before: new Date(time).toISOString() };
  }
  if (before === undefined && entries !== undefined && /^[1-9]\d{0,14}$/.test(entries))
    return { entries: Number(entries) };
  throw new Fault('usage', 'How far back is not understood.', 'Give --before TIME or --entries N.');
}

const planLines = (plan: CutPlan): readonly string[] => [
  `${plan.entries} entries would be removed, ${plan.kept} stay; the removal ends with block ${plan.block}.`,
  ...(plan.period === null ? [] : [`They are from ${plan.period.from} to ${plan.period.to}.`]),
  'This cannot be undone. Attestry signs for it; the database administrator carries it out.',
];

/** Says what would be removed. */
export async function cutPlanVerb({ services }: Context, options: CutOptions): Promise<Outcome> {
  const plan = await services.retention.plan(wishFrom(options));
  return { answer: { json: plan, lines: planLines(plan) }, exit: EXIT.fine };
}

/** Signs the certificate and writes the file for the database administrator. */
export async function cutSignVerb(
  context: Context,
  options: CutOptions & { readonly policy: string; readonly out: string },
): Promise<Outcome> {
  if (options.policy.trim().length < POLICY_SHORTEST)
    throw new Fault('usage', 'The rule is too short to mean anything.', 'Name the rule with --policy.');
  const { services, work } = context;
  await mustSignIn(context);
  const plan = await services.retention.plan(wishFrom(options));
  const certificate = await services.retention.sign(plan.size, options.policy, work);
  await writeDurably(options.out, await services.retention.file(plan.size), { mode: 0o644 });
  return {
    answer: {
      json: { ...certificate, file: options.out },
      lines: [
        `The log was verified and is intact. Certificate over the first ${certificate.size} entries signed.`,
        `Written: ${options.out}. The database administrator runs it; until then nothing is removed.`,
      ],
    },
    exit: EXIT.fine,
  };
}

/** Lists the certificates. */
export async function cutListVerb({ services }: Context): Promise<Outcome> {
  const cuts = await services.retention.list();
  return {
    answer: {
      json: { cuts },
      lines:
        cuts.length === 0
          ? ['No certificate of a removal was signed yet.']
          : cuts.map(
              ({ certificate: c, stored }) =>
                `${c.signedAt}  the first ${c.size} entries  ${stored === null ? 'the database was not asked' : stored ? 'removal begun' : 'not removed yet'}  ${c.by}: ${c.policy}`,
            ),
    },
    exit: EXIT.fine,
  };
}

/** Verifies a certificate. */
export async function cutVerifyVerb({ services }: Context, file: string): Promise<Outcome> {
  const check = await services.retention.verify((await read(file)).toString('utf8'));
  const { problem, knownKey, agrees, certificate } = check;
  const good = problem === null && knownKey !== false;
  return {
    answer: {
      json: check,
      lines: [
        problem === null
          ? `The signature holds: the first ${certificate?.size ?? 0} entries, signed by ${certificate?.by ?? ''} on ${certificate?.signedAt ?? ''}.`
          : `The file ${problem}.`,
        ...(knownKey === false ? ['This machine does not know the key.'] : []),
        ...(problem === null && agrees === true ? ['It states the tree that this machine witnessed.'] : []),
      ],
    },
    exit: good ? (agrees === true ? EXIT.fine : EXIT.unknown) : EXIT.tampered,
  };
}

/** Compares a colleague's checkpoint. */
export async function compareVerb(
  { services }: Context,
  file: string,
  { key, accept }: CompareOptions,
): Promise<Outcome> {
  const imported = await services.colleagues.compare(
    (await read(file)).toString('utf8'),
    key === undefined ? null : await read(key),
    accept === undefined ? null : accept.toLowerCase().replaceAll(':', ''),
  );
  if (imported.state === 'unknown-key')
    return {
      answer: {
        json: imported,
        lines: [
          `The checkpoint verifies, but the key is not known yet: ${imported.signer}.`,
          `SHA-256 of the certificate: ${imported.certificate}`,
          'Have your colleague read out this fingerprint; if it is the same, run this again with --accept FINGERPRINT.',
        ],
      },
      exit: EXIT.unknown,
    };
  const { outcome, size, signer } = imported.comparison;
  const words = {
    agrees: `Agrees: at ${size} entries this machine witnessed the same tree as ${signer}.`,
    contradicts: `CONTRADICTS: at ${size} entries this machine witnessed another tree than ${signer}. The two were shown different logs. Keep both machines as they are and verify at the level "blockchain".`,
    earlier: `Cannot tell: this machine's copy begins behind a removal, after ${size} entries.`,
    later: `Cannot tell yet: this machine has not witnessed ${size} entries. It is remembered and compared as soon as it has.`,
  };
  return {
    answer: { json: imported, lines: [words[outcome]] },
    exit: { agrees: EXIT.fine, contradicts: EXIT.tampered, later: EXIT.unknown, earlier: EXIT.unknown }[
      outcome
    ],
  };
}

/** Checks this machine's own copy. */
export async function witnessCheckVerb({ services, work }: Context): Promise<Outcome> {
  const check = await services.ownWitness.check(work);
  const bad = [
    ...check.problems,
    ...check.contradicted.map((size) => `It does not give the root of the checkpoint over ${size} entries.`),
  ];
  return {
    answer: {
      json: check,
      lines: bad.length === 0 ? [`This machine's copy of ${check.entries} entries is whole.`] : bad,
    },
    exit: bad.length === 0 ? EXIT.fine : EXIT.unknown,
  };
}

/** Reads a new copy from the clinic. */
export async function witnessRebuildVerb(
  { services, work }: Context,
  { reason }: { readonly reason: string },
): Promise<Outcome> {
  if (reason.trim().length < REASON_LENGTH)
    throw new Fault('usage', 'The reason is too short to mean anything.', 'Say why with --reason.');
  const rebuilt = await services.ownWitness.rebuild(reason.trim(), work);
  return {
    answer: {
      json: rebuilt,
      lines: [
        `${rebuilt.entries} entries were read anew; ${rebuilt.agree} earlier checkpoints agree with them.`,
        ...rebuilt.contradict.map((size) => `The checkpoint over ${size} entries does NOT agree.`),
      ],
    },
    exit: rebuilt.contradict.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

/** Says what this machine's copy could begin behind and, once the key is accepted, begins there. */
export async function witnessBeginVerb(
  { services, work }: Context,
  { accept, reason }: { readonly accept?: string; readonly reason?: string },
): Promise<Outcome> {
  const point = await services.startingPoints.proposal();
  if (point === null)
    return {
      answer: {
        json: { point },
        lines: ['Nothing was removed under a certificate that holds: the copy begins at the first entry.'],
      },
      exit: EXIT.fine,
    };
  if (accept === undefined)
    return { answer: { json: { point }, lines: pointLines(point) }, exit: EXIT.unknown };
  if (accept.toLowerCase().replaceAll(':', '') !== point.certificate.signer)
    throw new Fault(
      'usage',
      'The certificate is signed by another key than the one that was accepted.',
      'Run it without --accept and compare the fingerprint with the officer who signed.',
    );
  if ((reason ?? '').trim().length < REASON_LENGTH)
    throw new Fault('usage', 'The reason is too short to mean anything.', 'Say why with --reason.');
  const begun = await services.startingPoints.begin(point.digest, (reason ?? '').trim(), work);
  return {
    answer: {
      json: { point, ...begun },
      lines: [
        `This machine's copy begins behind the first ${point.certificate.size} entries; ${begun.entries} were taken over from there.`,
        ...begun.contradict.map((size) => `The checkpoint over ${size} entries does NOT agree.`),
      ],
    },
    exit: begun.contradict.length === 0 ? EXIT.fine : EXIT.tampered,
  };
}

const AUTHORITY = {
  trusted: 'An authority that this profile trusts stands behind it.',
  untrusted: 'NO authority that this profile trusts stands behind it.',
  'no-anchor': 'This profile trusts no authority yet, so nothing vouches for the name.',
} as const;
const FOLLOWS = {
  follows: 'It leads back to what this machine has witnessed.',
  contradicts: 'It CONTRADICTS what this machine has witnessed and cannot be taken.',
  'nothing-witnessed': 'This machine has witnessed nothing of this log that it could be compared with.',
  'own-copy-damaged': "This machine's own copy is damaged and cannot be compared with it.",
} as const;

function pointLines(point: StartingPoint): readonly string[] {
  const { certificate: c } = point;
  return [
    `The first ${c.size} entries were removed under a certificate; ${point.behind} follow. This machine has witnessed ${point.witnessed}.`,
    `Rule:        ${c.policy}`,
    `Signed:      ${c.signedAt} by ${point.subject}`,
    `Issued by:   ${point.issuer}`,
    `Fingerprint: ${c.signer} (SHA-256 of the signer's certificate)`,
    `Tree:        ${c.root}`,
    AUTHORITY[point.authority],
    point.knownKey
      ? 'The key is known: it signed checkpoints here, or an officer accepted it.'
      : 'The key is NOT known to this machine yet.',
    FOLLOWS[point.follows],
    'What was before it, this machine will never have seen: it then rests on the word of whoever signed.',
    'Have that officer read out the fingerprint; if it is the same: witness begin --accept FINGERPRINT --reason TEXT',
  ];
}

async function read(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes !== null && bytes.length < 1_000_000) return bytes;
  throw new Fault(
    'file-unreadable',
    'The file cannot be read.',
    'Check its name, and whether you may read it.',
  );
}
