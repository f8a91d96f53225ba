import type { CaseRow } from '../../src-shared/rights/contract.ts';
import type { CaseType, Requester } from '../../src-shared/rights/words.ts';
import type { Column } from '../ui/data-table.tsx';
import { Day, DaysLeft, Flagged } from './due.tsx';
import { FLAG_WORDS, REQUESTER_WORDS, STATE_WORDS, TYPE_WORDS } from './words.ts';

/** Names that would be cut in the smallest window; the whole name stands beside them when one points at it. */
const SHORT_TYPES: Readonly<Partial<Record<CaseType, string>>> = {
  'confidential-communications': 'Confidential contact',
  accounting: 'Accounting',
};
const SHORT_REQUESTERS: Readonly<Record<Requester, string>> = {
  individual: 'The patient',
  'personal-representative': 'Representative',
  'parent-of-minor': 'Parent',
  'representative-of-deceased': 'For the deceased',
  'third-party-directive': 'For a third party',
  anonymous: 'No name given',
};

/** A case in the table of requests. */
export const caseColumns: readonly Column<CaseRow>[] = [
  {
    id: 'due',
    header: 'Days left',
    track: '126px',
    cell: (row) => <DaysLeft clock={row} />,
  },
  {
    id: 'date',
    header: 'Due',
    track: '164px',
    cell: ({ due, dueKind, extended }) => (
      <>
        <Day on={due} />
        {dueKind === 'legal' ? null : (
          <span className="soft" title="Internal target, no legal deadline">
            {' '}
            · internal
          </span>
        )}
        {extended ? <span className="soft"> · extended</span> : null}
      </>
    ),
  },
  {
    id: 'case',
    header: 'Request',
    track: '96px',
    cell: ({ caseId }) => <span className="mono">{caseId}</span>,
  },
  {
    id: 'type',
    header: 'Right',
    track: 'minmax(142px, 1.4fr)',
    cell: ({ type }) => (
      <span title={TYPE_WORDS[type].name}>{SHORT_TYPES[type] ?? TYPE_WORDS[type].name}</span>
    ),
  },
  {
    id: 'state',
    header: 'Stands at',
    track: 'minmax(146px, 1.2fr)',
    cell: ({ state, flags }) =>
      flags[0] === undefined ? STATE_WORDS[state] : <Flagged>{FLAG_WORDS[flags[0]]}</Flagged>,
  },
  {
    id: 'who',
    header: 'Who asks',
    track: 'minmax(112px, 1.2fr)',
    cell: ({ requester }) => <span title={REQUESTER_WORDS[requester]}>{SHORT_REQUESTERS[requester]}</span>,
  },
  {
    id: 'received',
    header: 'Received',
    track: 'minmax(96px, 1fr)',
    cell: ({ receivedOn }) => <Day on={receivedOn} />,
  },
];
