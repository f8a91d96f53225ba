import { Button, Checkbox, Modal, Textarea } from '@mantine/core';
import { IconSignature } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ChecklistLine, ChecklistSheet } from '../../src-shared/controls/checks.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { PERIOD_WORDS, STATE_WORDS } from './checks-words.ts';

/** A list on its day: what a check filled in, what a person ticks, and the signature at the end. */
export function ChecklistCard({ sheet }: { readonly sheet: ChecklistSheet }): ReactNode {
  const { period, turn, state, lines, signed } = sheet;
  const open = lines.filter((line) => line.state !== 'done').length;
  const [signing, setSigning] = useState(false);
  const [asked, setAsked] = useState<ChecklistLine | null>(null);
  const tick = useAsk('checklists.tick');
  const sign = useAsk('checklists.sign');
  const put = async (line: ChecklistLine, done: boolean, note: string): Promise<void> => {
    const answer = await tick.ask({ turn, itemId: line.item.id, done, note });
    if (answer !== null) setAsked(null);
  };
  return (
    <Section
      title={`${PERIOD_WORDS[period].name} list, ${turn}`}
      aside={<span className={`word ink-${STATE_WORDS[state].tone}`}>{STATE_WORDS[state].word}</span>}
    >
      <ul className="checklist" aria-label={`${PERIOD_WORDS[period].name} list`}>
        {lines.map((line) => (
          <li key={line.item.id} data-item={line.item.id} data-state={line.state}>
            <Checkbox
              size="sm"
              checked={line.state === 'done'}
              indeterminate={line.state === 'attention'}
              disabled={signed !== null || tick.busy || (line.state === 'done' && line.runId !== null)}
              aria-label={line.item.title}
              onChange={() => {
                if (line.state === 'done') void put(line, false, '');
                else setAsked(line);
              }}
            />
            <div className="grow">
              <p className="check-title">{line.item.title}</p>
              <p className="soft small">{line.item.how}</p>
              {line.note === '' ? null : (
                <p className={line.state === 'attention' ? 'ink-unsure' : ''} dir="auto">
                  {line.note}
                </p>
              )}
            </div>
            <span className="soft small checklist-by">
              {line.at === null ? (
                line.item.checks.length > 0 ? (
                  'Filled in by a check'
                ) : (
                  'Ticked by a person'
                )
              ) : (
                <>
                  {line.runId === null ? <bdi>{commonName(line.by)}</bdi> : 'Check'}, <When at={line.at} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      {tick.failure === null || asked !== null ? null : <FailurePanel failure={tick.failure} />}
      {signed === null ? (
        <div className="row">
          <span className="soft grow">
            {open === 0
              ? 'All done; it counts once it is signed.'
              : `${formatOf(open, 'thing is', 'things are')} not done yet.`}
          </span>
          <Button
            variant="default"
            disabled={open > 0}
            leftSection={<IconSignature size={16} />}
            onClick={() => {
              setSigning(true);
            }}
          >
            Sign the list…
          </Button>
        </div>
      ) : (
        <SignedBy signed={signed} />
      )}
      {asked === null ? null : (
        <TickSheet
          line={asked}
          busy={tick.busy}
          failure={tick.failure}
          onTick={(note) => void put(asked, true, note)}
          onClose={() => {
            setAsked(null);
            tick.clear();
          }}
        />
      )}
      <ConfirmSign
        opened={signing}
        onClose={() => {
          setSigning(false);
          sign.clear();
        }}
        onSign={() => {
          void sign.ask({ turn }).then((done) => {
            if (done !== null) setSigning(false);
          });
        }}
        title="Sign the list"
        sentence={`You sign that the ${period} list of ${turn} was gone through, as it stands. It cannot be changed afterwards.`}
        facts={[
          ['List', `${PERIOD_WORDS[period].name}, ${turn}`],
          ['On it', formatOf(lines.length, 'thing, done', 'things, all done')],
        ]}
        busy={sign.busy}
        failure={sign.failure}
      />
    </Section>
  );
}

function SignedBy({ signed }: { readonly signed: NonNullable<ChecklistSheet['signed']> }): ReactNode {
  return signed.verdict === 'tampered' ? (
    <Notice tone="bad">
      <strong>This is not what was signed.</strong> The signature does not hold, or something on the list was
      changed behind Attestry. Keep the profile as it is.
    </Notice>
  ) : (
    <p className="soft">
      Signed on <When at={signed.at} /> by <bdi>{commonName(signed.by)}</bdi>
      {signed.verdict === 'intact'
        ? '; the signature holds.'
        : '; whether the signature holds cannot be told.'}
    </p>
  );
}

/** Ticking asks for a note: always where a check asks for something, and whenever there is something to say. */
function TickSheet({
  line,
  busy,
  failure,
  onTick,
  onClose,
}: {
  readonly line: ChecklistLine;
  readonly busy: boolean;
  readonly failure: Parameters<typeof FailurePanel>[0]['failure'] | null;
  readonly onTick: (note: string) => void;
  readonly onClose: () => void;
}): ReactNode {
  const [note, setNote] = useState('');
  const must = line.item.checks.length > 0;
  return (
    <Modal opened onClose={onClose} title={line.item.title} size={560}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          onTick(note.trim());
        }}
      >
        <p>{line.item.how}</p>
        {line.note === '' ? null : (
          <Notice tone="unsure">
            <span dir="auto">{line.note}</span>
          </Notice>
        )}
        <Textarea
          label={must ? 'Why it counts as done all the same' : 'Note'}
          description={
            must
              ? 'No patient’s name; it is kept with the list'
              : 'If there is something to say; no patient’s name'
          }
          data-autofocus
          autosize
          minRows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
        />
        {failure === null ? null : <FailurePanel failure={failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" loading={busy} disabled={must && note.trim() === ''}>
            Tick it
          </Button>
        </div>
      </form>
    </Modal>
  );
}
