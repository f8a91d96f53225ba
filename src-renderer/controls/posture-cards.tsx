import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
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

/** On the overview: how each framework of the newest review stands, and how it came there. */
export function PostureCard(): ReactNode {
  const cycles = useAnswer('reviews.cycles', {});
  const newest = cycles.data?.cycles[0]?.cycle;
  if (newest === undefined) return null;
  return (
    <Section
      title="Posture by framework"
      aside={
        <Link to="/controls/gaps" className="link small">
          Gaps
        </Link>
      }
    >
      <p className="soft" dir="auto">
        {newest.name}, {newest.from} to {newest.to}
      </p>
      <CyclePosture cycleId={newest.id} />
    </Section>
  );
}

function CyclePosture({ cycleId }: { readonly cycleId: string }): ReactNode {
  const roadmap = useAnswer('gaps.roadmap', { cycleId });
  return (
    <ul className="posture">
      {(roadmap.data?.trend ?? []).map((trend) => (
        <Standing key={trend.framework} trend={trend} />
      ))}
    </ul>
  );
}

function Standing({ trend: { framework, points, compared } }: { readonly trend: FrameworkTrend }): ReactNode {
  const last = points.at(-1);
  if (last === undefined) return null;
  const words = `${String(last.effective)} of ${formatOf(compared, 'requirement', 'requirements')} effective, ${String(last.exception)} with exceptions, ${String(last.notEffective)} not effective, ${String(last.notTested)} not tested`;
  return (
    <li>
      <p className="strong">{framework}</p>
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
