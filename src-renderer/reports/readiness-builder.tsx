import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { IconFileText, IconSignature } from '@tabler/icons-react';
import { useEffect, useState, type ReactNode } from 'react';
import type { Cycle } from '../../src-shared/controls/cycles.ts';
import { KIND_TITLES, READINESS_KINDS, type ReadinessKind } from '../../src-shared/reports/readiness.ts';
import {
  REPORT_FORMATS,
  type ReportFormat,
  type ReportOrder,
} from '../../src-shared/reports/readiness-list.ts';
import { OPTIONAL_PARTS, type OptionalPart, optionalParts } from '../../src-shared/reports/optional-parts.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { ConfirmSign } from '../ui/confirm-sign.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Section } from '../ui/page.tsx';
import {
  cyclesFor,
  FORMAT_WORDS,
  frameworksFor,
  isAboutReview,
  isDay,
  monthsBefore,
  PART_WORDS,
  todayHere,
} from './readiness-words.ts';
import { ReviewChoice } from './review-choice.tsx';

/** What shall be made: kind, review or period, formats. Tells `onChange` of every order that can be carried out. */
export function ReadinessBuilder({
  onChange,
}: {
  readonly onChange: (order: ReportOrder | null) => void;
}): ReactNode {
  const cycles = useAnswer('reviews.cycles', {});
  const create = useAsk('readiness.create');
  const [kind, setKind] = useState<ReadinessKind>('audit-integrity');
  const [cycleId, setCycleId] = useState<string | null>(null);
  const [framework, setFramework] = useState<string | null>(null);
  const [from, setFrom] = useState(monthsBefore(todayHere(), 3));
  const [to, setTo] = useState(todayHere());
  const [formats, setFormats] = useState<readonly ReportFormat[]>(['pdf', 'html', 'json']);
  const [leaveOut, setLeaveOut] = useState<readonly OptionalPart[]>([]);
  const [signing, setSigning] = useState(false);

  const fitting = cyclesFor(
    kind,
    (cycles.data?.cycles ?? []).map(({ cycle }) => cycle),
  );
  const chosen = fitting.find(({ id }) => id === cycleId) ?? fitting[0] ?? null;
  const free = optionalParts(kind);
  const without = free.filter((part) => leaveOut.includes(part));
  const whole = orderOf({ kind, cycle: chosen, framework, from, to });
  const order = whole === null || without.length === 0 ? whole : { ...whole, leaveOut: without };
  const key = order === null ? '' : JSON.stringify(order);
  useEffect(() => {
    onChange(key === '' ? null : (JSON.parse(key) as ReportOrder));
  }, [key, onChange]);

  const make = async (sign: boolean): Promise<void> => {
    if (order === null) return;
    const started = await create.ask({ order, formats: [...formats], sign });
    if (started !== null) setSigning(false);
  };

  return (
    <Section title="New report">
      <div className="stack pad">
        <NativeSelect
          label="Kind of report"
          value={kind}
          data={READINESS_KINDS.map((each) => ({ value: each, label: KIND_TITLES[each] }))}
          onChange={(event) => {
            const value = event.currentTarget.value;
            setKind(READINESS_KINDS.find((each) => each === value) ?? kind);
          }}
        />
        {isAboutReview(kind) ? (
          <ReviewChoice
            cycles={fitting}
            chosen={chosen}
            loading={cycles.isPending}
            onChoose={setCycleId}
            kind={kind}
            framework={framework}
            onFramework={setFramework}
          />
        ) : (
          <div className="row">
            <TextInput
              className="grow"
              label="First day"
              type="date"
              value={from}
              error={isDay(from) ? null : 'Enter a day'}
              onChange={(event) => {
                setFrom(event.currentTarget.value);
              }}
            />
            <TextInput
              className="grow"
              label="Last day"
              type="date"
              value={to}
              error={!isDay(to) ? 'Enter a day' : to < from ? 'Before the first day' : null}
              onChange={(event) => {
                setTo(event.currentTarget.value);
              }}
            />
          </div>
        )}
        {free.length === 0 ? null : (
          <Checkbox.Group
            label="Parts that can be left out"
            description="Exceptions, limits and what was not tested are always in it. The report says what it goes without."
            value={free.filter((part) => !leaveOut.includes(part))}
            onChange={(values) => {
              setLeaveOut(OPTIONAL_PARTS.filter((part) => free.includes(part) && !values.includes(part)));
            }}
          >
            <div className="stack stack-tight gap-top">
              {free.map((part) => (
                <Checkbox key={part} value={part} label={PART_WORDS[part]} />
              ))}
            </div>
          </Checkbox.Group>
        )}
        <Checkbox.Group
          label="Files"
          description="The JSON is always kept: the signature names its hash."
          value={[...formats]}
          onChange={(values) => {
            setFormats(REPORT_FORMATS.filter((format) => values.includes(format)));
          }}
        >
          <div className="stack stack-tight gap-top">
            {REPORT_FORMATS.map((format) => (
              <Checkbox
                key={format}
                value={format}
                label={FORMAT_WORDS[format]}
                disabled={format === 'json'}
              />
            ))}
          </div>
        </Checkbox.Group>
        {create.failure === null || signing ? null : <FailurePanel failure={create.failure} />}
        <div className="stack stack-tight">
          <Button
            leftSection={<IconSignature size={18} />}
            disabled={order === null}
            onClick={() => {
              create.clear();
              setSigning(true);
            }}
          >
            Make and sign…
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileText size={18} />}
            disabled={order === null}
            loading={create.busy}
            onClick={() => {
              void make(false);
            }}
          >
            Make without a signature
          </Button>
        </div>
      </div>
      <ConfirmSign
        opened={signing}
        onClose={() => {
          setSigning(false);
        }}
        onSign={() => {
          void make(true);
        }}
        title="Sign the report"
        sentence="The report is written as a PDF and signed with the key on your token; so is the list of its files with their hashes."
        facts={[
          ['Report', KIND_TITLES[kind]],
          [
            'About',
            <bdi key="about">
              {chosen === null || !isAboutReview(kind) ? `${from} to ${to}` : chosen.name}
            </bdi>,
          ],
          ...(without.length === 0
            ? []
            : [['Without', without.map((part) => PART_WORDS[part].toLowerCase()).join('; ')] as const]),
          ['Signatures', 'Two: the PDF, and the list of files'],
        ]}
        busy={create.busy}
        failure={create.failure}
      />
    </Section>
  );
}

/** The order, or null while something is missing. */
function orderOf({
  kind,
  cycle,
  framework,
  from,
  to,
}: {
  readonly kind: ReadinessKind;
  readonly cycle: Cycle | null;
  /** The one that was chosen where there are several. */
  readonly framework: string | null;
  readonly from: string;
  readonly to: string;
}): ReportOrder | null {
  if (!isAboutReview(kind))
    return isDay(from) && isDay(to) && from <= to ? { kind, cycleId: null, framework: null, from, to } : null;
  if (cycle === null) return null;
  const fitting = frameworksFor(kind, cycle);
  const about = fitting.find(({ id }) => id === framework) ?? fitting[0];
  return { kind, cycleId: cycle.id, framework: about?.id ?? null, from: cycle.from, to: cycle.to };
}
