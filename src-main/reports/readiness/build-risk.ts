import type { Severity } from '../../../src-shared/controls/gaps.ts';
import type { ReportedRisk } from '../../../src-shared/reports/readiness-rows.ts';
import type { Frozen, RiskAnalysisReport } from '../../../src-shared/reports/readiness.ts';
import { counted } from '../wording.ts';
import { reviewedParts, type ReviewFacts } from './build-review.ts';
import { figure, type FrameFacts } from './frame.ts';

type Degree = ReportedRisk['likelihood'];
type Reviewed = ReturnType<typeof reviewedParts>;
type Parts = Reviewed['parts'];
type Assessments = Reviewed['assessments'];

/** What threatens where a standard is not met, by the section of 45 CFR 164 that asks for it. */
const THREATS: readonly (readonly [RegExp, string])[] = [
  [
    /^164\.308/,
    'Somebody of the workforce, or a log-in that nobody looks after, reads, changes or loses records',
  ],
  [/^164\.310/, 'Devices or rooms are entered, stolen, lost or damaged'],
  [/^164\.312/, 'Somebody reads or changes records by technical means, from within or from outside'],
  [/^164\.314/, 'A partner handles records without the duties that the clinic has'],
  [/^164\.316/, 'Rules are not written down, so that nobody can keep to them or show that they were kept'],
];
const OTHER_THREAT = 'Records are read, changed or lost by somebody who should not';

const IMPACT: Readonly<Record<Severity, Degree>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'high',
};
const LEVELS: Readonly<Record<Degree, Readonly<Record<Degree, Severity>>>> = {
  low: { low: 'low', medium: 'low', high: 'medium' },
  medium: { low: 'low', medium: 'medium', high: 'high' },
  high: { low: 'medium', medium: 'high', high: 'critical' },
};
/** From this share of failing rows on, a weakness is taken to be used. */
const OFTEN = 0.05;

/**
 * The risk analysis of 45 CFR 164.308(a)(1)(ii)(A), from the gaps of a review of the Security Rule.
 *
 * @param places - where electronic health information is
 */
export function riskAnalysis(
  facts: FrameFacts,
  of: ReviewFacts,
  places: readonly string[],
): RiskAnalysisReport {
  const { parts, assessments } = reviewedParts(facts, of);
  const risks = risksOf(parts, assessments, places);
  const level = (wanted: Severity): number => risks.filter((risk) => risk.level === wanted).length;
  return {
    ...parts,
    summary: {
      statements: [
        places.length === 0
          ? 'Where electronic health information is was not recorded: the analysis is not complete without it.'
          : `Electronic health information was found in ${counted(places.length, 'place', 'places')}.`,
        `${counted(risks.length, 'risk was', 'risks were')} found, ${level('critical')} of them critical and ${level('high')} high.`,
      ],
      figures: [
        figure('places', 'Places with electronic health information', places.length),
        figure('risks', 'Risks', risks.length),
        ...(['critical', 'high', 'medium', 'low'] as const).map((wanted) =>
          figure(`risks-${wanted}`, `Risks: ${wanted}`, level(wanted)),
        ),
        figure('measures', 'Requirements that are met effectively', effective(assessments).length),
        figure(
          'gaps-open',
          'Gaps that are not closed',
          parts.gaps.filter(({ state }) => state !== 'closed').length,
        ),
      ],
    },
    limits: [
      ...parts.limits,
      'Likelihood and impact follow the rule that is stated under elements 5 and 6; a person who knows the clinic must confirm them.',
    ],
    kind: 'risk-analysis',
    elements: elementsOf(facts, of, parts, assessments, places, risks),
    risks,
  };
}

const effective = (assessments: Assessments): Assessments =>
  assessments.filter(({ conclusion }) => conclusion === 'effective');

