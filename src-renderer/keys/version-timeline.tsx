import type { ReactNode } from 'react';
import type { Key } from '../../src-shared/keys/types.ts';
import { formatInstant } from '../lib/format.ts';
import { useNow } from '../ui/now.ts';
import { stretchesOf } from './stretches.ts';
import { STATE_WORDS } from './words.ts';

const ROW = 32;
const BAR = 14;
/** Milliseconds; the picture shows no less. */
const MONTH = 30 * 86_400_000;

/** The versions of a key over time: when each was made, was in use, left use, and when the next exchange is due. */
export function VersionTimeline({ of: key }: { readonly of: Key }): ReactNode {
  const now = useNow();
  const starts = key.versions.map(({ createdAt }) => Date.parse(createdAt));
  const due = key.versions.flatMap(({ state, rotation }) =>
    state === 'active' && rotation.rotateBy !== null ? [Date.parse(rotation.rotateBy)] : [],
  );
  const from = Math.min(...starts, now);
  // A key made today has a life to be looked at, too.
  const to = Math.max(now, from + MONTH, ...due);
  const span = to - from;
  const share = (at: number): number => ((at - from) / span) * 100;
  const per = (value: number): string => `${value.toFixed(2)}%`;
  const height = key.versions.length * ROW;
  const said = key.versions
    .map(
      (version) =>
        `Version ${String(version.version)}: ${STATE_WORDS[version.state].toLowerCase()}, made ${formatInstant(version.createdAt) ?? ''}`,
    )
    .join('. ');
  return (
    <figure className="key-life">
      <div className="key-life-names" aria-hidden>
        {key.versions.map(({ version, state }) => (
          <div key={version} style={{ height: ROW }}>
            <strong>Version {version}</strong> <span className="soft">{STATE_WORDS[state]}</span>
          </div>
        ))}
      </div>
      <div>
        <svg width="100%" height={height} role="img" aria-label={`Versions over time. ${said}.`}>
          {key.versions.map((version, row) => (
            <g key={version.version}>
              <line
                x1="0"
                x2="100%"
                y1={row * ROW + ROW / 2}
                y2={row * ROW + ROW / 2}
                className="key-life-line"
              />
              {stretchesOf(version, share, now).map(({ kind, from: at, width }) => (
                <rect
                  key={kind}
                  x={per(at)}
                  width={per(width)}
                  y={row * ROW + (ROW - BAR) / 2}
                  height={BAR}
                  rx="3"
                  className={`key-life-bar key-life-${kind}`}
                />
              ))}
              {version.state === 'active' && version.rotation.rotateBy !== null ? (
                <circle
                  cx={per(share(Date.parse(version.rotation.rotateBy)))}
                  cy={row * ROW + ROW / 2}
                  r="5"
                  className="key-life-due"
                  // Drawn inwards: the newest date is the edge of the picture.
                  transform="translate(-6 0)"
                />
              ) : null}
            </g>
          ))}
          <line x1={per(share(now))} x2={per(share(now))} y1="0" y2={height} className="key-life-now" />
        </svg>
        <div className="key-life-scale soft small" aria-hidden>
          <span>{day(from)}</span>
          {share(now) > 12 && share(now) < 80 ? (
            <span className="key-life-today" style={{ insetInlineStart: per(share(now)) }}>
              today
            </span>
          ) : null}
          <span>{day(to)}</span>
        </div>
      </div>
      <figcaption className="key-life-legend small soft">
        {LEGEND.filter(([kind]) => shown(key, kind)).map(([kind, words]) => (
          <span key={kind}>
            <svg width="16" height="10" aria-hidden focusable="false">
              {kind === 'due' ? (
                <circle cx="8" cy="5" r="4" className="key-life-due" />
              ) : (
                <rect x="1" y="1" width="14" height="8" rx="2" className={`key-life-bar key-life-${kind}`} />
              )}
            </svg>{' '}
            {words}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

const LEGEND = [
  ['waiting', 'made, not in use yet'],
  ['active', 'in use'],
  ['suspended', 'suspended'],
  ['deactivated', 'reads only'],
  ['compromised', 'compromised'],
  ['destroyed', 'destroyed'],
  ['due', 'exchange by then'],
] as const;

const shown = ({ versions }: Key, kind: (typeof LEGEND)[number][0]): boolean =>
  kind === 'due' || kind === 'active'
    ? versions.some(({ state, activatedAt }) => (kind === 'due' ? state === 'active' : activatedAt !== null))
    : kind === 'waiting'
      ? versions.some(({ state }) => state === 'pre-active')
      : versions.some(({ state }) => state === kind);

const day = (at: number): string =>
  new Date(at).toLocaleDateString(undefined, { year: 'numeric', month: 'short', day: 'numeric' });
