import { Button } from '@mantine/core';
import { IconListSearch, IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { formatOf } from '../lib/format.ts';
import { useAsk } from '../lib/query.ts';
import { Hash } from '../ui/hash.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';
import { PlainTable } from '../ui/plain-table.tsx';
import { exclusionWords } from './accounting-words.ts';
import { Day } from './due.tsx';
import { RightsFailure } from './letters-wait.tsx';
import { formatDay } from './words.ts';

/** What is on paper is a page of it; the letter holds all. */
const SHOWN = 500;

/** The accounting as it comes out now, how it came about, and fixing it as the one that is given. */
export function AccountingRows({
  caseId,
  computed: { accounting, basis },
}: {
  readonly caseId: string;
  readonly computed: Output<'rights.accounting'>;
}): ReactNode {
  const fix = useAsk('rights.fix-accounting');
  const { rows, research } = accounting;
  const isFixed = fix.answer?.sha256 === basis.sha256;
  return (
    <Section
      title={`Disclosures from ${formatDay(accounting.from)} to ${formatDay(accounting.until)}`}
      aside={<span className="soft small">{formatOf(rows.length, 'row', 'rows')}</span>}
    >
      {basis.suspended === null ? null : (
        <Notice tone="unsure">
          {formatOf(basis.suspended.rows, 'disclosure is', 'disclosures are')} withheld until{' '}
          <Day on={basis.suspended.until} />: an authority stated that telling would impede it. The letter
          shows no gap; do not mention it to the patient.
        </Notice>
      )}
      {basis.incomplete.length === 0 ? null : (
        <Notice tone="unsure">
          <p className="notice-title">Something that the law asks for is missing</p>
          <ul className="plain-list">
            {basis.incomplete.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </Notice>
      )}
      {rows.length === 0 && research.length === 0 ? (
        <EmptyState icon={<IconListSearch size={28} />} title="No disclosure is to be told">
          If one is missing, enter it below. An accounting without rows is an answer too.
        </EmptyState>
      ) : (
        <PlainTable
          label="Disclosures"
          rows={rows.slice(0, SHOWN).map((row, number) => ({ ...row, number }))}
          keyOf={({ number }) => String(number)}
          columns={[
            {
              id: 'on',
              header: 'Date',
              width: '20%',
              cell: ({ disclosedOn, repeats }) => (
                <>
                  <Day on={disclosedOn} />
                  {repeats === null ? null : (
                    <span className="soft small block">
                      {repeats.count} times until <Day on={repeats.lastOn} />, {repeats.frequency}
                    </span>
                  )}
                </>
              ),
            },
            {
              id: 'to',
              header: 'To whom',
              width: '28%',
              cell: ({ recipient, address }) => (
                <>
                  <bdi>{recipient}</bdi>
                  {address === '' ? null : <bdi className="soft small block">{address}</bdi>}
                </>
              ),
            },
            { id: 'what', header: 'What', width: '26%', cell: ({ description }) => <bdi>{description}</bdi> },
            { id: 'why', header: 'Why', cell: ({ purpose }) => <bdi>{purpose}</bdi> },
          ]}
        />
      )}
      {rows.length > SHOWN ? (
        <p className="soft">
          The first {SHOWN} rows are shown; the letter holds all {rows.length}.
        </p>
      ) : null}
      {research.map((study) => (
        <p key={study.protocol}>
          <strong>
            <bdi>{study.protocol}</bdi>
          </strong>{' '}
          <span className="soft">
            research, <Day on={study.firstOn} /> to <Day on={study.lastOn} />: the record may or may not have
            been part of it.
          </span>
        </p>
      ))}
      <p className="soft small gap-top">
        {formatOf(basis.considered, 'disclosure was', 'disclosures were')} looked at.{' '}
        {basis.excluded
          .map(({ why, items }) => `${formatOf(items, 'is', 'are')} not told: ${exclusionWords(why)}.`)
          .join(' ')}
      </p>
      {fix.failure === null ? null : <RightsFailure failure={fix.failure} />}
      <div className="row wrap">
        <Button
          leftSection={<IconLock size={16} />}
          loading={fix.busy}
          disabled={basis.incomplete.length > 0 || isFixed}
          onClick={() => {
            void fix.ask({ caseId });
          }}
        >
          Fix it as the one that is given
        </Button>
        <span className="soft small" role="status">
          {isFixed
            ? 'Fixed: the letter lists just these rows.'
            : 'The letter lists what was fixed last; what is entered later comes in when it is fixed anew.'}
        </span>
        <span className="row">
          <span className="small soft">SHA-256</span>
          <Hash value={basis.sha256} what="SHA-256 of the accounting" />
        </span>
      </div>
    </Section>
  );
}
