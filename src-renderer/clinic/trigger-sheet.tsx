import type { ReactNode } from 'react';
import type { AttachOutcome, TableName } from '../../src-shared/clinic/audit-triggers.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import type { Administrator } from './administrator.tsx';
import { ChangeSheet } from './change-sheet.tsx';

/** Before audit triggers are put on tables, or taken from one. */
export function TriggerSheet({
  deed,
  tables,
  administrator,
  onClose,
}: {
  readonly deed: 'attach' | 'detach';
  readonly tables: readonly TableName[];
  readonly administrator: Administrator;
  /** What came of each table; null when nothing was done. */
  readonly onClose: (outcomes: readonly AttachOutcome[] | null) => void;
}): ReactNode {
  const attach = useAsk('audit-triggers.attach');
  const detach = useAsk('audit-triggers.detach');
  const names = tables.map(({ schema, table }) => ({ schema, table }));
  const putOn = deed === 'attach';
  const go = (): void => {
    administrator.need((handle) => {
      const [first] = names;
      if (first === undefined) return;
      void (putOn ? attach.ask({ handle, tables: names }) : detach.ask({ handle, table: first })).then(
        (answer) => {
          if (answer !== null) onClose(answer.outcomes);
        },
      );
    });
  };
  return (
    <ChangeSheet
      title={putOn ? 'Attach audit triggers' : 'Detach audit triggers'}
      sentence={
        putOn
          ? `From the moment this is done, every change of ${formatOf(names.length, 'table', 'tables')} leaves an entry in the audit log. A change whose entry cannot be written is not made.`
          : 'From the moment this is done, changes of this table leave no trace. That it was done is recorded in the audit log and here.'
      }
      facts={[
        [
          names.length === 1 ? 'Table' : 'Tables',
          <bdi key="t" className="break">
            {names.map(({ schema, table }) => `${schema}.${table}`).join(', ')}
          </bdi>,
        ],
        ['Clinic’s work', 'Waits one second for each table at most; a table that is busy is left as it is.'],
        [
          'By',
          administrator.seat === null ? (
            'a database administrator, who signs in next'
          ) : (
            <bdi key="by">{administrator.seat.user}</bdi>
          ),
        ],
      ]}
      undo={
        putOn
          ? '“Detach” takes them away again.'
          : '“Attach triggers” puts them back; what happened in between stays unseen.'
      }
      go={putOn ? 'Attach' : 'Detach'}
      dangerous={!putOn}
      ready={names.length > 0}
      busy={attach.busy || detach.busy}
      failure={attach.failure ?? detach.failure}
      onGo={go}
      onClose={() => {
        onClose(null);
      }}
    />
  );
}
