import { Skeleton } from '@mantine/core';
import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table';
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { moveBy } from './moves.ts';
import { useVirtualRows } from './virtual-rows.ts';

/** Height of a row in pixels. */
export const ROW_HEIGHT = 36;

/** A row of a list of which only a part is here: `row` is undefined until its page has come. */
interface Slot<Row> {
  readonly index: number;
  readonly row: Row | undefined;
}

/** A column: its heading, its width as a CSS grid track, and what stands in it. */
export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  readonly track: string;
  readonly align?: 'end';
  readonly cell: (row: Row) => ReactNode;
}

/**
 * A list of any length: only the rows in sight exist, and `onRange` tells which, so that their pages can be fetched.
 * One stop for the Tab key; arrows, Page Up and Down, Home and End move, Enter opens.
 */
export function DataTable<Row>({
  label,
  columns,
  count,
  rowAt,
  onRange,
  onOpen,
  openIndex = null,
  startAt = 0,
  onLeave,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly count: number;
  readonly rowAt: (index: number) => Row | undefined;
  readonly onRange?: (first: number, last: number) => void;
  readonly onOpen?: (index: number) => void;
  /** The row whose detail is open beside the list. */
  readonly openIndex?: number | null;
  /** Scroll offset to start at, and where it stood when the list is left. */
  readonly startAt?: number;
  readonly onLeave?: (offset: number) => void;
}): ReactNode {
  'use no memo';
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(openIndex ?? 0);
  const virtual = useVirtualRows({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    initialOffset: startAt,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? -1;

  useEffect(() => {
    if (last >= first) onRange?.(first, last);
  }, [first, last, onRange]);

  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  }, [onLeave]);
  useEffect(() => {
    const element = box.current;
    return () => {
      leave.current?.(element?.scrollTop ?? 0);
    };
  }, []);

  // The table models what is in sight: with 100,000 rows a full row model would be built for nothing.
  const models = useMemo(
    () =>
      columns.map((column) =>
        helper.display({
          id: column.id,
          header: column.header,
          cell: ({ row }) => {
            const value = row.original.row as Row | undefined;
            return value === undefined ? <Skeleton height={10} width="60%" /> : column.cell(value);
          },
        }),
      ),
    [columns],
  );
  const table = useTable({
    features,
    columns: models,
    data: items.map(({ index }): Slot<unknown> => ({ index, row: rowAt(index) })),
    getRowId: ({ index }) => String(index),
  });

  const move = (to: number): void => {
    setActive(to);
    virtual.scrollToIndex(to, { align: 'auto' });
    // Detail follows the selection while it is open, as in any mail program.
    if (openIndex !== null) onOpen?.(to);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // Keys typed on a button in a cell belong to that button.
    if (event.target !== event.currentTarget) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      onOpen?.(active);
      return;
    }
    const visible = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const to = moveBy(event.key, active, count, visible);
    if (to === null) return;
    event.preventDefault();
    move(to);
  };

  const tracks = { gridTemplateColumns: columns.map(({ track }) => track).join(' ') };
  const alignOf = new Map(columns.map((column) => [column.id, column.align]));
  return (
    <div
      className="table"
      role="grid"
      aria-label={label}
      data-scrolls={virtual.getTotalSize() > (virtual.scrollRect?.height ?? 0)}
      aria-rowcount={count + 1}
      aria-activedescendant={`${id}-${String(active)}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {table.getHeaderGroups().map((group) => (
        <div key={group.id} className="table-head" role="row" aria-rowindex={1} style={tracks}>
          {group.headers.map((header) => (
            <div key={header.id} role="columnheader" data-align={alignOf.get(header.column.id)}>
              <table.FlexRender header={header} />
            </div>
          ))}
        </div>
      ))}
      <div className="table-body" ref={box} role="rowgroup" tabIndex={-1}>
        <div role="presentation" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {table.getRowModel().rows.map((row) => {
            const { index } = row.original;
            return (
              <div
                key={index}
                id={`${id}-${String(index)}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={openIndex === index}
                data-active={index === active}
                className={onOpen === undefined ? 'table-row' : 'table-row table-row-opens'}
                style={{ ...tracks, transform: `translateY(${String(index * ROW_HEIGHT)}px)` }}
                onClick={() => {
                  setActive(index);
                  onOpen?.(index);
                }}
              >
                {row.getAllCells().map((cell) => (
                  <div key={cell.id} role="gridcell" data-align={alignOf.get(cell.column.id)}>
                    <table.FlexRender cell={cell} />
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const features = tableFeatures({});
const helper = createColumnHelper<typeof features, Slot<unknown>>();
