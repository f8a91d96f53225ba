import { Button } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ControlView } from '../../src-shared/controls/reviews.ts';
import type { RequirementRef } from '../../src-shared/controls/types.ts';
import { queryFor } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Facts, Loading, Page, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { AddressableForm } from './addressable-form.tsx';
import { ConclusionForm } from './conclusion-form.tsx';
import { ControlEvidence } from './control-evidence.tsx';
import { ControlResults } from './control-results.tsx';
import { ControlSamples } from './control-samples.tsx';
import { ControlSide } from './control-side.tsx';
import { CONCLUSION_WORDS, OBLIGATION_NAMES, obligationMeaning, RELATION_WORDS } from './words.ts';

/** Everything about one control on one page. */
export function ControlPage(): ReactNode {
  const { cycleId } = useParams({ from: '/controls/reviews/$cycleId/control' });
  const { framework = '', requirement: id = '' } = useSearch({
    from: '/controls/reviews/$cycleId/control',
  });
  const navigate = useNavigate();
  const named = framework !== '' && id !== '';
  const view = useQuery({
    ...queryFor('reviews.control', { cycleId, requirement: { framework, id } }),
    placeholderData: keepPreviousData,
    enabled: named,
  });
  const go = (to: RequirementRef | null): void => {
    if (to === null) return;
    void navigate({
      to: '/controls/reviews/$cycleId/control',
      params: { cycleId },
      search: { framework: to.framework, requirement: to.id },
    });
  };
  const { data } = view;
  return (
    <Page
      title={data === undefined ? 'Control' : `${data.control.requirement.id} ${data.control.title}`}
      lead={data === undefined ? undefined : data.heading}
      actions={
        data === undefined ? undefined : (
          <>
            <Button
              variant="default"
              leftSection={<IconArrowLeft size={16} />}
              disabled={data.before === null}
              onClick={() => {
                go(data.before);
              }}
            >
              Before
            </Button>
            <Button
              variant="default"
              rightSection={<IconArrowRight size={16} />}
              disabled={data.next === null}
              onClick={() => {
                go(data.next);
              }}
            >
              Next
            </Button>
          </>
        )
      }
    >
      <Link to="/controls/reviews/$cycleId" params={{ cycleId }} className="link small">
        {data === undefined ? 'The cycle' : data.cycle.name}
      </Link>
      {named ? null : (
        <EmptyState icon={null} title="No control is named">
          Go back to the cycle and choose one.
        </EmptyState>
      )}
      {named && view.isPending ? <Loading lines={10} /> : null}
      {view.isError ? <FailurePanel failure={view.error} onRetry={() => void view.refetch()} /> : null}
      {data === undefined ? null : <ControlParts view={data} />}
    </Page>
  );
}

function ControlParts({ view }: { readonly view: ControlView }): ReactNode {
  const { control, cycle } = view;
  const open = cycle.state === 'open';
  return (
    <div className="control-parts">
      <div className="stack">
        <Asked view={view} />
        {control.obligation === 'addressable' ? (
          <AddressableForm key={`a${String(control.revision)}`} control={control} open={open} />
        ) : null}
        <ConclusionForm key={`c${String(control.revision)}`} control={control} open={open} />
        <ControlResults view={view} />
        <ControlEvidence view={view} />
        <ControlSamples view={view} />
        <Carried view={view} />
        <History view={view} />
      </div>
      <ControlSide view={view} />
    </div>
  );
}

function Asked({ view }: { readonly view: ControlView }): ReactNode {
  const { control, citation, note, cycle } = view;
  const { requirement, obligation } = control;
  const version = cycle.versions.find(({ id }) => id === requirement.framework);
  return (
    <Section title="What is asked for">
      <p>{control.title}</p>
      <Facts
        rows={[
          ['Framework', `${version?.name ?? requirement.framework}, ${version?.version ?? ''}`],
          ...(citation === '' ? [] : [['Place', citation] as const]),
          ...(obligation === null
            ? []
            : [
                [OBLIGATION_NAMES[obligation], obligationMeaning(requirement.framework, obligation)] as const,
              ]),
          ...(note === '' ? [] : [['Note', note] as const]),
        ]}
      />
    </Section>
  );
}

const CARRIES = {
  effective: 'It says that this one is effective too.',
  'not-effective': 'It says that this one is not effective either.',
  partial: 'It shows a part of this one only: look at the rest.',
  look: 'It says nothing certain about this one: look at it.',
  nothing: 'It has no approved conclusion in this cycle, so it says nothing.',
} as const;

function Carried({ view: { carried, cycle } }: { readonly view: ControlView }): ReactNode {
  if (carried.length === 0) return null;
  return (
    <Section title="In other frameworks">
      <p className="soft">
        A conclusion there counts here only as far as both ask for the same. Nothing is taken over by itself.
      </p>
      <ul className="linked-list">
        {carried.map(({ from, title, relation, conclusion, carries }) => (
          <li key={`${from.framework} ${from.id}`}>
            <span className="grow">
              <Link
                to="/controls/reviews/$cycleId/control"
                params={{ cycleId: cycle.id }}
                search={{ framework: from.framework, requirement: from.id }}
                className="link"
              >
                <span className="mono">{from.id}</span> {title}
              </Link>
              <br />
              <span className="soft small">
                {RELATION_WORDS[relation]} this one. {CARRIES[carries]}
              </span>
            </span>
            {conclusion === null ? null : (
              <span className={`badge badge-${CONCLUSION_WORDS[conclusion].tone}`}>
                {CONCLUSION_WORDS[conclusion].name}
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function History({ view: { history } }: { readonly view: ControlView }): ReactNode {
  return (
    <Section title="History">
      {history.length === 0 ? (
        <p className="soft">Nothing was done here yet.</p>
      ) : (
        <ol className="case-history">
          {history.toReversed().map(({ revision, at, by, what }) => (
            <li key={revision}>
              {what}
              <br />
              <span className="soft small">
                <When at={at} />, <bdi>{by}</bdi>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Section>
  );
}
