import { CloseButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CoveredNode, FrameworkSummary } from '../../src-shared/controls/frameworks.ts';
import { Id } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';
import {
  CONCLUSION_WORDS,
  COVERAGE_REASONS,
  COVERAGE_WORDS,
  OBLIGATION_NAMES,
  obligationMeaning,
  OUTCOME_WORDS,
  RELATION_WORDS,
  SCOPE_WORDS,
  STAGE_WORDS,
} from './words.ts';

/** One requirement: what it asks for, where that comes from, and how it is looked after. */
export function RequirementPanel({
  framework,
  node,
  onShow,
  onClose,
}: {
  readonly framework: FrameworkSummary;
  readonly node: CoveredNode;
  readonly onShow: (framework: string, requirement: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const { obligation, coverage, tests, mappings, review } = node;
  return (
    <section className="card room-panel" aria-label={node.id}>
      <header className="card-head">
        <h2 className="grow">{node.title}</h2>
        <CloseButton aria-label="Close" onClick={onClose} />
      </header>
      <Facts
        rows={[
          ['Number', <Id key="id" value={node.id} what="number" />],
          ['From', `${framework.publisher}: ${framework.name}, ${framework.version}`],
          ...(node.citation === undefined ? [] : [['Place', node.citation] as const]),
          ...(obligation === undefined
            ? []
            : [
                [
                  OBLIGATION_NAMES[obligation],
                  <span key="meaning">{obligationMeaning(framework.id, obligation)}</span>,
                ] as const,
              ]),
        ]}
      />
      {node.note === undefined ? null : <p className="soft">{node.note}</p>}
      {coverage === null ? null : (
        <>
          <h3>{COVERAGE_WORDS[coverage]}</h3>
          <p>{COVERAGE_REASONS[coverage]}</p>
        </>
      )}
      {tests.length === 0 ? null : (
        <>
          <h3>Automatic tests</h3>
          <ul className="linked-list">
            {tests.map(({ id, title, conclusion }) => (
              <li key={id}>
                <span className="grow">{title}</span>
                <span className={`badge badge-${OUTCOME_WORDS[conclusion].tone}`}>
                  {OUTCOME_WORDS[conclusion].name}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {review === null ? null : (
        <>
          <h3>Newest review</h3>
          <Facts
            rows={[
              [
                'Cycle',
                <Link
                  key="cycle"
                  to="/controls/reviews/$cycleId/control"
                  params={{ cycleId: review.cycleId }}
                  search={{ framework: framework.id, requirement: node.id }}
                  className="link"
                >
                  <bdi>{review.cycle}</bdi>
                </Link>,
              ],
              ['Scope', `${SCOPE_WORDS[review.scope]}${review.reason === '' ? '' : `: ${review.reason}`}`],
              ['Stage', review.locked ? 'Locked' : STAGE_WORDS[review.stage]],
              [
                'Conclusion',
                review.conclusion === null ? 'None yet' : CONCLUSION_WORDS[review.conclusion].name,
              ],
            ]}
          />
        </>
      )}
      {mappings.length === 0 ? null : (
        <>
          <h3>In other frameworks</h3>
          <ul className="linked-list">
            {mappings.map(({ relation, to }) => (
              <li key={`${to.framework} ${to.id}`}>
                <span className="soft">{RELATION_WORDS[relation]}</span>
                <button
                  type="button"
                  className="link"
                  onClick={() => {
                    onShow(to.framework, to.id);
                  }}
                >
                  {to.framework} {to.id}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
