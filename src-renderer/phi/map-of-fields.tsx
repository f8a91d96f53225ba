import { Button, Checkbox } from '@mantine/core';
import { IconMap } from '@tabler/icons-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { DataMap, Decide } from '../../src-shared/phi/classification.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { DecideSheet } from './decide-sheet.tsx';
import { FieldDetail } from './field-detail.tsx';
import { fieldKey, type FieldFilter, NO_FILTER, passes, tableOf } from './field-filter.ts';
import { FieldList } from './field-list.tsx';
import { FieldMatrix } from './field-matrix.tsx';
import { MapFilters } from './map-filters.tsx';

/** The map itself: tables with their columns, and the columns one by one to look at and decide on. */
export function MapOfFields({ map }: { readonly map: DataMap }): ReactNode {
  const [filter, setFilter] = useState<FieldFilter>(NO_FILTER);
  const [table, setTable] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [deciding, setDeciding] = useState<Decide['verdict'] | null>(null);
  const { columns } = map;
  const matching = useMemo(() => columns.filter((field) => passes(filter, field)), [columns, filter]);
  const listed = useMemo(
    () => (table === null ? matching : matching.filter((field) => tableOf(field) === table)),
    [matching, table],
  );
  const choose = useCallback((key: string, on: boolean) => {
    setChosen((before) => {
      const next = new Set(before);
      if (on) next.add(key);
      else next.delete(key);
      return next;
    });
  }, []);
  const decidable = listed.filter(({ drift }) => drift !== 'gone');
  const selected = columns.filter((field) => chosen.has(fieldKey(field)));
  const opened = columns.find((field) => fieldKey(field) === open);
  const undecided = columns.filter(({ decision }) => decision === null).length;
  const drifted = columns.filter(({ drift }) => drift !== null).length;
  if (columns.length === 0)
    return (
      <EmptyState icon={<IconMap size={28} />} title="No tables">
        The clinic’s database has no tables outside the guard schema. Check that you are connected to the
        right database.
      </EmptyState>
    );
  return (
    <>
      {map.problem === null ? null : (
        <Notice tone="unsure">
          {map.problem.message} {map.problem.remedy} What you see is the copy of{' '}
          {map.at === null ? 'an earlier time' : <When at={map.at} />}.
        </Notice>
      )}
      <Section
        title={`${formatOf(columns.length, 'column', 'columns')}, ${undecided === 0 ? 'all decided' : `${formatCount(undecided)} to decide`}${drifted === 0 ? '' : `, ${formatCount(drifted)} changed since`}`}
        aside={
          <span className="soft small">
            {map.scannedAt === null ? (
              'Never scanned: press “Scan…” for proposals'
            ) : (
              <>
                Scanned <When at={map.scannedAt} />,{' '}
                {map.sampled ? 'with a sample of values' : 'by names and types'}
              </>
            )}
          </span>
        }
      >
        <MapFilters map={map} filter={filter} onFilter={setFilter} />
        <FieldMatrix
          fields={matching}
          open={table}
          onOpen={(name) => {
            setTable(name === table ? null : name);
          }}
        />
      </Section>
      <div className="map-parts" data-open={opened !== undefined}>
        <Section
          title={table ?? 'Every column'}
          aside={
            table === null ? undefined : (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  setTable(null);
                }}
              >
                Show every table
              </Button>
            )
          }
        >
          <div className="map-filters">
            <Checkbox
              label={`Choose all ${formatCount(decidable.length)} shown`}
              checked={decidable.length > 0 && decidable.every((field) => chosen.has(fieldKey(field)))}
              indeterminate={
                decidable.some((field) => chosen.has(fieldKey(field))) &&
                !decidable.every((field) => chosen.has(fieldKey(field)))
              }
              onChange={(event) => {
                setChosen(event.currentTarget.checked ? new Set(decidable.map(fieldKey)) : new Set());
              }}
            />
            <span className="grow" />
            <span className="soft">{formatOf(selected.length, 'column', 'columns')} chosen</span>
            {(
              [
                ['accept', 'Accept as proposed', selected.every(({ proposal }) => proposal !== null)],
                ['reject', 'Not personal…', selected.every(({ proposal }) => proposal !== null)],
                ['choose', 'Choose a class…', true],
              ] as const
            ).map(([verdict, name, possible]) => (
              <Button
                key={verdict}
                size="compact-sm"
                variant={verdict === 'accept' ? 'filled' : 'default'}
                disabled={selected.length === 0 || !possible}
                onClick={() => {
                  setDeciding(verdict);
                }}
              >
                {name}
              </Button>
            ))}
          </div>
          <FieldList
            fields={listed}
            chosen={chosen}
            onChoose={choose}
            open={open}
            onOpen={(field) => {
              setOpen(fieldKey(field));
            }}
          />
        </Section>
        {opened === undefined ? null : (
          <FieldDetail
            field={opened}
            onClose={() => {
              setOpen(null);
            }}
          />
        )}
      </div>
      {deciding === null ? null : (
        <DecideSheet
          verdict={deciding}
          fields={selected}
          onDone={() => {
            setDeciding(null);
            setChosen(new Set());
          }}
          onClose={() => {
            setDeciding(null);
          }}
        />
      )}
    </>
  );
}
