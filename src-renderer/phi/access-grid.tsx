import { useMemo, useRef, type ReactNode } from 'react';
import type { AccessDifference, AccessMatrix } from '../../src-shared/phi/access.ts';
import { useVirtualRows } from '../ui/virtual-rows.ts';
import {
  DIFFERENCE_WORDS,
  EXPOSURE_WORDS,
  KIND_WORDS,
  placeOf,
  readingWords,
  wayWords,
} from './access-matrix-words.ts';
import { CLASS_WORDS } from './words.ts';

const ROW = 32;

/** Fields as rows, roles as columns; only the rows in sight exist. Both headings stay where they are. */
export function AccessGrid({
  matrix,
  differences,
  fields,
  roles,
  onRole,
}: {
  readonly matrix: AccessMatrix;
  readonly differences: readonly AccessDifference[];
  /** Numbers of what is shown. */
  readonly fields: readonly number[];
  readonly roles: readonly number[];
  readonly onRole: (role: string) => void;
}): ReactNode {
  'use no memo';
  const box = useRef<HTMLDivElement>(null);
  const cells = useMemo(
    () => new Map(matrix.cells.map((cell) => [`${String(cell.field)} ${String(cell.role)}`, cell])),
    [matrix],
  );
  const differing = useMemo(
    () => new Map(differences.map((difference) => [placeOf(difference), difference])),
    [differences],
  );
  const virtual = useVirtualRows({
    count: fields.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 10,
  });
  const tracks = { gridTemplateColumns: `280px repeat(${String(roles.length)}, 40px) 1fr` };
  return (
    <div className="access-grid" ref={box} role="region" aria-label="Matrix, scrolls both ways" tabIndex={0}>
      <div
        role="table"
        aria-label="Who reads which field"
        aria-rowcount={fields.length + 1}
        aria-colcount={roles.length + 1}
        className="access-table"
      >
        <div role="row" className="access-head" style={tracks} aria-rowindex={1}>
          <span role="columnheader" className="access-corner">
            Field
          </span>
          {roles.map((index) => {
            const role = matrix.roles[index];
            return role === undefined ? null : (
              <span role="columnheader" key={role.role} className="access-role">
                <button
                  type="button"
                  title={`${role.role} (${KIND_WORDS[role.kind]}${role.superuser ? ', superuser' : ''})`}
                  aria-label={`Review ${role.role}`}
                  onClick={() => {
                    onRole(role.role);
                  }}
                >
                  <bdi>{role.role}</bdi>
                </button>
              </span>
            );
          })}
        </div>
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const number = fields[index] ?? 0;
            const field = matrix.fields[number];
            if (field === undefined) return null;
            const name = `${field.table}.${field.column}`;
            return (
              <div
                key={number}
                role="row"
                aria-rowindex={index + 2}
                className="access-row"
                style={{ ...tracks, transform: `translateY(${String(start)}px)` }}
              >
                <span role="rowheader" className="access-field" title={`${field.schema}.${name}`}>
                  <span
                    className="field-cell"
                    data-class={field.classification}
                    data-proposed={!field.decided}
                    role="img"
                    aria-label={`${CLASS_WORDS[field.classification].name}${field.decided ? '' : ', only proposed'}`}
                  >
                    {CLASS_WORDS[field.classification].letter}
                  </span>
                  <bdi className="clip">{name}</bdi>
                </span>
                {roles.map((at) => {
                  const role = matrix.roles[at];
                  if (role === undefined) return null;
                  const cell = cells.get(`${String(number)} ${String(at)}`);
                  const difference = differing.get(
                    placeOf({
                      role: role.role,
                      schema: field.schema,
                      table: field.table,
                      column: field.column,
                    }),
                  );
                  const words = [
                    cell === undefined
                      ? `${role.role} cannot read ${name}`
                      : `${role.role} ${readingWords(cell)}: ${name}, ${wayWords(cell)}`,
                    ...(difference === undefined ? [] : [DIFFERENCE_WORDS[difference.kind].word]),
                  ].join('. ');
                  return (
                    <span
                      role="cell"
                      key={role.role}
                      className="access-cell"
                      data-shows={cell?.shows ?? 'nothing'}
                      data-rows={cell?.rows ?? 'none'}
                      data-difference={difference?.kind ?? 'none'}
                      title={words}
                    >
                      <span aria-hidden>
                        {cell === undefined ? '·' : EXPOSURE_WORDS[cell.shows].letter}
                        {difference === undefined ? '' : '!'}
                      </span>
                      <span className="hidden-words">{words}</span>
                    </span>
                  );
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
