import type { CaseRow } from '../../src-shared/rights/contract.ts';
import type { Column } from '../ui/data-table.tsx';
import { Day, DaysLeft, Flagged } from './due.tsx';
import { FLAG_WORDS, REQUESTER_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts';

/** A case in the table of requests. */
export const caseColumns: readonly Column<CaseRow>[] = [
  {
    id: 'due',
    header: 'Days left',
    track: '124px',
    cell: (row) => <DaysLeft clock={row} />,
  },
  {
    id: 'date',
    header: 'Due',
    track: '104px',
    cell: ({ due }) => <Day on={due} />,
  },
  {
    id: 'kind',
    header: 'Kind of date',
    track: '92px',
    cell: ({ dueKind, extended }) => (
      <span className="soft">
        {dueKind === 'legal' ? 'Legal' : 'Internal'}
        {extended ? ', extended' : ''}
      </span>
    ),
  },
  {
    id: 'case',
    header: 'Request',
    track: '104px',
    cell: ({ caseId }) => <span className="mono">{caseId}</span>,
  },
  {
    id: 'type',
    header: 'Right',
    track: 'minmax(100px, 1.2fr)',
    cell: ({ type }) => TYPE_WORDS[type].name,
  },
  {
    id: 'state',
    header: 'Stands at',
    track: 'minmax(130px, 1.2fr)',
    cell: ({ state, flags }) =>
      flags[0] === undefined ? STATE_WORDS[state] : <Flagged>{FLAG_WORDS[flags[0]]}</Flagged>,
  },
  {
    id: 'who',
    header: 'Who asks',
    track: 'minmax(90px, 1.2fr)',
    cell: ({ requester }) => REQUESTER_WORDS[requester],
  },
  {
    id: 'received',
    header: 'Received',
    track: 'minmax(100px, 1fr)',
    cell: ({ receivedOn }) => <Day on={receivedOn} />,
  },
];
