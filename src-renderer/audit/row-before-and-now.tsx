import type { ReactNode } from 'react';
import type { Evidence } from '../../src-shared/audit/types.ts';

/** Key and time of a row of a mapped table, as they were witnessed and as they are. */
export function RowBeforeAndNow({ row }: { readonly row: NonNullable<Evidence['row']> }): ReactNode {
  const { before, now } = row;
  const lines = [
    ['Key', before?.key ?? '–', now?.key ?? '–'],
    ['Time', before?.time ?? '–', now?.time ?? '–'],
  ] as const;
  return (
    <section className="panel-part" aria-label="Before and now">
      <h3>Before and now</h3>
      <table className="diff">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">When taken over</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(([name, was, is]) => (
            <tr key={name} data-changed={was !== is}>
              <th scope="row">{name}</th>
              <td dir="auto">{was}</td>
              <td dir="auto">{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">Of the other columns this computer keeps only hashes; they are not shown.</p>
    </section>
  );
}
