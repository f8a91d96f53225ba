import { IconUserOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FieldReader } from '../../src-shared/phi/classification.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { wayWords } from './access-matrix-words.ts';

/** Who can read which column of a table, as the database's rights are now. */
export function ReadersPanel({
  schema,
  table,
  column,
}: {
  readonly schema: string;
  readonly table: string;
  /** Narrows to one column. */
  readonly column: string | null;
}): ReactNode {
  const answer = useAnswer('classification.readers', { schema, table });
  if (answer.isPending) return <Loading lines={4} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { readers, columns, rowSecurity, definerFunctions } = answer.data;
  const shown = readers.filter(
    ({ fields }) => column === null || fields.some((one) => one.column === column),
  );
  return (
    <>
      {shown.length === 0 ? (
        <EmptyState icon={<IconUserOff size={28} />} title="No role can read this">
          Nobody has a right to read it in the database as it is now.
        </EmptyState>
      ) : (
        <ul className="readers" aria-label="Who can read">
          {shown.map((reader) => (
            <li key={reader.role}>
              <bdi className="strong clip" title={reader.role}>
                {reader.role}
              </bdi>
              <span className="soft">{reader.login ? 'Login' : 'Group'}</span>
              <span>{fieldsWords(reader, columns.length, column)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="soft small">
        {rowSecurity
          ? 'Row security is on: whoever is not exempt sees only some rows. '
          : 'No row security: whoever reads a column reads it of every patient. '}
        {definerFunctions === 0
          ? ''
          : `${formatOf(definerFunctions, 'function runs', 'functions run')} with the rights of somebody who can read this table; what they give out cannot be told from outside.`}
      </p>
      {rowSecurity && shown.some(({ everyRow }) => everyRow) ? (
        <Notice tone="none">
          Not held by row security:{' '}
          {shown
            .filter(({ everyRow }) => everyRow)
            .map(({ role }) => role)
            .join(', ')}
          .
        </Notice>
      ) : null}
    </>
  );
}

function fieldsWords({ fields }: FieldReader, all: number, column: string | null): string {
  const shown = column === null ? fields : fields.filter((one) => one.column === column);
  const ways = [...new Set(shown.map(({ way, through }) => wayWords({ way, through })))].join('; ');
  if (column !== null) return ways;
  return `${fields.length === all ? 'Every column' : fields.map((one) => one.column).join(', ')}: ${ways}`;
}
