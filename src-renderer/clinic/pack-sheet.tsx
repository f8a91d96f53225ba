import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type GuardPlan, type GuardRoles, LOSE_WORDS } from '../../src-shared/clinic/guard.ts';
import { formatCount } from '../lib/format.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';

/** The sheet before the pack is installed or taken away: what will happen, file by file, and what is missing or lost. */
export function PackSheet({
  direction,
  handle,
  owner,
  onClose,
}: {
  readonly direction: 'install' | 'roll-back';
  readonly handle: string;
  /** Owner of the schema that is there; null: there is none yet. */
  readonly owner: string | null;
  readonly onClose: () => void;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const [wishes, setWishes] = useState({
    owner: owner ?? 'attestry_owner',
    officer: status.data?.clinic.user ?? '',
    application: '',
  });
  const [keep, setKeep] = useState(true);
  const [words, setWords] = useState('');
  const install = useAsk('guard.install');
  const rollBack = useAsk('guard.roll-back');
  const name = (value: string): string | null => (value.trim() === '' ? null : value.trim());
  const roles: GuardRoles = {
    owner: name(wishes.owner) ?? 'attestry_owner',
    officer: direction === 'install' ? name(wishes.officer) : null,
    application: direction === 'install' ? name(wishes.application) : null,
  };
  const plan = useAnswer('guard.plan', { handle, direction, roles });
  const needsWords = plan.data?.loss?.needsWords === true && !keep;
  const ready = plan.data?.missing.length === 0 && (!needsWords || words.trim().toLowerCase() === LOSE_WORDS);
  const go = async (): Promise<void> => {
    const answer =
      direction === 'install'
        ? await install.ask({ handle, roles })
        : await rollBack.ask({
            handle,
            keep: keep && plan.data?.loss?.needsWords === true,
            words: needsWords ? words : '',
          });
    if (typeof answer?.jobId === 'string') onClose();
  };
  const failure = install.failure ?? rollBack.failure;
  const field = (key: keyof typeof wishes, label: string, description: string): ReactNode => (
    <TextInput
      label={label}
      description={description}
      spellCheck={false}
      maxLength={63}
      value={wishes[key]}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setWishes((before) => ({ ...before, [key]: value }));
      }}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      size={720}
      title={direction === 'install' ? 'Install the guard pack' : 'Take the guard pack away'}
    >
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) void go();
        }}
      >
        {direction === 'install' && owner === null ? (
          <>
            {field(
              'owner',
              'Owner of the schema',
              'A role that nobody logs in as; made when it is not there',
            )}
            {field('officer', 'The officer’s login', 'May read the log and seal it, nothing else')}
            {field(
              'application',
              'Login of the clinic’s application',
              'May add entries; leave empty to do it later',
            )}
          </>
        ) : null}
        {plan.isPending ? <Loading lines={6} /> : null}
        {plan.isError ? <FailurePanel failure={plan.error} onRetry={() => void plan.refetch()} /> : null}
        {plan.data === undefined ? null : <Plan plan={plan.data} />}
        {plan.data?.loss?.needsWords === true ? (
          <>
            <Checkbox
              checked={keep}
              label="Keep a copy of the log as a file first (asks where)"
              onChange={(event) => {
                setKeep(event.currentTarget.checked);
              }}
            />
            {keep ? null : (
              <TextInput
                label={`Type “${LOSE_WORDS}” to throw it away without a copy`}
                value={words}
                onChange={(event) => {
                  setWords(event.currentTarget.value);
                }}
              />
            )}
          </>
        ) : null}
        {failure === null ? null : <FailurePanel failure={failure} />}
        <div className="row row-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            disabled={!ready}
            loading={install.busy || rollBack.busy}
            {...(direction === 'roll-back' ? { color: '#a8221b' } : {})}
          >
            {direction === 'install' ? 'Install' : 'Take it away'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Plan({ plan }: { readonly plan: GuardPlan }): ReactNode {
  return (
    <>
      {plan.missing.length === 0 ? null : (
        <Notice tone="bad">
          <p className="strong">It cannot begin yet. Nothing was changed.</p>
          <ul>
            {plan.missing.map(({ right, remedy }) => (
              <li key={right}>
                {right} <code className="mono break">{remedy}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {plan.loss === null || plan.loss.entries === 0 ? null : (
        <Notice tone="unsure">
          The log holds {formatCount(plan.loss.entries)} entries, {formatCount(plan.loss.sealed)} of them
          sealed. They are gone from the database afterwards. The law asks for six years of them.
        </Notice>
      )}
      <p>
        {plan.steps.length === 0
          ? 'There is nothing to do.'
          : 'What will be done, each file in one transaction, without making the clinic wait:'}
      </p>
      <ol className="plan-steps">
        {plan.steps.map(({ file, words }, at) => (
          <li key={`${String(at)} ${file ?? ''}`}>
            {words} {file === null ? null : <span className="mono small soft">{file}</span>}
          </li>
        ))}
      </ol>
    </>
  );
}
