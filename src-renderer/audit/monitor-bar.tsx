import type { ReactNode } from 'react';
import type { MonitorStatus } from '../../src-shared/audit/monitor.ts';
import { formatCount, formatInstant, formatOf } from '../lib/format.ts';
import { useNow } from '../ui/now.ts';
import { freshness, freshnessCounts, FRESHNESS_WORDS } from './monitor-words.ts';

/** The whole log in sealing order, and how long ago each stretch was read again. The list says the same in words. */
export function MonitorBar({ status }: { readonly status: MonitorStatus }): ReactNode {
  const now = useNow();
  const { coverage, guaranteeMs } = status;
  if (coverage.length === 0) return <p className="soft">Nothing is sealed and witnessed yet.</p>;
  const counts = freshnessCounts(coverage, guaranteeMs, now).filter(({ count }) => count > 0);
  const alternative = counts
    .map(({ kind, count }) => `${FRESHNESS_WORDS[kind]}: ${formatOf(count, 'entry', 'entries')}`)
    .join('. ');
  return (
    <figure className="coverage">
      <div className="monitor-bar" role="img" aria-label={`Readings of the log. ${alternative}.`}>
        {coverage.map(({ from, to, at }) => (
          <span
            key={from}
            className={`reading reading-${freshness(at, guaranteeMs, now)}`}
            style={{ flexGrow: to - from }}
            title={`Entries ${formatCount(from)} to ${formatCount(to - 1)}: ${at === null ? 'not read again yet' : (formatInstant(at) ?? at)}`}
          />
        ))}
      </div>
      <div className="coverage-scale soft small" aria-hidden>
        <span>first entry</span>
        <span>newest entry</span>
      </div>
      <ul className="readings small">
        {counts.map(({ kind, count }) => (
          <li key={kind}>
            <span className={`swatch reading-${kind}`} aria-hidden /> {FRESHNESS_WORDS[kind]}:{' '}
            {formatOf(count, 'entry', 'entries')}
          </li>
        ))}
      </ul>
    </figure>
  );
}
