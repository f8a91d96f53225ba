import { Button } from '@mantine/core';
import { IconFolderOpen, IconUsb } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ModuleChoice } from '../../src-shared/token/types.ts';
import { KeysTabs } from '../keys/keys-tabs.tsx';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { EmptyState } from '../ui/notice.tsx';
import { Loading, Page, Section } from '../ui/page.tsx';
import { ModuleTokens } from './module-tokens.tsx';
import { ModuleTrust } from './module-trust.tsx';

/** What is plugged in, what is wrong with it, and what to do; one block a module that is on this computer. */
export function TokensPage(): ReactNode {
  const modules = useAnswer('token.modules', {});
  const other = useAsk('token.choose-module');
  const [added, setAdded] = useState<readonly ModuleChoice[]>([]);
  const known = modules.data?.modules ?? [];
  const list = [...known, ...added.filter(({ moduleId }) => !known.some((m) => m.moduleId === moduleId))]
    .filter(({ present }) => present)
    .sort((a, b) => Number(b.chosen) - Number(a.chosen));
  const looked = new Set(added.map(({ moduleId }) => moduleId));
  const wanted = list.filter((m) => m.chosen || m.agreed || looked.has(m.moduleId));
  // While nobody agreed to any, all of them are what the page is about.
  const shown = wanted.length === 0 ? list : wanted;
  const others = list.filter((module) => !shown.includes(module));
  const pick = (): void => {
    void other.ask({}).then((answer) => {
      const module = answer?.module ?? null;
      if (module !== null) setAdded((before) => [...before, module]);
    });
  };
  const another = (
    <Button variant="default" leftSection={<IconFolderOpen size={18} />} loading={other.busy} onClick={pick}>
      Another module…
    </Button>
  );
  return (
    <Page title="Tokens" lead="The devices that hold the keys you sign with." actions={another}>
      <KeysTabs />
      {other.failure === null ? null : <FailurePanel failure={other.failure} />}
      {modules.isPending ? <Loading lines={6} /> : null}
      {modules.isError ? (
        <FailurePanel failure={modules.error} onRetry={() => void modules.refetch()} />
      ) : null}
      {modules.isSuccess && list.length === 0 ? (
        <EmptyState
          icon={<IconUsb size={28} />}
          title="No module of a token’s maker is on this computer"
          action={another}
        >
          A module (PKCS#11) is the maker’s program through which Attestry speaks to a token. Install the
          token’s software, or choose its module file.
        </EmptyState>
      ) : null}
      {shown.map((module) => (
        <ModuleSection key={module.moduleId} module={module} />
      ))}
      {others.length === 0 ? null : (
        <details className="stack">
          <summary>Other modules on this computer ({others.length})</summary>
          {others.map((module) => (
            <ModuleSection key={module.moduleId} module={module} />
          ))}
        </details>
      )}
    </Page>
  );
}

function ModuleSection({ module }: { readonly module: ModuleChoice }): ReactNode {
  return (
    <Section title={module.name} aside={module.chosen ? <span className="soft">in use</span> : null}>
      <ModuleTrust moduleId={module.moduleId}>
        <ModuleTokens moduleId={module.moduleId} />
      </ModuleTrust>
    </Section>
  );
}
