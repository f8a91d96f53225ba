import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { CaseRow } from '../../src-shared/rights/contract.ts';
import { formatCount, formatShare } from '../lib/format.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { type Figures, figuresOf, weeksFrom } from './figures.ts';
import { everyCase, useRequests } from './requests.ts';
import { RightsTabs } from './rights-tabs.tsx';
import { formatDay, leftWords, TYPE_WORDS } from './words.ts';

const WEEKS = 6;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** When requests are due, and how they were answered. */
export function CalendarPage(): ReactNode {
  const { rows, today, failure, again } = useRequests(everyCase);
  return (
    <Page title="Calendar and figures" lead="When requests are due, and whether they were answered in time.">
      <RightsTabs />
      {failure !== null ? <FailurePanel failure={failure} onRetry={again} /> : null}
      {rows === undefined || today === undefined ? (
        failure === null ? (
          <Loading lines={6} />
        ) : null
      ) : (
        <>
          <Calendar rows={rows} today={today} />
          <AllFigures figures={figuresOf(rows)} />
        </>
      )}
    </Page>
  );
}

function Calendar({ rows, today }: { readonly rows: readonly CaseRow[]; readonly today: string }): ReactNode {
  const running = rows.filter(({ daysLeft }) => daysLeft !== null);
  const byDay = Map.groupBy(running, ({ due }) => due);
  const late = running.filter(({ due }) => due < today);
  return (
    <Section
      title={`Due in the next ${String(WEEKS)} weeks`}
      aside={
        late.length === 0 ? (
          <span className="soft">Nothing is overdue</span>
        ) : (
          <Link to="/rights" className="ink-bad strong calendar-late">
            {formatCount(late.length)} overdue
          </Link>
        )
      }
    >
      <table className="calendar">
        <thead>
          <tr>
            {DAYS.map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksFrom(today, WEEKS).map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} data-today={day === today} data-past={day < today}>
                  <span className="small soft">
                    <time dateTime={day}>{formatDay(day)}</time>
                    {day === today ? ', today' : ''}
                  </span>
                  {byDay.get(day)?.map((row) => (
                    <Link
                      key={row.caseId}
                      to="/rights/$caseId"
                      params={{ caseId: row.caseId }}
                      className="calendar-case"
                      title={`${TYPE_WORDS[row.type].name}, ${leftWords(row)}`}
                    >
                      <span className="mono">{row.caseId}</span> {TYPE_WORDS[row.type].name}
                    </Link>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

const share = ({ answered, onTime }: Figures): string =>
  answered === 0 ? '–' : formatShare(onTime / answered);

function AllFigures({ figures }: { readonly figures: readonly Figures[] }): ReactNode {
  const all = figures[0];
  return (
    <Section title="Answered in time">
      {all === undefined || all.answered === 0 ? (
        <p className="soft">
          No request was answered yet. The share answered in time and the days it took will stand here.
        </p>
      ) : (
        <p>
          {formatCount(all.onTime)} of {formatCount(all.answered)} answers went out in time ({share(all)}).
        </p>
      )}
      <PlainTable
        label="Requests by right"
        rows={figures}
        keyOf={({ type }) => type ?? 'all'}
        columns={[
          {
            id: 'type',
            header: 'Right',
            cell: ({ type }) => (type === null ? <strong>All rights</strong> : TYPE_WORDS[type].name),
          },
          { id: 'received', header: 'Received', align: 'end', cell: ({ received }) => formatCount(received) },
          { id: 'open', header: 'Open', align: 'end', cell: ({ open }) => formatCount(open) },
          { id: 'overdue', header: 'Overdue', align: 'end', cell: ({ overdue }) => formatCount(overdue) },
          { id: 'answered', header: 'Answered', align: 'end', cell: ({ answered }) => formatCount(answered) },
          {
            id: 'share',
            header: 'In time',
            width: '24%',
            cell: (one) => (
              <span className="row">
                <span className="share-bar" aria-hidden>
                  <span
                    style={{
                      width: one.answered === 0 ? '0' : `${String((one.onTime / one.answered) * 100)}%`,
                    }}
                  />
                </span>
                {share(one)}
              </span>
            ),
          },
          {
            id: 'median',
            header: 'Median, days',
            align: 'end',
            cell: ({ medianDays }) => (medianDays === null ? '–' : formatCount(Math.round(medianDays))),
          },
        ]}
      />
    </Section>
  );
}
