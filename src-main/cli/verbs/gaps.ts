import { severitySchema } from '../../../src-shared/controls/gaps.ts';
import { Fault } from '../../base/fault.ts';
import { type Context, mustSignIn, type Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';

/** The gaps of a cycle in the order of work, what is suggested, and the trend. */
export async function gapsListVerb({ services }: Context, cycleId: string): Promise<Outcome> {
  const { gaps } = services;
  const [all, items] = [await gaps.list(cycleId), await gaps.roadmap(cycleId)];
  const [proposals, trend] = [await gaps.proposals(cycleId), await gaps.trend(cycleId)];
  const placed = new Map(items.map((item) => [item.gapId, item]));
  const sorted = all.toSorted(
    (a, b) => (placed.get(a.id)?.position ?? Infinity) - (placed.get(b.id)?.position ?? Infinity),
  );
  return {
    answer: {
      json: { gaps: all, roadmap: items, proposals, trend },
      lines: [
        ...sorted.map((gap) => {
          const item = placed.get(gap.id);
          const when =
            item === undefined ? gap.state : `${item.startOn} to ${item.endOn}${item.late ? ', LATE' : ''}`;
          return `${gap.id}  ${gap.severity.padEnd(8)}  ${gap.requirement.id.padEnd(22)}  ${gap.title}  [${when}]${gap.owner === '' ? '' : ` ${gap.owner}`}`;
        }),
        ...(proposals.length === 0 ? [] : ['', 'Suggested by conclusions:']),
        ...proposals.map(
          ({ requirement, severity, conclusion, title }) =>
            `  ${requirement.framework} ${requirement.id}  ${conclusion}  ${severity}  ${title}`,
        ),
        ...trend.flatMap(({ framework, version, compared, points, notComparable }) => [
          '',
          `${framework} ${version}, ${compared} requirements in common:`,
          ...points.map(
            ({ name, to, effective, exception, notEffective, notTested }) =>
              `  ${to}  ${effective} effective, ${exception} exceptions, ${notEffective} not effective, ${notTested} not tested  ${name}`,
          ),
          ...notComparable.map(({ name, reason }) => `  not compared: ${name}. ${reason}`),
        ]),
      ],
    },
    exit: EXIT.fine,
  };
}

export type GapOptions = {
  readonly title?: string;
  readonly severity?: string;
  readonly cause?: string;
  readonly owner?: string;
  readonly effort?: string;
  readonly due?: string;
  readonly after?: string[];
  readonly progress?: string;
  readonly state?: string;
  readonly note?: string;
};

const wrong = (what: string): Fault =>
  new Fault('usage', `${what} is not understood.`, 'Run the verb with --help to see what it takes.');

function readSaid(options: GapOptions) {
  const severity = severitySchema.optional().safeParse(options.severity);
  if (!severity.success) throw wrong('The severity');
  const effort = options.effort === undefined ? undefined : Number(options.effort);
  if (effort !== undefined && !(effort >= 0.5 && effort <= 1000)) throw wrong('The effort in days');
  if (options.due !== undefined && !/^\d{4}-\d\d-\d\d$/.test(options.due)) throw wrong('The day');
  return {
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(severity.data === undefined ? {} : { severity: severity.data }),
    ...(options.cause === undefined ? {} : { cause: options.cause }),
    ...(options.owner === undefined ? {} : { owner: options.owner }),
    ...(effort === undefined ? {} : { effortDays: effort }),
    ...(options.due === undefined ? {} : { dueOn: options.due }),
    ...(options.after === undefined ? {} : { dependsOn: options.after }),
  };
}

/** A gap that a person found. */
export async function gapsAddVerb(
  { services }: Context,
  cycleId: string,
  framework: string,
  id: string,
  options: GapOptions & { readonly title: string },
): Promise<Outcome> {
  const gapId = await services.gaps.add({
    ...{ severity: 'medium', cause: '', owner: '', effortDays: 1, dueOn: null, dependsOn: [] },
    ...readSaid(options),
    ...{ title: options.title, cycleId, requirement: { framework, id }, origin: 'person' },
  });
  return { answer: { json: { gapId }, lines: [gapId] }, exit: EXIT.fine };
}

/** Changes a gap, or its state. */
export async function gapsSetVerb(
  { services }: Context,
  gapId: string,
  options: GapOptions,
): Promise<Outcome> {
  const { state, note = '' } = options;
  const progress = options.progress === undefined ? undefined : Number(options.progress);
  if (progress !== undefined && !(Number.isInteger(progress) && progress >= 0 && progress <= 100))
    throw wrong('The progress in per cent');
  const edit = { ...readSaid(options), ...(progress === undefined ? {} : { progress }) };
  if (Object.keys(edit).length > 0) await services.gaps.set(gapId, edit, note);
  if (state === 'open' || state === 'in-progress' || state === 'closed')
    await services.gaps.move(gapId, state, note);
  else if (state !== undefined) throw wrong('The state');
  return { answer: { json: { gapId }, lines: ['Changed.'] }, exit: EXIT.fine };
}

/** Bears the risk of a gap until a day. */
export async function gapsAcceptVerb(
  context: Context,
  gapId: string,
  { reason, until }: { readonly reason: string; readonly until: string },
): Promise<Outcome> {
  await mustSignIn(context);
  await context.services.gaps.accept(gapId, reason, until);
  return { answer: { json: { gapId, until }, lines: [`Accepted until ${until}.`] }, exit: EXIT.fine };
}
