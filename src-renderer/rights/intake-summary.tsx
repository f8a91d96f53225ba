import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Facts, Section } from '../ui/page.tsx';
import { PersonLines } from './case-people.tsx';
import type { IntakeDraft } from './intake.ts';
import { CHANNEL_WORDS, formatDay, REQUESTER_WORDS, TYPE_WORDS } from './words.ts';

/** What will be recorded, and what is missing for it. */
export function IntakeSummary({
  draft: { opening, words, scan },
  missing,
}: {
  readonly draft: IntakeDraft;
  readonly missing: readonly string[];
}): ReactNode {
  return (
    <Section title="What will be recorded">
      <p>
        The request gets the next number, and its legal clock runs from the day of receipt. It cannot be
        removed again; it can be withdrawn.
      </p>
      <Facts
        rows={[
          ['Right', `${TYPE_WORDS[opening.type].name} (${TYPE_WORDS[opening.type].basis})`],
          [
            'Received',
            opening.receivedOn === ''
              ? 'Not said yet'
              : `${formatDay(opening.receivedOn)}, ${CHANNEL_WORDS[opening.channel].toLowerCase()}`,
          ],
          ['Asked by', REQUESTER_WORDS[opening.requester]],
          ...(opening.requester === 'anonymous'
            ? []
            : ([['Patient', <PersonLines key="patient" person={words.patient} />]] as const)),
          [
            'Asked for',
            <span key="wish" dir="auto">
              {words.wish === '' ? 'Not said yet' : words.wish}
            </span>,
          ],
          ...(words.alternative === null
            ? []
            : ([
                [
                  'To be reached at',
                  <span key="alternative" dir="auto">
                    {Object.values(words.alternative)
                      .filter((way) => way !== '')
                      .join(', ') || 'Not said yet'}
                  </span>,
                ],
              ] as const)),
          ['Scan', scan === null ? 'None' : <bdi key="scan">{scan.name}</bdi>],
        ]}
      />
      {missing.length === 0 ? null : (
        <ul className="missing" aria-label="What is missing">
          {missing.map((sentence) => (
            <li key={sentence}>
              <IconAlertTriangle size={16} className="ink-unsure" aria-label="Missing" />
              {sentence}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
