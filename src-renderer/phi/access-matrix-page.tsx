import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { IconMap2 } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo, useState, type ReactNode } from 'react';
import { EXPOSURES, type AccessStanding } from '../../src-shared/phi/access.ts';
import { DATA_CLASSES, isPhi } from '../../src-shared/phi/classification.ts';
import { ClinicTabs } from '../clinic/clinic-tabs.tsx';
import { formatOf } from '../lib/format.ts';
import { useAnswerAnew } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { AccessDifferences } from './access-differences.tsx';
import { AccessGrid } from './access-grid.tsx';
import { EXPOSURE_WORDS, type MatrixFilter, narrowed, NO_FILTER } from './access-matrix-words.ts';
import { ReasonSheet } from './access-reason.tsx';
import { RoleReviews } from './access-reviews.tsx';
import { CLASS_WORDS } from './words.ts';

/** Who can read which field of health information: as it is now, as it was meant, and whether the work needs it. */
export function AccessMatrixPage(): ReactNode {
  const answer = useAnswerAnew('access-matrix.get', {});
  return (
    <Page
      title="Access matrix"
      lead="Which role can read which field of health information in the database as it is now: by rights, views and row rules."
    >
      <ClinicTabs />
      {answer.isPending ? <Loading lines={8} /> : null}
      {answer.isError ? <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : answer.data.matrix.fields.length === 0 ? (
        <EmptyState
          icon={<IconMap2 size={32} />}
          title="No field is known to hold health information"
          action={
            <Link to="/clinic/data-map" className="link">
              Go to the data map
            </Link>
          }
        >
          The data map says which columns do. Scan the columns there and decide on them; then come back.
        </EmptyState>
      ) : (
        <Standing standing={answer.data} />
      )}
    </Page>
  );
}

function Standing({ standing }: { readonly standing: AccessStanding }): ReactNode {
  const { matrix, differences, intended } = standing;
  const [reviewing, setReviewing] = useState<string | null>(null);
  return (
    <>
      <Intended standing={standing} />
      {differences.length === 0 ? null : <AccessDifferences differences={differences} />}
      <MatrixSection standing={standing} onRole={setReviewing} />
      <RoleReviews standing={standing} reviewing={reviewing} onReview={setReviewing} />
      {matrix.definerFunctions > 0 ? (
        <Notice tone="none">
          {formatOf(matrix.definerFunctions, 'function runs', 'functions run')} with the rights of somebody
          who can read these fields (SECURITY DEFINER). What they give out cannot be told from outside, and is
          not in the matrix.
        </Notice>
      ) : null}
      {intended === null ? null : (
        <p className="soft small">
          Read from {matrix.database} on {matrix.server}, <When at={matrix.at} />.
        </p>
      )}
    </>
  );
}

function Intended({
  standing: { intended, differences, matrix },
}: {
  readonly standing: AccessStanding;
}): ReactNode {
  const [adopting, setAdopting] = useState(false);
  const beyond = differences.filter(({ kind }) => kind !== 'less').length;
  const tone = intended === null ? 'none' : beyond > 0 ? 'bad' : differences.length > 0 ? 'unsure' : 'good';
  return (
    <section className={`card verdict verdict-slim verdict-${tone}`} aria-label="Against what is meant">
      <div className="grow">
        <p className="verdict-word" role="status">
          {intended === null
            ? 'Nobody has said who is meant to read what'
            : beyond > 0
              ? `${formatOf(beyond, 'field is read', 'fields are read')} beyond what is meant`
              : differences.length > 0
                ? 'Nobody reads more than is meant; somebody reads less'
                : 'Everything is as it is meant'}
        </p>
        <p className="soft">
          {formatOf(matrix.fields.length, 'field', 'fields')},{' '}
          {formatOf(matrix.roles.length, 'role', 'roles')} that can read something.{' '}
          {intended === null ? (
            'Look through the matrix; then save it as what is meant, and every later change stands out.'
          ) : (
            <>
              Meant since <When at={intended.since} />, by <bdi>{commonName(intended.by)}</bdi>: “
              <span dir="auto">{intended.reason}</span>”
            </>
          )}
        </p>
      </div>
      <Button
        variant={intended === null ? 'filled' : 'default'}
        onClick={() => {
          setAdopting(true);
        }}
      >
        {intended === null ? 'Save as meant…' : 'Save anew…'}
      </Button>
      {adopting ? (
        <ReasonSheet
          channel="access-matrix.adopt"
          title="Save as what is meant"
          sentence={`Who reads what now is what is meant from now on: ${formatOf(matrix.cells.length, 'combination', 'combinations')} of role and field. Earlier decisions are kept in the history.`}
          input={(reason) => ({ reason })}
          label="Save it"
          onClose={() => {
            setAdopting(false);
          }}
        />
      ) : null}
    </section>
  );
}

function MatrixSection({
  standing: { matrix, differences },
  onRole,
}: {
  readonly standing: AccessStanding;
  readonly onRole: (role: string) => void;
}): ReactNode {
  const [filter, setFilter] = useState<MatrixFilter>(NO_FILTER);
  const shown = useMemo(() => narrowed(matrix, differences, filter), [matrix, differences, filter]);
  const put = (part: Partial<MatrixFilter>): void => {
    setFilter({ ...filter, ...part });
  };
  return (
    <Section
      title="Matrix"
      aside={
        <span className="soft small">{`${String(shown.fields.length)} of ${formatOf(matrix.fields.length, 'field', 'fields')}`}</span>
      }
    >
      <div className="map-filters" role="search" aria-label="Narrow the matrix">
        <TextInput
          size="xs"
          className="grow"
          aria-label="Table or column"
          placeholder="Table or column"
          value={filter.words}
          onChange={(event) => {
            put({ words: event.currentTarget.value });
          }}
        />
        <TextInput
          size="xs"
          aria-label="Role"
          placeholder="Role"
          value={filter.role}
          onChange={(event) => {
            put({ role: event.currentTarget.value });
          }}
        />
        <NativeSelect
          size="xs"
          aria-label="Class"
          value={filter.classification}
          data={[
            { value: '', label: 'Every class' },
            ...DATA_CLASSES.filter(isPhi).map((value) => ({ value, label: CLASS_WORDS[value].name })),
          ]}
          onChange={(event) => {
            put({ classification: event.currentTarget.value });
          }}
        />
        <Switch
          size="xs"
          label="Only what differs"
          checked={filter.differing}
          onChange={(event) => {
            put({ differing: event.currentTarget.checked });
          }}
        />
      </div>
      <ul className="class-legend" aria-label="Letters">
        {EXPOSURES.toReversed().map((one) => (
          <li key={one}>
            <span className="access-cell access-key" data-shows={one} data-rows="every" aria-hidden>
              {EXPOSURE_WORDS[one].letter}
            </span>
            {EXPOSURE_WORDS[one].words}
          </li>
        ))}
        <li>
          <span className="access-cell access-key" data-shows="clear" data-rows="some" aria-hidden>
            R
          </span>
          of some patients only
        </li>
        <li>
          <span
            className="access-cell access-key"
            data-shows="clear"
            data-rows="every"
            data-difference="more"
            aria-hidden
          >
            R!
          </span>
          not as meant
        </li>
      </ul>
      {shown.fields.length === 0 || shown.roles.length === 0 ? (
        <p className="soft">Nothing fits what you narrowed it to.</p>
      ) : (
        <AccessGrid matrix={matrix} differences={differences} {...shown} onRole={onRole} />
      )}
    </Section>
  );
}
