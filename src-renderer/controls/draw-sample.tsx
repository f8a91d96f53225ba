import { Button, Modal, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { FIRM_POLICY, newSampleSchema, SAMPLE_LIMITS } from '../../src-shared/controls/samples.ts';
import type { ResultSummary } from '../../src-shared/controls/tests.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Hash } from '../ui/hash.tsx';
import { SheetForm } from '../ui/sheet-form.tsx';

/** A seed that nobody chose. */
const freshSeed = (): string =>
  [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** Defines a population, freezes it and draws from it. */
export function DrawSample({
  cycleId,
  results,
  onClose,
  onDrawn,
}: {
  readonly cycleId: string;
  /** Results of tests whose failed rows can be the population. */
  readonly results: readonly ResultSummary[];
  readonly onClose: () => void;
  readonly onDrawn: (sampleId: string) => void;
}): ReactNode {
  const choose = useAsk('samples.choose-population');
  const draw = useAsk('samples.draw');
  const [facts, setFacts] = useState(() => ({
    ...{ title: '', definition: '', attributes: '', size: 25, sizeBasis: FIRM_POLICY },
    ...{ method: 'random', seed: freshSeed(), result: '' },
  }));
  const set = (change: Partial<typeof facts>): void => {
    setFacts((before) => ({ ...before, ...change }));
  };
  const { result, attributes, ...rest } = facts;
  const wanted = newSampleSchema.safeParse({
    ...rest,
    attributes: attributes
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  });
  const chosen = choose.answer?.chosen ?? null;
  const failing = results.filter(({ failedCount }) => failedCount > 0);
  const from =
    result !== ''
      ? { result }
      : chosen === null
        ? null
        : { handle: chosen.handle, sha256: chosen.population.sha256 };
  return (
    <Modal opened onClose={onClose} title="Draw a sample" size={640}>
      <SheetForm
        asks
        go="Freeze and draw"
        ready={wanted.success && from !== null}
        busy={draw.busy}
        failure={choose.failure ?? draw.failure}
        onClose={onClose}
        onGo={() => {
          if (!wanted.success || from === null) return;
          void draw.ask({ cycleId, sample: wanted.data, from }).then((drawn) => {
            if (drawn === null) return;
            onDrawn(drawn.sampleId);
            onClose();
          });
        }}
      >
        <TextInput
          label="Title"
          required
          data-autofocus
          maxLength={200}
          value={facts.title}
          onChange={(event) => {
            set({ title: event.currentTarget.value });
          }}
        />
        <Textarea
          label="Population"
          description="What belongs to it and what does not, and where the list comes from"
          required
          autosize
          minRows={2}
          maxLength={2000}
          value={facts.definition}
          onChange={(event) => {
            set({ definition: event.currentTarget.value });
          }}
        />
        <div className="row">
          <Button
            variant="default"
            leftSection={<IconFile size={16} />}
            loading={choose.busy}
            disabled={result !== ''}
            onClick={() => void choose.ask({})}
          >
            Choose its list…
          </Button>
          <span className="grow">
            {chosen === null ? (
              <span className="soft">A text or CSV file, one item a line: numbers, no names.</span>
            ) : (
              <>
                <bdi>{chosen.population.source}</bdi>: {formatOf(chosen.population.count, 'item', 'items')},{' '}
                <Hash value={chosen.population.sha256} what="population" />
              </>
            )}
          </span>
        </div>
        {failing.length === 0 ? null : (
          <NativeSelect
            label="Or the rows that failed in a test"
            value={result}
            data={[
              { value: '', label: 'Take the file' },
              ...failing.map((each) => ({
                value: each.id,
                label: `${each.testId}: ${formatOf(each.failedCount, 'row', 'rows')}`,
              })),
            ]}
            onChange={(event) => {
              set({ result: event.currentTarget.value });
            }}
          />
        )}
        <Textarea
          label="What is asked of every item"
          description="One a line, as “Approved by the head of department”"
          required
          autosize
          minRows={2}
          value={facts.attributes}
          onChange={(event) => {
            set({ attributes: event.currentTarget.value });
          }}
        />
        <div className="row row-bottom">
          <NumberInput
            label="How many"
            min={1}
            max={SAMPLE_LIMITS.size}
            allowDecimal={false}
            value={facts.size}
            onChange={(value) => {
              set({ size: typeof value === 'number' ? value : 0 });
            }}
          />
          <TextInput
            className="grow"
            label="Where that number comes from"
            maxLength={200}
            value={facts.sizeBasis}
            onChange={(event) => {
              set({ sizeBasis: event.currentTarget.value });
            }}
          />
          <NativeSelect
            label="Drawn"
            value={facts.method}
            data={[
              { value: 'random', label: 'At random' },
              { value: 'systematic', label: 'Every n-th' },
            ]}
            onChange={(event) => {
              set({ method: event.currentTarget.value });
            }}
          />
        </div>
        <TextInput
          label="Seed"
          description="Decides the draw: with it anybody draws the same items again"
          maxLength={100}
          value={facts.seed}
          onChange={(event) => {
            set({ seed: event.currentTarget.value });
          }}
        />
      </SheetForm>
    </Modal>
  );
}