function risksOf(
  parts: Pick<Parts, 'gaps'>,
  assessments: Assessments,
  places: readonly string[],
): readonly Frozen<ReportedRisk>[] {
  return parts.gaps
    .filter(({ state }) => state !== 'closed')
    .map((gap, index) => {
      const of = assessments.find(({ requirement }) => requirement.id === gap.requirement.id);
      const shares = (of?.tests ?? [])
        .filter(({ outcome, tested }) => outcome === 'fail' && tested > 0)
        .map(({ failed, tested }) => failed / tested);
      const likelihood: Degree = shares.some((share) => share >= OFTEN)
        ? 'high'
        : shares.length > 0 || of?.conclusion !== 'effective'
          ? 'medium'
          : 'low';
      const impact = IMPACT[gap.severity];
      return {
        number: index + 1,
        place: places.length === 0 ? 'Not recorded' : 'All places under element 1',
        threat: THREATS.find(([section]) => section.test(gap.requirement.id))?.[1] ?? OTHER_THREAT,
        weakness: `${gap.requirement.id}: ${gap.title}`,
        measures: measuresOf(of),
        likelihood,
        impact,
        level: LEVELS[likelihood][impact],
        action:
          gap.acceptance === null
            ? `${gap.owner === '' ? 'Nobody yet' : gap.owner}, ${gap.dueOn === null ? 'no day set' : `by ${gap.dueOn}`}`
            : `Accepted by ${gap.acceptance.by} until ${gap.acceptance.until}`,
        gapId: gap.id,
      };
    });
}

function measuresOf(of: Assessments[number] | undefined): string {
  const passed = of?.tests.filter(({ outcome }) => outcome === 'pass').length ?? 0;
  return passed === 0 ? 'None that was tested' : counted(passed, 'test of it passes', 'tests of it pass');
}

function elementsOf(
  facts: FrameFacts,
  of: ReviewFacts,
  parts: Pick<Parts, 'frameworks' | 'gaps' | 'signOffs' | 'cycle'>,
  assessments: Assessments,
  places: readonly string[],
  risks: readonly Frozen<ReportedRisk>[],
): RiskAnalysisReport['elements'] {
  const met = effective(assessments);
  return [
    [
      'Scope: all electronic protected health information',
      places.length === 0 ? ['Where it is was not recorded in this application.'] : [...places.slice(0, 190)],
    ],
    [
      'How the data was collected',
      [
        'Places are those of the data map, which an officer confirmed column by column; measures and weaknesses come from the review that is named in this report.',
        `${counted(assessments.length, 'requirement', 'requirements')} of ${parts.frameworks[0]?.name ?? 'the Security Rule'} were gone through in the review “${parts.cycle.name}”.`,
      ],
    ],
    [
      'Threats and weaknesses',
      [
        `${counted(risks.length, 'pair of a threat and a weakness is', 'pairs of a threat and a weakness are')} listed under “Risks”.`,
      ],
    ],
    [
      'Measures in place',
      [
        `${counted(met.length, 'requirement is', 'requirements are')} met effectively: ${
          met
            .map(({ requirement }) => requirement.id)
            .join(', ')
            .slice(0, 1800) || 'none'
        }.`,
      ],
    ],
    [
      'Likelihood',
      [
        `High where at least ${OFTEN * 100} of 100 rows of a test fail, medium where any fails or nobody could show that the measure works, low otherwise.`,
      ],
    ],
    [
      'Impact',
      ['By the severity that a person gave the gap: low, medium, or high for high and critical ones.'],
    ],
    [
      'Level of risk',
      [
        'Likelihood against impact: high with high is critical; high with medium is high; medium with medium is medium; the rest follows between them.',
      ],
    ],
    [
      'Documentation',
      [
        `This report, ${facts.reportId}, of ${facts.createdAt.slice(0, 10)}, is the written record; it is to be kept for six years (45 CFR 164.316(b)(2)(i)).`,
        `${counted(parts.signOffs.length, 'sign-off stands', 'sign-offs stand')} behind it.`,
      ],
    ],
    [
      'Periodic review',
      [
        `The period is ${facts.from} to ${facts.to}. ${of.trend.some(({ points }) => points.length > 1) ? 'Earlier reviews stand under “Trend”.' : 'There is no earlier review to compare with.'}`,
        'It is to be made again when something in the surroundings or in the work changes (45 CFR 164.306(e)).',
      ],
    ],
  ].map(([title, statements], index) => ({
    number: index + 1,
    title: title as string,
    statements: statements as readonly string[],
  }));
}
