import { Button, Radio, Textarea } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { AccessReview, AccessRole, AccessStanding } from '../../src-shared/phi/access.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { Hash } from '../ui/hash.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';
import { KIND_WORDS } from './access-matrix-words.ts';

const SHORTEST = 10;

/** Minimum necessary, role by role: who looked, when, what was decided, and whether that still stands. */
export function RoleReviews({
  standing: { matrix, reviews },
  reviewing,
  onReview,
}: {
  readonly standing: AccessStanding;
  readonly reviewing: string | null;
  readonly onReview: (role: string | null) => void;
}): ReactNode {
  const reviewOf = new Map(reviews.map((review) => [review.role, review]));
  const chosen = matrix.roles.find(({ role }) => role === reviewing);
  const open = matrix.roles.filter(({ role }) => reviewOf.get(role)?.changed !== false).length;
  return (
    <Section
      title="Minimum necessary, by role"
      aside={<span className="soft small">{open === 0 ? 'All reviewed' : `${String(open)} to review`}</span>}
    >
      <p className="soft">
        A role may read what its work needs and no more (45 CFR 164.502(b), 164.514(d)). Each review is
        signed; when the role can read something else later, it is asked for again.
      </p>
      <PlainTable
        label="Minimum necessary, by role"
        rows={matrix.roles}
        keyOf={({ role }) => role}
        columns={[
          { id: 'role', header: 'Role', cell: ({ role }) => <bdi className="strong">{role}</bdi> },
          {
            id: 'kind',
            header: 'Kind',
            cell: ({ kind, superuser }) => `${KIND_WORDS[kind]}${superuser ? ', superuser' : ''}`,
          },
          {
            id: 'fields',
            header: 'Reads',
            align: 'end',
            cell: ({ fields }) => formatOf(fields, 'field', 'fields'),
          },
          { id: 'review', header: 'Review', cell: ({ role }) => <Reviewed review={reviewOf.get(role)} /> },
          {
            id: 'do',
            header: '',
            align: 'end',
            cell: ({ role }) => (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Review ${role}`}
                onClick={() => {
                  onReview(role);
                }}
              >
                Review…
              </Button>
            ),
          },
        ]}
      />
      {chosen === undefined ? null : (
        <ReviewSheet
          key={chosen.role}
          role={chosen}
          tables={tablesOf(matrix, chosen.role)}
          onClose={() => {
            onReview(null);
          }}
        />
      )}
    </Section>
  );
}

function Reviewed({ review }: { readonly review: AccessReview | undefined }): ReactNode {
  if (review === undefined) return <span className="soft">Not reviewed yet</span>;
  return (
    <span>
      <span className={review.decision === 'necessary' ? 'strong' : 'strong ink-bad'}>
        {review.decision === 'necessary' ? 'Needed for the work' : 'More than needed'}
      </span>
      , <When at={review.at} /> by <bdi>{commonName(review.by)}</bdi>
      {review.changed ? <span className="ink-unsure strong"> · reads something else since</span> : null}
      <span className="soft" dir="auto">
        {' '}
        {review.note}
      </span>
    </span>
  );
}

/** What a role reads, table by table. */
function tablesOf(
  matrix: AccessStanding['matrix'],
  role: string,
): readonly { readonly table: string; readonly columns: readonly string[] }[] {
  const at = matrix.roles.findIndex((each) => each.role === role);
  const fields = matrix.cells.flatMap((cell) => (cell.role === at ? (matrix.fields[cell.field] ?? []) : []));
  return [...Map.groupBy(fields, ({ schema, table }) => `${schema}.${table}`)].map(([table, members]) => ({
    table,
    columns: members.map(({ column }) => column),
  }));
}

function ReviewSheet({
  role,
  tables,
  onClose,
}: {
  readonly role: AccessRole;
  readonly tables: ReturnType<typeof tablesOf>;
  readonly onClose: () => void;
}): ReactNode {
  const review = useAsk('access-matrix.review');
  const [decision, setDecision] = useState<AccessReview['decision'] | null>(null);
  const [note, setNote] = useState('');
  const ready = decision !== null && note.trim().length >= SHORTEST;
  return (
    <ConfirmSign
      opened
      onClose={onClose}
      onSign={() => {
        if (!ready) return;
        void review
          .ask({ role: role.role, decision, note: note.trim(), sha256: role.sha256 })
          .then((done) => {
            if (done !== null) onClose();
          });
      }}
      title={`Review ${role.role}`}
      sentence="You sign whether what this role can read of health information is what its work needs."
      facts={[
        ['Role', <bdi key="role">{role.role}</bdi>],
        [
          'Reads',
          <ul key="reads" className="role-tables">
            {tables.map(({ table, columns }) => (
              <li key={table}>
                <bdi className="strong">{table}</bdi>: <bdi>{columns.join(', ')}</bdi>
              </li>
            ))}
          </ul>,
        ],
        ['As of now', <Hash key="sha" value={role.sha256} what="SHA-256 of what it can read" />],
      ]}
      busy={review.busy}
      failure={review.failure}
      ready={ready}
    >
      <Radio.Group
        label="Is it what the work needs?"
        value={decision ?? ''}
        onChange={(value) => {
          setDecision(value === 'necessary' ? 'necessary' : 'too-much');
        }}
      >
        <Radio value="necessary" label="Yes, every field is needed" />
        <Radio value="too-much" label="No, it reads more than it needs" />
      </Radio.Group>
      <Textarea
        label="Why"
        description="At least ten characters; where it is too much, what has to go"
        autosize
        minRows={2}
        maxLength={1000}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
    </ConfirmSign>
  );
}
