import { Button, Modal, NumberInput, Switch, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { RETENTION_DEFAULTS, type RetentionRow, type RetentionRule } from '../../src-shared/phi/disposal.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswerAnew, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { When } from '../ui/when.tsx';

const nameOf = ({ rule }: RetentionRow): string => `${rule.schema}.${rule.table}`;

/** Months as people say them. */
export function monthsWords(months: number): string {
  const years = Math.floor(months / 12);
  const rest = months % 12;
  return [
    ...(years > 0 ? [formatOf(years, 'year', 'years')] : []),
    ...(rest > 0 ? [formatOf(rest, 'month', 'months')] : []),
  ].join(', ');
}

const kindWords = (kind: string): string =>
  RETENTION_DEFAULTS.find((one) => one.kind === kind)?.title ?? 'The clinic’s own';

/** How long rows of each table are kept. */
export function RetentionRules({ rules }: { readonly rules: readonly RetentionRow[] }): ReactNode {
  const figures = useAnswerAnew('monitoring.dashboard', {}).data?.retention;
  const deletedWords = ({ schema, table }: RetentionRow['rule']): string => {
    const deleted = figures?.find((one) => one.schema === schema && one.table === table)?.deleted ?? 0;
    return deleted === 0 ? '' : `; ${formatOf(deleted, 'row', 'rows')} deleted so far`;
  };
  const [editing, setEditing] = useState<RetentionRow | null>(null);
  const active = rules.filter(({ rule }) => rule.active).length;
  return (
    <Section
      title="How long rows are kept"
      aside={
        <span className="soft">{`${String(active)} of ${formatOf(rules.length, 'rule', 'rules')} active`}</span>
      }
    >
      {rules.length === 0 ? (
        <p className="soft">
          No table of this database fits one of the given rules. Set one with `retention set`.
        </p>
      ) : (
        <PlainTable
          label="How long rows are kept"
          rows={rules}
          keyOf={nameOf}
          columns={[
            { id: 'table', header: 'Table', cell: (row) => <bdi>{nameOf(row)}</bdi> },
            { id: 'kind', header: 'Kind', cell: ({ rule }) => kindWords(rule.kind) },
            { id: 'kept', header: 'Kept', width: '92px', cell: ({ rule }) => monthsWords(rule.months) },
            {
              id: 'from',
              header: 'Counted from',
              cell: ({ rule }) => <bdi className="mono">{rule.dateColumn}</bdi>,
            },
            {
              id: 'basis',
              header: 'Why',
              width: '34%',
              cell: ({ rule }) => <span dir="auto">{rule.basis}</span>,
            },
            {
              id: 'state',
              header: 'State',
              cell: ({ rule, origin, setAt }) =>
                rule.active ? (
                  <>
                    <strong>
                      Active
                      {setAt === null ? (
                        ''
                      ) : (
                        <>
                          {' '}
                          since <When at={setAt} />
                        </>
                      )}
                    </strong>
                    {deletedWords(rule)}
                  </>
                ) : origin === 'set' ? (
                  'Switched off'
                ) : (
                  <span className="soft">Proposed</span>
                ),
            },
            {
              id: 'set',
              header: '',
              align: 'end',
              cell: (row) => (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Set the rule of ${nameOf(row)}`}
                  onClick={() => {
                    setEditing(row);
                  }}
                >
                  Set…
                </Button>
              ),
            },
          ]}
        />
      )}
      {editing === null ? null : (
        <RuleForm
          rule={editing.rule}
          onClose={() => {
            setEditing(null);
          }}
        />
      )}
    </Section>
  );
}

function RuleForm({
  rule,
  onClose,
}: {
  readonly rule: RetentionRule;
  readonly onClose: () => void;
}): ReactNode {
  const save = useAsk('disposal.set-rule');
  const [draft, setDraft] = useState<RetentionRule>({ ...rule, active: true });
  const right = draft.basis.trim().length >= 10 && draft.dateColumn.trim() !== '' && draft.months >= 1;
  return (
    <Modal opened onClose={onClose} title={`Rule of ${rule.schema}.${rule.table}`} size={560}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (right)
            void save.ask(draft).then((done) => {
              if (done !== null) onClose();
            });
        }}
      >
        <p>Setting a rule deletes nothing. A run does, after you have seen its numbers and signed for it.</p>
        <NumberInput
          label="Months"
          description={monthsWords(draft.months)}
          min={1}
          max={1200}
          allowDecimal={false}
          value={draft.months}
          onChange={(value) => {
            setDraft({ ...draft, months: Math.max(1, Number(value) || 1) });
          }}
        />
        <TextInput
          label="Counted from"
          description="A column of the table with a date; rows without one are kept"
          spellCheck={false}
          maxLength={63}
          value={draft.dateColumn}
          onChange={(event) => {
            setDraft({ ...draft, dateColumn: event.currentTarget.value });
          }}
        />
        <TextInput
          label="Why"
          description="The law or rule; at least ten characters, nobody’s name"
          maxLength={300}
          value={draft.basis}
          onChange={(event) => {
            setDraft({ ...draft, basis: event.currentTarget.value });
          }}
        />
        <Switch
          label="Active: a run deletes what is older"
          checked={draft.active}
          onChange={(event) => {
            setDraft({ ...draft, active: event.currentTarget.checked });
          }}
        />
        {save.failure === null ? null : <FailurePanel failure={save.failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={save.busy} disabled={!right}>
            Set the rule
          </Button>
        </div>
      </form>
    </Modal>
  );
}
