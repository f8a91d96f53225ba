import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { Section } from '../ui/page.tsx';
import { Day } from './due.tsx';
import { LetterSheet } from './letter-sheet.tsx';
import { letterWords, mannerWords } from './step-options.ts';

/** The letters that went out, and writing one. */
export function CaseLetters({
  view,
  onStep,
}: {
  readonly view: CaseView;
  readonly onStep: (step: 'send-letter' | 'extend') => void;
}): ReactNode {
  const [writing, setWriting] = useState(false);
  return (
    <Section
      title="Letters"
      aside={
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            setWriting(true);
          }}
        >
          Write a letter…
        </Button>
      }
    >
      {view.letters.length === 0 ? (
        <p className="soft">No letter has gone out yet.</p>
      ) : (
        <ul className="stack stack-tight">
          {view.letters.map(({ kind, sentOn, manner }, at) => (
            <li key={at}>
              {letterWords(kind)}{' '}
              <span className="soft">
                · <Day on={sentOn} /> · {mannerWords(manner).toLowerCase()}
              </span>
            </li>
          ))}
        </ul>
      )}
      {writing ? (
        <LetterSheet
          view={view}
          onSent={(step) => {
            setWriting(false);
            onStep(step);
          }}
          onClose={() => {
            setWriting(false);
          }}
        />
      ) : null}
    </Section>
  );
}
