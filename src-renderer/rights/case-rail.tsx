import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { STAGE_WORDS, stageNow, stagesOf } from './stages.ts';

/** The way of a request, with what is done, now and later. */
export function CaseRail({ view }: { readonly view: CaseView }): ReactNode {
  const stages = stagesOf(view.row.type);
  const now = stageNow(view);
  const at = now === null ? stages.length : stages.indexOf(now);
  return (
    <ol className="rail case-rail" aria-label="Stages">
      {stages.map((stage, index) => {
        const state = index < at ? 'done' : index === at ? 'now' : 'later';
        return (
          <li
            key={stage}
            data-state={state}
            {...(state === 'now' ? { 'aria-current': 'step' as const } : {})}
          >
            <span className="step-number" aria-hidden>
              {state === 'done' ? <IconCheck size={14} /> : index + 1}
            </span>
            <span className="grow">{STAGE_WORDS[stage]}</span>
            <span className="small soft">{state === 'done' ? 'Done' : state === 'now' ? 'Now' : ''}</span>
          </li>
        );
      })}
    </ol>
  );
}
