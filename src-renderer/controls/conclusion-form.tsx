import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { ControlReview } from '../../src-shared/controls/cycles.ts';
import { NeedsSignIn } from '../token/needs-sign-in.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import { ConclusionFields } from './conclude-sheet.tsx';
import { useEdit } from './use-edit.ts';
import { CONCLUSION_WORDS } from './words.ts';

/** What the review of one control came to. What is typed is kept while one signs in. */
export function ConclusionForm({
  control,
  open,
}: {
  readonly control: ControlReview;
  /** Whether the cycle can be changed. */
  readonly open: boolean;
}): ReactNode {
  const { edit, busy, failure } = useEdit(control);
  const [said, setSaid] = useState({ conclusion: control.conclusion, narrative: control.narrative });
  if (control.scope.state !== 'in') return null;
  if (!open)
    return (
      <Section title="Conclusion">
        {control.conclusion === null ? null : (
          <p>
            <strong>{CONCLUSION_WORDS[control.conclusion].name}</strong>
          </p>
        )}
        <p dir="auto" className="case-wish">
          {control.narrative === '' ? 'Nothing was written.' : control.narrative}
        </p>
      </Section>
    );
  const same = said.conclusion === control.conclusion && said.narrative.trim() === control.narrative;
  const lacks = said.conclusion !== null && said.conclusion !== 'effective' && said.narrative.trim() === '';
  return (
    <Section title="Conclusion">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void edit({ edit: 'conclude', ...said });
        }}
      >
        <ConclusionFields
          {...said}
          onChange={(change) => {
            setSaid((before) => ({ ...before, ...change }));
          }}
        />
        {failure === null ? null : <FailurePanel failure={failure} />}
        {same ? null : (
          <NeedsSignIn why="Who concludes is told from who approves by their tokens.">
            <div className="row row-end">
              {control.stage === 'approved' ? (
                <span className="grow soft">Saving takes the approval away.</span>
              ) : null}
              <Button type="submit" loading={busy} disabled={lacks}>
                Save the conclusion
              </Button>
            </div>
          </NeedsSignIn>
        )}
      </form>
    </Section>
  );
}
