import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { COST_WORDS, LEVEL_WORDS } from '../../src-shared/audit/level-words.ts';
import type { LevelInfo, Pace } from '../../src-shared/audit/types.ts';
import { formatDuration } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { useUi } from '../state/ui.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading } from '../ui/page.tsx';

const BARS = { low: 1, medium: 2, high: 3 } as const;

/** The cost of a level as bars and words, and how long it should take. */
function Cost({ info, pace }: { readonly info: LevelInfo; readonly pace: Pace }): ReactNode {
  const expectedMs = pace === 'background' ? info.expectedBackgroundMs : info.expectedMs;
  return (
    <span className="cost">
      <span className="cost-word">
        <span className="bars" aria-hidden>
          {[1, 2, 3].map((bar) => (
            <span key={bar} data-on={bar <= BARS[info.cost]} />
          ))}
        </span>
        {COST_WORDS[info.cost]}
      </span>
      <span className="soft small">
        {expectedMs === null ? 'time not known yet' : `about ${formatDuration(Math.max(100, expectedMs))}`}
      </span>
    </span>
  );
}

/** The five levels, plain words first, the term of art after; each includes the ones before it. */
export function LevelChoice(): ReactNode {
  const levels = useAnswer('audit.levels', {});
  const { level, chooseLevel, pace } = useUi();
  if (levels.isPending) return <Loading lines={5} />;
  if (levels.isError) return <FailurePanel failure={levels.error} onRetry={() => void levels.refetch()} />;
  return (
    <fieldset className="levels">
      <legend className="soft">How deep to look. Each level includes the ones above it.</legend>
      {levels.data.levels.map((info) => {
        const { plain, term, sees } = LEVEL_WORDS[info.level];
        return (
          <label key={info.level} className="level" data-chosen={info.level === level}>
            <Radio
              size="xs"
              name="level"
              value={info.level}
              checked={info.level === level}
              aria-label={`${plain} (${term})`}
              onChange={() => {
                chooseLevel(info.level);
              }}
            />
            <span className="grow">
              <span className="strong">{plain}</span> <span className="soft">({term})</span>
              <br />
              <span className="soft">
                {sees}
                {info.needsWitness ? ' Needs the witness.' : ''}
              </span>
            </span>
            <Cost info={info} pace={pace} />
          </label>
        );
      })}
    </fieldset>
  );
}
