import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import type { FrameworkTrend } from '../../src-shared/controls/gaps.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { Section } from '../ui/page.tsx';
import { Ago } from '../ui/when.tsx';
import { CheckAllButton, CheckProgress } from './check-all.tsx';
import { CheckResults } from './check-results.tsx';
import { needed, OUTCOME_WORDS, RUN_SENTENCES } from './checks-words.ts';
import { Sparkline } from './gap-charts.tsx';

const SHOWN = 4;

/** On the overview: what the last check asks for, the worst first, and the button that checks anew. */
export function TodayCard(): ReactNode {
  const latest = useAnswer('checks.latest', {});
  const run = latest.data?.run ?? null;
  const waiting = run === null ? [] : needed(run.results);
  return (
    <Section
      title="What needs me today"
      aside={
        <Link to="/controls/checks" className="link small">
          Checks and lists
        </Link>
      }
    >
      <CheckProgress />
      {run === null ? (
        <p className="soft">One check looks at everything that is due. It changes nothing.</p>
      ) : (
        <p>
          <strong className={`ink-${OUTCOME_WORDS[run.outcome].tone}`}>{RUN_SENTENCES[run.outcome]}</strong>{' '}
          <span className="soft">
            Checked <Ago at={run.finishedAt} />.
          </span>
        </p>
      )}
      {waiting.length === 0 ? null : (
        <CheckResults label="What needs me today" results={waiting.slice(0, SHOWN)} />
      )}
      <div className="row">
        <span className="grow soft small">
          {waiting.length > SHOWN ? `${String(waiting.length - SHOWN)} more on the page Checks.` : ''}
        </span>
        <CheckAllButton />
      </div>
    </Section>
  );
}

/** Reviews that the overview has room for. */
const MOST_REVIEWS = 6;

/** The newest review of each framework, each review once with the frameworks that it is the newest of. */
export function newestReviews(
  cycles: readonly Cycle[],
): readonly { readonly cycle: Cycle; readonly frameworks: readonly string[] }[] {
  const seen = new Set<string>();
  return cycles.flatMap((cycle) => {
    const frameworks = cycle.frameworks.filter((id) => !seen.has(id));
    for (const id of frameworks) seen.add(id);
    return frameworks.length === 0 ? [] : [{ cycle, frameworks }];
  });
}

/** On the overview: how each framework stands in its newest review, and how it came there. */
export function PostureCard(): ReactNode {
  const cycles = useAnswer('reviews.cycles', {});
  const newest = newestReviews((cycles.data?.cycles ?? []).map(({ cycle }) => cycle));
  if (newest.length === 0) return null;
  return (
    <Section
      title="Posture by framework"
      aside={
        <Link to="/controls/gaps" className="link small">
          Gaps
        </Link>
      }
    >
      {newest.slice(0, MOST_REVIEWS).map(({ cycle, frameworks }) => (
        <div key={cycle.id} className="stack stack-tight">
          <p className="soft" dir="auto">
            {cycle.name}, {cycle.from} to {cycle.to}
          </p>
          <CyclePosture cycle={cycle} frameworks={frameworks} />
        </div>
      ))}
      {newest.length > MOST_REVIEWS ? (
        <p className="soft small">Others are under Controls, Reviews.</p>
      ) : null}
    </Section>
  );
}

function CyclePosture({
  cycle,
  frameworks,
}: {
  readonly cycle: Cycle;
  readonly frameworks: readonly string[];
}): ReactNode {
  const roadmap = useAnswer('gaps.roadmap', { cycleId: cycle.id });
  const nameOf = (id: string): string => cycle.versions.find((each) => each.id === id)?.name ?? id;
  return (
    <ul className="posture">
      {(roadmap.data?.trend ?? [])
        .filter(({ framework }) => frameworks.includes(framework))
        .map((trend) => (
          <Standing key={trend.framework} name={nameOf(trend.framework)} trend={trend} />
        ))}
    </ul>
  );
}

function Standing({
  name,
  trend: { points, compared },
}: {
  readonly name: string;
  readonly trend: FrameworkTrend;
}): ReactNode {
  const last = points.at(-1);
  if (last === undefined) return null;
  const words = `${String(last.effective)} of ${formatOf(compared, 'requirement', 'requirements')} effective, ${String(last.exception)} with exceptions, ${String(last.notEffective)} not effective, ${String(last.notTested)} not tested`;
  return (
    <li>
      <p className="strong" dir="auto">
        {name}
      </p>
      <p className="soft small">{words}</p>
      {points.length < 2 ? null : (
        <Sparkline
          label={`Effective over ${formatOf(points.length, 'review', 'reviews')}: ${points.map(({ effective }) => String(effective)).join(', ')}`}
          values={points.map(({ effective }) => effective)}
          height={32}
        />
      )}
    </li>
  );
}
