import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ModuleExamination } from '../../src-shared/token/types.ts';
import { queries, useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading } from '../ui/page.tsx';

/** Shows what a module's file is and asks before it is loaded; its children appear once that was agreed to. */
export function ModuleTrust({
  moduleId,
  children,
}: {
  readonly moduleId: string;
  readonly children: ReactNode;
}): ReactNode {
  const answer = useAnswer('token.examine', { moduleId });
  if (answer.isPending) return <Loading lines={5} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { module } = answer.data;
  return module.trust === 'trusted' && module.problem === null ? children : <Agreement module={module} />;
}

const ASK = {
  new: 'This module was never loaded by Attestry. A module is a program of the token’s maker: loading it runs it with your rights. Agree only if the file came with the token or from your IT department.',
  changed:
    'This file is not the one you agreed to: it has changed since. After an update of the maker’s software that is to be expected; otherwise ask your IT department before you agree.',
} as const;

function Agreement({ module }: { readonly module: ModuleExamination }): ReactNode {
  const trust = useAsk('token.trust');
  return (
    <div className="stack">
      {module.problem !== null ? (
        <FailurePanel failure={{ code: 'module-unusable', ...module.problem, correlation: '' }} />
      ) : module.trust === 'trusted' ? null : (
        <Notice tone={module.trust === 'changed' ? 'bad' : 'unsure'}>{ASK[module.trust]}</Notice>
      )}
      <ModuleFacts module={module} />
      {trust.failure === null ? null : <FailurePanel failure={trust.failure} />}
      {module.problem === null ? (
        <div className="row">
          <Button
            leftSection={<IconShieldCheck size={18} />}
            loading={trust.busy}
            onClick={() => {
              void trust
                .ask({ moduleId: module.moduleId, sha256: module.sha256 })
                .then(() => queries.invalidateQueries({ queryKey: ['token.examine'] }));
            }}
          >
            Agree and load this file
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** The facts of a module's file, none of which came from running it. */
export function ModuleFacts({ module }: { readonly module: ModuleExamination }): ReactNode {
  return (
    <Facts
      rows={[
        ['File', <bdi key="file">{module.file}</bdi>],
        ['Folder', <bdi key="folder">{module.folder}</bdi>],
        ['Maker', module.vendor === null ? 'The file does not say' : <bdi key="vendor">{module.vendor}</bdi>],
        ['Version', module.version ?? 'The file does not say'],
        ['Made for', module.madeFor],
        ['File hash', <Hash key="sha" value={module.sha256} what="SHA-256 of the module" />],
        ...(module.trustedSha256 === null
          ? []
          : ([
              [
                'Agreed to',
                <Hash key="old" value={module.trustedSha256} what="SHA-256 that was agreed to" />,
              ],
            ] as const)),
        ...(module.note === null ? [] : ([['Good to know', module.note]] as const)),
      ]}
    />
  );
}
