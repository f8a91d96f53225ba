import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { z } from 'zod';
import { attributeAnswerSchema, type Sample, type SampleItem } from '../../src-shared/controls/samples.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Facts } from '../ui/page.tsx';

type Answer = z.infer<typeof attributeAnswerSchema>;
const ANSWERS: readonly { readonly value: Answer | ''; readonly label: string }[] = [
  { value: '', label: 'Not looked at' },
  { value: 'met', label: 'Met' },
  { value: 'not-met', label: 'Not met' },
  { value: 'not-applicable', label: 'Not applicable' },
];

/** A share in per cent with one decimal place. */
const rateOf = (rate: number): string => `${(rate * 100).toFixed(1)} %`;

/** One sample: what it was drawn from, and every item with its answers. */
export function SampleCard({
  sample,
  open,
  onTakeOff,
}: {
  readonly sample: Sample;
  readonly open: boolean;
  readonly onTakeOff: () => void;
}): ReactNode {
  const compare = useAsk('samples.compare');
  const { population, completeness, items, tested, exceptions, deviationRate } = sample;
  return (
    <div className="stack">
      <div className="row">
        <h3 className="grow">
          <bdi>{sample.title}</bdi>
        </h3>
        {open ? (
          <>
            <Button
              size="compact-sm"
              variant="default"
              loading={compare.busy}
              onClick={() =>
                void compare.ask({
                  cycleId: sample.cycleId,
                  sampleId: sample.id,
                  revision: sample.revision,
                })
              }
            >
              Compare with a second source…
            </Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={onTakeOff}>
              Take off
            </Button>
          </>
        ) : null}
      </div>
      {compare.failure === null ? null : <FailurePanel failure={compare.failure} />}
      <Facts
        rows={[
          ['Population', <bdi key="definition">{sample.definition}</bdi>],
          [
            'Counted',
            <span key="counted">
              {formatOf(population.count, 'item', 'items')} in <bdi>{population.source}</bdi>,{' '}
              <Hash value={population.sha256} what="population" />
            </span>,
          ],
          [
            'Complete',
            completeness === null
              ? 'Not compared with a second source yet'
              : `${completeness.agrees ? 'Agrees' : 'Does not agree'} with ${completeness.source} (${formatCount(completeness.count)} items)`,
          ],
          [
            'Drawn',
            `${formatOf(items.length, 'item', 'items')} (${sample.sizeBasis}), ${sample.method}, seed “${sample.seed}”`,
          ],
          [
            'Found',
            `${formatCount(tested)} of ${formatCount(items.length)} looked at, ${formatOf(exceptions, 'exception', 'exceptions')}${deviationRate === null ? '' : `, deviation rate ${rateOf(deviationRate)}`}`,
          ],
        ]}
      />
      <ul className="linked-list">
        {items.map((item) => (
          <li key={item.position}>
            <ItemAnswers sample={sample} item={item} open={open} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ItemAnswers({
  sample,
  item,
  open,
}: {
  readonly sample: Sample;
  readonly item: SampleItem;
  readonly open: boolean;
}): ReactNode {
  const answer = useAsk('samples.answer');
  const [note, setNote] = useState(item.note);
  const save = (answers: SampleItem['answers'], words: string): void =>
    void answer.ask({
      ...{ cycleId: sample.cycleId, sampleId: sample.id, revision: sample.revision },
      ...{ position: item.position, answers, note: words },
    });
  return (
    <div className="stack stack-tight grow">
      <span>
        <span className="soft small">Number {formatCount(item.position)}:</span>{' '}
        <bdi className="mono">{item.key}</bdi>
      </span>
      <div className="sample-answers">
        {sample.attributes.map((attribute, at) => (
          <NativeSelect
            key={attribute}
            size="xs"
            label={attribute}
            disabled={!open || answer.busy}
            value={item.answers[at] ?? ''}
            data={[...ANSWERS]}
            onChange={(event) => {
              const given = attributeAnswerSchema.safeParse(event.currentTarget.value).data ?? null;
              save(
                item.answers.map((before, place) => (place === at ? given : before)),
                note,
              );
            }}
          />
        ))}
        <TextInput
          size="xs"
          className="grow"
          label="Note"
          disabled={!open || answer.busy}
          maxLength={1000}
          dir="auto"
          value={note}
          onChange={(event) => {
            setNote(event.currentTarget.value);
          }}
          onBlur={() => {
            if (note.trim() !== item.note) save(item.answers, note);
          }}
        />
      </div>
      {answer.failure === null ? null : <FailurePanel failure={answer.failure} />}
    </div>
  );
}
