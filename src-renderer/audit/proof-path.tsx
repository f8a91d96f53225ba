import { useId, type ReactNode } from 'react';
import type { ProofPath as Path } from '../../src-shared/audit/entries.ts';
import { formatCount, formatOf, shortHash } from '../lib/format.ts';
import { Hash } from '../ui/hash.tsx';

const STEP = 56;
const BOX = { width: 168, height: 36 } as const;
const MIDDLE = 230;
const SIDE = { left: 16, right: 460 - BOX.width - 16 } as const;

/** The way from the entry's leaf to the signed root, drawn as the part of the tree it needs, with a table behind it. */
export function ProofPath({ proof }: { readonly proof: Path }): ReactNode {
  const id = useId();
  const levels = proof.path.length;
  const leafTop = levels === 0 ? 4 : levels * STEP + BOX.height + 16;
  const height = leafTop + BOX.height + 8;
  /** Top of the boxes at a level; level 0 holds the leaf's own sibling. */
  const topOf = (level: number): number => 4 + (levels - level) * STEP;
  return (
    <>
      <p className="soft">
        The entry’s hash is joined with {formatOf(levels, 'other hash', 'other hashes')}, one a level, and
        comes to the root that the checkpoint signs over {formatOf(proof.size, 'entry', 'entries')}. Nothing
        else of the log is needed to check it.
      </p>
      <svg
        className="proof-tree"
        viewBox={`0 0 460 ${String(height)}`}
        role="img"
        aria-labelledby={`${id}-title ${id}-text`}
      >
        <title id={`${id}-title`}>Proof path of position {formatCount(proof.index)}</title>
        <desc id={`${id}-text`}>{inWords(proof)}</desc>
        <path
          className="proof-way"
          d={`M${String(MIDDLE)} ${String(topOf(levels) + BOX.height)} V${String(leafTop)}`}
        />
        {proof.path.map(({ side, hash, from, to }, level) => {
          const x = SIDE[side];
          const y = topOf(level);
          const outer = x + BOX.width / 2;
          const inner = outer + (side === 'left' ? 8 : -8);
          /** Where the two meet. */
          const joint = y - 16;
          return (
            <g key={level}>
              <path
                className="proof-join"
                d={`M${String(outer)} ${String(y)} V${String(joint + 8)} Q${String(outer)} ${String(joint)} ${String(inner)} ${String(joint)} H${String(MIDDLE)}`}
              />
              <Sibling x={x} y={y} hash={hash} from={from} to={to} />
              <circle className="proof-node" cx={MIDDLE} cy={joint} r={4} />
            </g>
          );
        })}
        <Box y={topOf(levels)} className="proof-root" name="Root, signed" hash={proof.root} />
        {levels === 0 ? null : (
          <Box
            y={leafTop}
            className="proof-leaf"
            name={`Position ${formatCount(proof.index)}`}
            hash={proof.leaf}
          />
        )}
      </svg>
      <details className="proof-table">
        <summary>As a table</summary>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col" className="end">
                Level
              </th>
              <th scope="col">Side</th>
              <th scope="col">Stands for positions</th>
              <th scope="col">Hash</th>
            </tr>
          </thead>
          <tbody>
            {proof.path.map(({ side, hash, from, to }, level) => (
              <tr key={level}>
                <td className="end">{level}</td>
                <td>{side}</td>
                <td>{rangeOf(from, to)}</td>
                <td>
                  <Hash value={hash} what={`hash at level ${String(level)}`} />
                </td>
              </tr>
            ))}
            <tr>
              <td className="end">{levels}</td>
              <td>root</td>
              <td>{rangeOf(0, proof.size)}</td>
              <td>
                <Hash value={proof.root} what="root hash" />
              </td>
            </tr>
          </tbody>
        </table>
      </details>
    </>
  );
}

function Sibling({
  x,
  y,
  hash,
  from,
  to,
}: {
  readonly x: number;
  readonly y: number;
  readonly hash: string;
  readonly from: number;
  readonly to: number;
}): ReactNode {
  return (
    <g className="proof-sibling">
      <rect x={x} y={y} width={BOX.width} height={BOX.height} rx={4} />
      <text x={x + BOX.width / 2} y={y + 15} className="proof-hash">
        {shortHash(hash)}
      </text>
      <text x={x + BOX.width / 2} y={y + 29} className="proof-range">
        {rangeOf(from, to)}
      </text>
    </g>
  );
}

function Box({
  y,
  className,
  name,
  hash,
}: {
  readonly y: number;
  readonly className: string;
  readonly name: string;
  readonly hash: string;
}): ReactNode {
  return (
    <g className={className}>
      <rect x={MIDDLE - BOX.width / 2} y={y} width={BOX.width} height={BOX.height} rx={4} />
      <text x={MIDDLE} y={y + 15} className="proof-name">
        {name}
      </text>
      <text x={MIDDLE} y={y + 29} className="proof-hash">
        {shortHash(hash)}
      </text>
    </g>
  );
}

/** Positions [from, to) as they are read: the last one included. */
function rangeOf(from: number, to: number): string {
  return to - from === 1 ? formatCount(from) : `${formatCount(from)} to ${formatCount(to - 1)}`;
}

/** The picture for those who do not see it. */
function inWords({ index, size, path }: Path): string {
  const steps = path.map(
    ({ side, from, to }, level) => `level ${String(level)}: hash of ${rangeOf(from, to)} on the ${side}`,
  );
  return `From the leaf at position ${String(index)} up to the signed root over ${String(size)} entries. ${steps.join('; ')}.`;
}
