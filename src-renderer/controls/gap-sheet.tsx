import { Button, Modal, MultiSelect, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { type Gap, type NewGap, SEVERITIES, severitySchema } from '../../src-shared/controls/gaps.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { SEVERITY_WORDS } from './gap-words.ts';

/** What is said about a gap; `gap` is the one that is changed, or what a new one begins with. */
export function GapSheet({
  cycleId,
  begin,
  gap,
  others,
  requirements,
  onClose,
}: {
  readonly cycleId: string;
  readonly begin: Partial<Pick<NewGap, 'requirement' | 'title' | 'severity' | 'cause' | 'origin'>>;
  /** Null for a new one. */
  readonly gap: Gap | null;
  readonly others: readonly Gap[];
  readonly requirements: readonly {
    readonly framework: string;
    readonly id: string;
    readonly title: string;
  }[];
  readonly onClose: () => void;
}): ReactNode {
  const add = useAsk('gaps.add');
  const set = useAsk('gaps.set');
  const [requirement, setRequirement] = useState(() => {
    const wanted = gap?.requirement ?? begin.requirement ?? requirements[0];
    return wanted === undefined ? '' : JSON.stringify([wanted.framework, wanted.id]);
  });
  const [title, setTitle] = useState(gap?.title ?? begin.title ?? '');
  const [severity, setSeverity] = useState(gap?.severity ?? begin.severity ?? 'medium');
  const [cause, setCause] = useState(gap?.cause ?? begin.cause ?? '');
  const [owner, setOwner] = useState(gap?.owner ?? '');
  const [effort, setEffort] = useState<number>(gap?.effortDays ?? 1);
  const [dueOn, setDueOn] = useState(gap?.dueOn ?? '');
  const [dependsOn, setDependsOn] = useState<string[]>([...(gap?.dependsOn ?? [])]);
  const [progress, setProgress] = useState<number>(gap?.progress ?? 0);
  const failure = add.failure ?? set.failure;
  const done = (answer: object | null): void => {
    if (answer !== null) onClose();
  };
  const save = (): void => {
    const said = {
      ...{
        title: title.trim(),
        severity,
        cause: cause.trim(),
        owner: owner.trim(),
        effortDays: effort,
        dependsOn,
      },
      dueOn: dueOn === '' ? null : dueOn,
    };
    if (gap !== null) {
      void set.ask({ gapId: gap.id, ...said, progress, note: '' }).then(done);
      return;
    }
    const [framework = '', id = ''] = JSON.parse(requirement) as string[];
    void add
      .ask({ ...said, cycleId, requirement: { framework, id }, origin: begin.origin ?? 'person' })
      .then(done);
  };
  return (
    <Modal opened onClose={onClose} title={gap === null ? 'A gap' : 'Change the gap'} size={600}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        {gap === null ? (
          <NativeSelect
            label="Requirement"
            value={requirement}
            data={requirements.map(({ framework, id, title: words }) => ({
              value: JSON.stringify([framework, id]),
              label: `${id} ${words}`,
            }))}
            onChange={(event) => {
              setRequirement(event.currentTarget.value);
            }}
          />
        ) : null}
        <TextInput
          label="What is missing"
          data-autofocus
          maxLength={200}
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
        />
        <div className="gap-fields">
          <NativeSelect
            label="Severity"
            description="How bad it is while it is open"
            value={severity}
            data={SEVERITIES.toReversed().map((value) => ({ value, label: SEVERITY_WORDS[value].word }))}
            onChange={(event) => {
              const read = severitySchema.safeParse(event.currentTarget.value);
              if (read.success) setSeverity(read.data);
            }}
          />
          <NumberInput
            label="Effort"
            description="Working days of one person"
            min={0.5}
            max={1000}
            step={0.5}
            value={effort}
            onChange={(value) => {
              setEffort(Number(value));
            }}
          />
          <TextInput
            label="Closed by"
            description="A day; empty: none yet"
            type="date"
            value={dueOn}
            onChange={(event) => {
              setDueOn(event.currentTarget.value);
            }}
          />
          <TextInput
            label="Owner"
            description="Who sees to it"
            maxLength={200}
            value={owner}
            onChange={(event) => {
              setOwner(event.currentTarget.value);
            }}
          />
        </div>
        <Textarea
          label="Cause"
          description="Why it is there; no patient’s name"
          autosize
          minRows={2}
          maxLength={1000}
          value={cause}
          onChange={(event) => {
            setCause(event.currentTarget.value);
          }}
        />
        <MultiSelect
          label="Waits for"
          description="What must be closed first"
          value={dependsOn}
          data={others
            .filter(({ id }) => id !== gap?.id)
            .map((other) => ({ value: other.id, label: `${other.requirement.id} ${other.title}` }))}
          onChange={setDependsOn}
        />
        {gap === null ? null : (
          <NumberInput
            label="Done"
            description="In per cent"
            min={0}
            max={100}
            step={5}
            value={progress}
            onChange={(value) => {
              setProgress(Math.round(Number(value)));
            }}
          />
        )}
        {failure === null ? null : <FailurePanel failure={failure} />}
        <div className="row row-end">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            loading={add.busy || set.busy}
            disabled={title.trim().length < 3 || requirement === ''}
          >
            {gap === null ? 'Add it' : 'Save'}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
