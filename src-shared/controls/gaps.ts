import { z } from 'zod';
import { count, instant, nothing, opaqueId, text } from '../base/schemas.ts';
import { frameworkId, requirementId } from './types.ts';

/** A day such as `2026-11-22`. */
const day = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const ref = z.strictObject({ framework: frameworkId, id: requirementId });
const reason = z.string().trim().min(10).max(1000);

/** How bad it is that something is missing, the least first. */
export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export const severitySchema = z.enum(SEVERITIES);
export type Severity = (typeof SEVERITIES)[number];

/** `accepted`: the risk is borne until a day; on the day after it the gap is open again. */
export const GAP_STATES = ['open', 'in-progress', 'closed', 'accepted'] as const;
export const gapStateSchema = z.enum(GAP_STATES);
export type GapState = (typeof GAP_STATES)[number];

/** What somebody says about a gap; the rest is kept by the application. */
const said = {
  title: z.string().trim().min(3).max(200),
  severity: severitySchema,
  /** Why it is there; empty while nobody knows. */
  cause: z.string().trim().max(1000),
  /** Who sees to it; empty while nobody does. */
  owner: z.string().trim().max(200),
  /** Working days of one person. */
  effortDays: z.number().min(0.5).max(1000),
  dueOn: day.nullable(),
  /** Gaps of the same cycle that must be closed first. */
  dependsOn: z.array(opaqueId).max(100),
} as const;

/** One thing that happened to a gap. */
export const gapEventSchema = z.strictObject({
  at: instant,
  by: text,
  what: z.enum(['opened', 'changed', 'began', 'closed', 'reopened', 'accepted', 'acceptance-expired']),
  /** Severity and state after it. */
  severity: severitySchema,
  state: gapStateSchema,
  note: text,
});
export type GapEvent = z.infer<typeof gapEventSchema>;

/** Something that a requirement asks for and that is not there. */
export const gapSchema = z.strictObject({
  id: opaqueId,
  cycleId: opaqueId,
  requirement: ref,
  ...said,
  state: gapStateSchema,
  /** How much of it is done, in per cent. */
  progress: z.number().int().min(0).max(100),
  acceptance: z
    .strictObject({ reason: text, by: text, until: day, signOffId: opaqueId.nullable() })
    .nullable(),
  /** `conclusion`: proposed from the review's conclusion and taken up by a person. */
  origin: z.enum(['conclusion', 'person']),
  /** Oldest first. */
  history: z.array(gapEventSchema).min(1).max(1000),
});
export type Gap = z.infer<typeof gapSchema>;

export const newGapSchema = z.strictObject({
  cycleId: opaqueId,
  requirement: ref,
  ...said,
  origin: gapSchema.shape.origin,
});
export type NewGap = z.infer<typeof newGapSchema>;

/** A gap that a conclusion suggests and nobody has taken up yet. */
export const gapProposalSchema = z.strictObject({
  requirement: ref,
  title: said.title,
  severity: severitySchema,
  cause: text,
  conclusion: z.enum(['exception', 'not-effective', 'not-tested']),
});
export type GapProposal = z.infer<typeof gapProposalSchema>;

/** A gap's place in the order of work. */
export const roadmapItemSchema = z.strictObject({
  gapId: opaqueId,
  /** From 1. */
  position: count,
  /** Its own severity, or a worse one of what waits for it. */
  risk: severitySchema,
  /** Days on which one person would begin and end it, weekends left out. */
  startOn: day,
  endOn: day,
  /** Ends after its due day. */
  late: z.boolean(),
  /** What must be closed before it and is not yet. */
  waitsFor: z.array(opaqueId).max(100),
});
export type RoadmapItem = z.infer<typeof roadmapItemSchema>;

/** How many gaps were not closed at the end of a day. */
export const burnDownPointSchema = z.strictObject({
  day,
  open: z.strictObject({ low: count, medium: count, high: count, critical: count }),
  accepted: count,
  closed: count,
});
export type BurnDownPoint = z.infer<typeof burnDownPointSchema>;

/** What the requirements of one cycle came to, of those that all points of a trend have in common. */
export const trendPointSchema = z.strictObject({
  cycleId: opaqueId,
  name: text,
  from: day,
  to: day,
  locked: z.boolean(),
  effective: count,
  exception: count,
  notEffective: count,
  notTested: count,
});
export type TrendPoint = z.infer<typeof trendPointSchema>;

/** One framework over the cycles that can be compared, like with like. */
export const frameworkTrendSchema = z.strictObject({
  framework: frameworkId,
  version: text,
  /** Requirements that every point has in scope: only these are counted. */
  compared: count,
  /** In scope now, but not in every point. */
  leftOut: z.array(requirementId).max(5000),
  /** Oldest first; the last is the cycle that was asked about. */
  points: z.array(trendPointSchema).min(1).max(100),
  /** Earlier cycles that cannot be compared, and why. */
  notComparable: z.array(z.strictObject({ cycleId: opaqueId, name: text, reason: text })).max(1000),
  /** Against the point before: requirements that came to a better or a worse conclusion. */
  better: z.array(requirementId).max(5000),
  worse: z.array(requirementId).max(5000),
});
export type FrameworkTrend = z.infer<typeof frameworkTrendSchema>;

/** Channels of gaps, of the order of work, and of how they came along. */
export const gapsContract = {
  /** Query. */
  'gaps.list': {
    input: z.strictObject({ cycleId: opaqueId }),
    output: z.strictObject({
      gaps: z.array(gapSchema).max(5000),
      proposals: z.array(gapProposalSchema).max(5000),
    }),
  },
  /** Query: the order of work, the burn-down and the trend of one cycle. */
  'gaps.roadmap': {
    input: z.strictObject({ cycleId: opaqueId }),
    output: z.strictObject({
      items: z.array(roadmapItemSchema).max(5000),
      burnDown: z.array(burnDownPointSchema).max(2000),
      trend: z.array(frameworkTrendSchema).max(50),
    }),
  },
  /** Commands. */
  'gaps.add': { input: newGapSchema, output: z.strictObject({ gapId: opaqueId }) },
  'gaps.set': {
    input: z.strictObject({
      gapId: opaqueId,
      ...z.strictObject(said).partial().shape,
      progress: gapSchema.shape.progress.optional(),
      note: z.string().trim().max(1000),
    }),
    output: nothing,
  },
  'gaps.move': {
    input: z.strictObject({
      gapId: opaqueId,
      to: z.enum(['open', 'in-progress', 'closed']),
      note: z.string().trim().max(1000),
    }),
    output: nothing,
  },
  /** Bears the risk until a day; signed by whoever is signed in. */
  'gaps.accept': { input: z.strictObject({ gapId: opaqueId, reason, until: day }), output: nothing },
} as const;
