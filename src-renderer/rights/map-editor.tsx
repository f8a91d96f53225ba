import { Button, Textarea } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useRef, useState, type ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { MapProblems } from './map-problems.tsx';

/** How long nobody types before the map is looked at. Milliseconds. */
const PAUSE_MS = 400;

/** Changes the map: what is wrong is told while it is written, and a map with mistakes is not taken. */
export function MapEditor({
  map,
  onClose,
}: {
  readonly map: Output<'rights.dossier-map'>;
  readonly onClose: () => void;
}): ReactNode {
  const [text, setText] = useState(map.text);
  const field = useRef<HTMLTextAreaElement>(null);
  const check = useAsk('rights.check-dossier-map');
  const put = useAsk('rights.set-dossier-map');
  const look = useDebouncedCallback((written: string) => void check.ask({ text: written }), PAUSE_MS);
  const problems = check.answer?.problems ?? map.problems;
  const use = async (next: string | null): Promise<void> => {
    const done = await put.ask({ text: next });
    if (done === null) return;
    if (done.problems.length === 0) onClose();
    else if (next !== null) await check.ask({ text: next });
  };
  const toLine = (line: number): void => {
    const area = field.current;
    if (area === null) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
    area.focus();
    area.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    area.scrollTop = ((line - 3) / lines.length) * area.scrollHeight;
  };
  const unchanged = text === map.text;
  return (
    <Section title="Change the map">
      <p className="soft">
        One entry for each table: which column names the patient, what the row means, and which columns belong
        to the record. Raise <span className="mono">revision</span> with every change: each collected record
        names the revision that it was made by.
      </p>
      {map.origin === 'own' ? null : (
        <Notice tone="none">
          This is the map that came with Attestry. What you use instead is kept in your profile; the other one
          stays there to go back to.
        </Notice>
      )}
      <Textarea
        ref={field}
        label="The map (YAML)"
        classNames={{ input: 'mono map-text' }}
        rows={22}
        dir="ltr"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          const written = event.currentTarget.value;
          setText(written);
          look(written);
        }}
      />
      <p role="status">
        {problems.length === 0
          ? 'Nothing is wrong with it.'
          : `${formatOf(problems.length, 'thing is', 'things are')} wrong with it:`}
      </p>
      {problems.length === 0 ? null : <MapProblems problems={problems} onLine={toLine} />}
      {[check.failure, put.failure].map((failure) =>
        failure === null ? null : <FailurePanel key={failure.code} failure={failure} />,
      )}
      <div className="row wrap row-end">
        {map.origin === 'shipped' ? null : (
          <Button variant="default" disabled={put.busy} onClick={() => void use(null)}>
            Go back to the map that came with Attestry
          </Button>
        )}
        <Button variant="default" disabled={put.busy} onClick={onClose}>
          {unchanged ? 'Close' : 'Leave it as it was'}
        </Button>
        <Button
          loading={put.busy}
          disabled={unchanged || problems.length > 0 || check.busy}
          onClick={() => void use(text)}
        >
          Use this map
        </Button>
      </div>
    </Section>
  );
}
