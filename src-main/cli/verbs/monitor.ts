import { setTimeout as pause } from 'node:timers/promises';
import { standingOf, standingRun } from '../../audit/index.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, type Outcome, signIn } from '../context.ts';
import { EXIT, exitOf } from '../exit.ts';

export type MonitorOptions = { readonly cycles: string };

const MOST = 1_000_000;

/** Runs cycles of the monitor, one each period, and says what they came to. */
export async function monitorVerb(context: Context, options: MonitorOptions): Promise<Outcome> {
  const { services, work } = context;
  const cycles = Number(options.cycles);
  if (!Number.isInteger(cycles) || cycles < 1 || cycles > MOST)
    throw new Fault(
      'usage',
      'The number of cycles is not understood.',
      'Give --cycles a whole number from 1.',
    );
  await signIn(context);
  let why = '';
  const sum = { reread: 0, drawn: 0, sealed: 0 };
  const runs: { runId: string; result: 'intact' | 'tampered' | 'could-not-tell'; found: number }[] = [];
  let still = false;
  let log = true;
  /** Something does not agree, and no verification has looked into it. */
  let open = false;
  for (let done = 0; done < cycles; done++) {
    const begun = performance.now();
    const { cycle, run } = await services.monitor.once(work);
    log = cycle.fingerprint !== null;
    why = cycle.unsigned === null ? '' : `: ${cycle.unsigned.message} ${cycle.unsigned.remedy}`;
    still = Object.keys(cycle.state.known).length > 0;
    sum.reread += cycle.reread;
    sum.drawn += cycle.drawn;
    sum.sealed += cycle.sealed;
    open = run === null && (open || cycle.marks.length > 0);
    if (run !== null) runs.push({ runId: run.runId, result: run.result, found: run.found });
    if (done === cycles - 1) break;
    const { periodMs } = await services.monitor.status();
    await pause(Math.max(0, periodMs - (performance.now() - begun)), undefined, { signal: work.signal });
  }
  const { sweep, guaranteeMs, chanceSeen, unsignedSince } = await services.monitor.status();
  const last = standingRun(await services.audit.logRuns());
  // What was found before and is still there is no news, but no good news either.
  const tables = standingOf(await services.tables.list());
  if (!log && tables.watched === 0)
    throw new Fault(
      'database-not-guarded',
      'There is nothing to monitor: the database has no guard schema, and no table is watched.',
      'Run `tables candidates` to see which audit tables could be watched, then `tables map`.',
    );
  const worst = [
    ...(open ? (['could-not-tell'] as const) : []),
    ...[...runs, ...(last === undefined || !still ? [] : [last])].map(({ result }) => result),
    ...(tables.watched === 0 || (log && tables.verdict === null) ? [] : [tables.verdict ?? 'could-not-tell']),
  ];
  const result = worst.includes('tampered')
    ? 'tampered'
    : worst.includes('could-not-tell')
      ? 'could-not-tell'
      : 'intact';
  return {
    answer: {
      json: { cycles, ...sum, sweep, guaranteeMs, chanceSeen, unsignedSince, result, runs, tables },
      lines: [
        ...(log
          ? [
              `${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}: ${sum.reread} entries read again, ${sum.drawn} drawn at random, ${sum.sealed} sealed.`,
              `The sweep stands at ${sweep.position} of ${sweep.size}; every entry is read again at least every ${guaranteeMs / 3_600_000} h as long as cycles run.`,
            ]
          : ['The database has no guard schema: there is no sealed log to read.']),
        ...(tables.watched === 0
          ? []
          : [
              `${tables.watched} other ${tables.watched === 1 ? 'table' : 'tables'} watched, ${tables.rows} rows: ${tables.verdict ?? 'not all verified yet'}.`,
            ]),
        ...runs.map((run) => `${run.result}: ${run.found} findings, run ${run.runId}.`),
        ...(open
          ? ['Something does not agree and was not looked into yet: verify at the level "blockchain".']
          : []),
        ...(unsignedSince === null
          ? []
          : [`Entries wait for a signature since ${unsignedSince}${why === '' ? '.' : why}`]),
        ...(runs.length === 0 && still && result === 'tampered'
          ? ['Nothing new was seen; the last verification found tampering.']
          : []),
      ],
    },
    exit: result === 'intact' ? EXIT.fine : exitOf(result),
  };
}
