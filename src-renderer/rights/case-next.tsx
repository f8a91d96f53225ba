import { Button, Menu } from '@mantine/core';
import { IconAlertTriangle, IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { type StepName } from '../../src-shared/rights/steps.ts';
import type { CaseState } from '../../src-shared/rights/words.ts';
import { Section } from '../ui/page.tsx';
import { nextStep, nextWords } from './stages.ts';
import { STEP_WORDS } from './words.ts';

/** Where nothing leads on by itself: what that means. */
const IDLE: Readonly<Partial<Record<CaseState, string>>> = {
  active:
    'The restriction is in force, and stays so until it is ended as the law allows, under “Other steps”.',
};

/** The next step with what is missing for it, and the other steps that can be taken now. */
export function CaseNext({
  view,
  hasSheet,
  onNext,
  onStep,
}: {
  readonly view: CaseView;
  /** Whether the window has a sheet for a step. */
  readonly hasSheet: (step: StepName) => boolean;
  /** The step that leads on. */
  readonly onNext: (step: StepName) => void;
  readonly onStep: (step: StepName) => void;
}): ReactNode {
  const next = nextStep(view);
  const names = Object.keys(STEP_WORDS) as StepName[];
  const others = names
    .filter((step) => hasSheet(step) && step !== next?.step)
    .flatMap((step) => {
      const offered = view.offered.find((each) => each.step === step);
      return offered === undefined ? [] : [{ step, missing: offered.missing }];
    });
  return (
    <Section title={next === null ? (view.row.open ? 'What can be done' : 'Nothing is left to do') : 'Next'}>
      {next === null ? (
        <p className="soft">
          {view.row.open
            ? IDLE[view.row.state]
            : 'The case is closed. What may follow stands under “Other steps”.'}
        </p>
      ) : (
        <>
          <div>
            <p className="next-title">
              {next.step === 'send-letter' ? 'Send the letter' : STEP_WORDS[next.step]}
            </p>
            <p className="soft">{nextWords(view, next.step)}</p>
          </div>
          {next.missing.length === 0 ? null : (
            <ul className="missing" aria-label="What is missing">
              {next.missing.map((sentence) => (
                <li key={sentence}>
                  <IconAlertTriangle size={16} className="ink-unsure" aria-label="Missing" />
                  {sentence}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <div className="row wrap">
        {next === null || !hasSheet(next.step) ? null : (
          <Button
            disabled={next.missing.length > 0}
            onClick={() => {
              onNext(next.step);
            }}
          >
            {next.step === 'send-letter' ? 'Write the letter' : STEP_WORDS[next.step]}…
          </Button>
        )}
        {others.length === 0 ? null : (
          <Menu position="bottom-start" width={360} middlewares={{ flip: true, shift: true, size: true }}>
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={16} />}>
                Other steps
              </Button>
            </Menu.Target>
            <Menu.Dropdown className="menu-tall">
              {others.map(({ step, missing }) => (
                <Menu.Item
                  key={step}
                  disabled={missing.length > 0}
                  onClick={() => {
                    onStep(step);
                  }}
                >
                  {STEP_WORDS[step]}…
                  {missing.length === 0 ? null : <span className="menu-why small">{missing.join(' ')}</span>}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </div>
    </Section>
  );
}
