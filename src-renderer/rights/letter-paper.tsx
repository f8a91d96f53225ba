import type { ReactNode } from 'react';
import type { Letter } from '../../src-shared/rights/letters.ts';
import { Notice } from '../ui/notice.tsx';

/** A letter as the paper it becomes, and what keeps it from going out. */
export function LetterPaper({
  letter,
  problems,
}: {
  readonly letter: Letter;
  readonly problems: readonly string[];
}): ReactNode {
  const lines = (texts: readonly string[], name: string): ReactNode => (
    <p aria-label={name}>
      {texts.map((line, at) => (
        <bdi key={at} className="block">
          {line}
        </bdi>
      ))}
    </p>
  );
  return (
    <>
      {problems.length === 0 ? null : (
        <Notice tone="unsure">
          <p className="notice-title">This letter cannot go out yet</p>
          <ul className="plain-list">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Notice>
      )}
      <article className="paper" lang={letter.language} aria-label={letter.title} tabIndex={0}>
        {lines(letter.from, 'From')}
        {lines(letter.to, 'To')}
        <p className="row row-apart">
          <span>{letter.date}</span>
          <span className="mono">{letter.reference}</span>
        </p>
        <h3>{letter.title}</h3>
        {letter.paragraphs.map(({ text }, at) => (
          <p key={at} dir="auto" className="paper-text">
            {text}
          </p>
        ))}
      </article>
    </>
  );
}
