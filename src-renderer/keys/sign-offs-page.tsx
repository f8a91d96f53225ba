import { Button } from '@mantine/core';
import { IconFileSearch, IconSignature } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { SignOffCheck } from '../../src-shared/signing/types.ts';
import { VERDICT_WORDS } from '../audit/words.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState, Notice } from '../ui/notice.tsx';
import { Loading, Page } from '../ui/page.tsx';
import { VerdictBadge } from '../ui/verdict.tsx';
import { When } from '../ui/when.tsx';
import { KeysTabs } from './keys-tabs.tsx';
import { SignOffPanel } from './sign-off-panel.tsx';

/** A sign-off in the list. */
interface Kept {
  readonly signOffId: string;
  readonly check: SignOffCheck;
}

const COLUMNS: readonly Column<Kept>[] = [
  {
    id: 'decided',
    header: 'What was decided',
    track: 'minmax(200px, 2fr)',
    cell: ({ check: { document } }) =>
      document === null ? (
        <span className="soft">Cannot be read</span>
      ) : (
        <bdi title={document.statement}>{document.statement}</bdi>
      ),
  },
  {
    id: 'by',
    header: 'By',
    track: 'minmax(120px, 1fr)',
    cell: ({ check: { document, signature } }) => {
      const officer = document?.officer ?? signature.signer;
      return <bdi title={officer}>{commonName(officer)}</bdi>;
    },
  },
  {
    id: 'at',
    header: 'When',
    track: '176px',
    cell: ({ check: { document } }) => (document === null ? '' : <When at={document.decidedAt} />),
  },
  {
    id: 'check',
    header: 'Checked now',
    track: '150px',
    cell: ({ check: { result } }) => <VerdictBadge verdict={result} />,
  },
];

/** Decisions that officers signed, each checked when the page is opened. */
export function SignOffsPage(): ReactNode {
  const answer = useAnswer('sign-offs.list', {});
  const verify = useAsk('sign-offs.verify-file');
  const [openId, setOpenId] = useState<string | null>(null);
  const list = answer.data?.signOffs ?? [];
  const bad = list.filter(({ check }) => check.result === 'tampered').length;
  const openIndex = list.findIndex(({ signOffId }) => signOffId === openId);
  const fromFile = verify.answer?.checked ?? null;
  const shown = fromFile ?? list[openIndex] ?? null;
  const close = (): void => {
    verify.clear();
    setOpenId(null);
  };
  return (
    <Page
      fill
      title="Keys"
      lead="Sign-offs: decisions that count because an officer signed them. Each signature is checked when you open this page."
      actions={
        <Button
          variant="default"
          leftSection={<IconFileSearch size={18} />}
          loading={verify.busy}
          onClick={() => {
            void verify.ask({});
          }}
        >
          Check a sign-off from a file…
        </Button>
      }
    >
      <KeysTabs />
      {verify.failure === null ? null : <FailurePanel failure={verify.failure} />}
      {bad === 0 ? null : (
        <Notice tone="bad">
          {bad === 1 ? 'One sign-off was' : `${bad} sign-offs were`} changed after signing (
          {VERDICT_WORDS.tampered}): do not rely on {bad === 1 ? 'it' : 'them'}, and keep this computer’s
          profile folder as it is.
        </Notice>
      )}
      <div className={shown === null ? 'split split-one' : 'split'}>
        <section className="card findings" aria-label="Sign-offs">
          {answer.isPending ? (
            <div className="pad">
              <Loading lines={5} />
            </div>
          ) : null}
          {answer.isError ? (
            <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />
          ) : null}
          {answer.isSuccess && list.length === 0 ? (
            <EmptyState icon={<IconSignature size={28} />} title="Nothing has been signed off yet">
              A sign-off is made when you decide something that must be provable later: a patient’s request,
              the end of a retention period. Decide one there; it then stands here.
            </EmptyState>
          ) : null}
          {list.length === 0 ? null : (
            <DataTable
              label="Sign-offs"
              columns={COLUMNS}
              count={list.length}
              rowAt={(index) => list[index]}
              openIndex={fromFile !== null || openIndex < 0 ? null : openIndex}
              onOpen={(index) => {
                verify.clear();
                setOpenId(list[index]?.signOffId ?? null);
              }}
            />
          )}
        </section>
        {shown === null ? null : (
          <aside className="panel scroll" aria-label="Sign-off">
            <SignOffPanel signOffId={shown.signOffId} check={shown.check} onClose={close} />
          </aside>
        )}
      </div>
    </Page>
  );
}
