import { COST_WORDS, LEVEL_WORDS, PACE_WORDS } from '../../../src-shared/audit/level-words.ts';
import {
  type Finding,
  type VerificationRun,
  LEVELS,
  levelSchema,
  type Pace,
  PACES,
  paceSchema,
} from '../../../src-shared/audit/types.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, type Outcome, signIn } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';
import { type Answer, table } from '../output.ts';

/** Seals what is settled, takes it over, and signs a checkpoint when a PIN can be had. */
export async function sealVerb(context: Context): Promise<Outcome> {
  const { services, work } = context;
  await signIn(context);
  const { sealed, witnessed, stopped, checkpoint, unsigned } = await services.audit.seal(work);
  return {
    answer: {
      json: {
        sealed,
        witnessed,
        result: stopped ? 'tampered' : 'sealed',
        checkpoint:
          checkpoint === null
            ? null
            : { size: checkpoint.size, root: checkpoint.root, signedAt: checkpoint.signedAt },
        unsigned:
          unsigned === null
            ? null
            : { code: unsigned.code, message: unsigned.message, remedy: unsigned.remedy },
      },
      lines: [
        `${sealed} entries sealed; this machine has witnessed ${witnessed}.`,
        ...(stopped
          ? [
              'What was sealed does not agree with the entries, or with what this machine saw before. Nothing was taken over: verify the log at the level "blockchain" now.',
            ]
          : []),
        ...(checkpoint === null
          ? []
          : [`Checkpoint over ${checkpoint.size} entries signed: ${checkpoint.root}`]),
        ...(unsigned === null ? [] : [unsigned.message, unsigned.remedy]),
      ],
    },
    exit: stopped ? EXIT.tampered : EXIT.fine,
  };
}

export type VerifyOptions = { readonly level: string; readonly pace?: string; readonly dryRun?: boolean };

/** The level that was asked for. @throws Fault `usage` */
export function levelFrom(text: string): (typeof LEVELS)[number] {
  const level = levelSchema.safeParse(text);
  if (level.success) return level.data;
  throw new Fault('usage', `There is no level of that name.`, `Give one of: ${LEVELS.join(', ')}.`);
}

/** The pace that was asked for. @throws Fault `usage` */
export function paceFrom(text: string): Pace {
  const pace = paceSchema.safeParse(text);
  if (pace.success) return pace.data;
  throw new Fault('usage', 'There is no pace of that name.', `Give one of: ${PACES.join(', ')}.`);
}

const about = (ms: number | null): string =>
  ms === null ? 'time not known yet' : `about ${(Math.max(100, ms) / 1000).toFixed(1)} s`;

/** What the levels see and cost, for the log as it is; reads nothing. */
export async function levelsVerb({ services }: Context): Promise<Outcome> {
  const levels = await services.audit.levels();
  return {
    answer: {
      json: { levels },
      lines: levels.flatMap(({ level, cost, expectedMs, expectedBackgroundMs, needsWitness }) => [
        `${level}: ${LEVEL_WORDS[level].plain}. ${LEVEL_WORDS[level].sees}${needsWitness ? ' Needs the witness.' : ''}`,
        `  ${COST_WORDS[cost]}: ${about(expectedMs)} at full speed, ${about(expectedBackgroundMs)} in the background.`,
      ]),
    },
    exit: EXIT.fine,
  };
}

/** What a verification would see and cost; nothing is read. */
async function dryRun({ services }: Context, asked: VerifyOptions): Promise<Outcome> {
  const level = levelFrom(asked.level);
  const pace = paceFrom(asked.pace ?? 'full');
  const info = (await services.audit.levels()).find((known) => known.level === level);
  const expectedMs = (pace === 'full' ? info?.expectedMs : info?.expectedBackgroundMs) ?? null;
  const cost = info?.cost ?? 'high';
  return {
    answer: {
      json: { dryRun: true, level, pace, cost, expectedMs, needsWitness: info?.needsWitness ?? false },
      lines: [
        `${LEVEL_WORDS[level].plain} (level ${level}). ${LEVEL_WORDS[level].sees}`,
        `${COST_WORDS[cost]}, ${about(expectedMs)}. ${PACE_WORDS[pace].name}: ${PACE_WORDS[pace].means}`,
        'Nothing was read.',
      ],
    },
    exit: EXIT.fine,
  };
}

const PAGE = 500;
/** Findings on the screen; all of them with --json. */
const SHOWN = 20;

/** Verifies the log at a level. */
export async function verifyVerb(context: Context, options: VerifyOptions): Promise<Outcome> {
  if (options.dryRun === true) return dryRun(context, options);
  const { services, work } = context;
  const run = await services.audit.verify(levelFrom(options.level), work, paceFrom(options.pace ?? 'full'));
  return { answer: await runAnswer(context, run), exit: exitOf(run.result) };
}

/** What is said of a verification that was made. */
export async function runAnswer({ services }: Context, run: VerificationRun): Promise<Answer> {
  const findings: Finding[] = [];
  for (let offset = 0; offset < run.found; offset += PAGE) {
    const { rows } = await services.audit.runs.findings(run.runId, offset, PAGE, null);
    findings.push(...rows.map(({ finding }) => finding));
  }
  const words = { intact: 'Intact', tampered: 'Tampered', 'could-not-tell': 'Could not tell' };
  return {
    json: {
      level: run.level,
      pace: run.pace,
      result: run.result,
      reason: run.reason,
      entries: run.entries,
      pending: run.pending,
      elapsedMs: run.elapsedMs,
      runId: run.runId,
      steps: run.steps,
      findings,
    },
    lines: [
      `${words[run.result]} (level ${run.level}): ${run.entries} entries in ${run.elapsedMs} ms; ${run.pending} waiting.`,
      ...(run.reason === null ? [] : [run.reason]),
      ...table(run.steps.map(({ step, verdict, detail }) => [`  ${step}`, `${verdict}: ${detail}`] as const)),
      ...findings.slice(0, SHOWN).map((f) => `  ${f.type}: ${f.evidence.summary}`),
      ...(findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more; --json lists them all.`] : []),
    ],
  };
}

/** The newest signed checkpoint, as a signed note. */
export async function checkpointVerb({ services }: Context): Promise<Outcome> {
  const checkpoint = await services.audit.checkpoint();
  if (checkpoint === null)
    throw new Fault(
      'profile-missing',
      'This machine holds no signed checkpoint yet.',
      'Run `seal` with a token signed in.',
    );
  return {
    answer: { json: checkpoint, lines: checkpoint.note.replace(/\n$/, '').split('\n') },
    exit: EXIT.fine,
  };
}
