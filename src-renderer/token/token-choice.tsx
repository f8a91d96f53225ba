import { Button, Radio, Select } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ModuleChoice } from '../../src-shared/token/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { CheckList } from '../ui/checks.tsx';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { ModuleTrust } from './module-trust.tsx';
import { pinWarning } from './words.ts';

/** Choose a module, see what it is and which tokens are in, and take one of them. `onReady` when the choice is stored. */
export function TokenChoice({ onReady }: { readonly onReady?: () => void }): ReactNode {
  const modules = useAnswer('token.modules', {});
  const other = useAsk('token.choose-module');
  const [picked, setPicked] = useState<string | null>(null);
  const [added, setAdded] = useState<ModuleChoice | null>(null);
  if (modules.isPending) return <Loading lines={4} />;
  if (modules.isError) return <FailurePanel failure={modules.error} onRetry={() => void modules.refetch()} />;

  const known = modules.data.modules;
  const list =
    added === null || known.some(({ moduleId }) => moduleId === added.moduleId) ? known : [added, ...known];
  const moduleId =
    picked ?? list.find(({ chosen }) => chosen)?.moduleId ?? list.find(({ present }) => present)?.moduleId;
  return (
    <div className="stack">
      <div className="row row-bottom">
        <Select
          className="grow"
          label="Vendor’s module (PKCS#11)"
          placeholder="None was found on this computer"
          allowDeselect={false}
          data={list.map((module) => ({
            value: module.moduleId,
            label: `${module.name} – ${module.file}${module.present ? '' : ' (not on this computer)'}`,
            disabled: !module.present,
          }))}
          value={moduleId ?? null}
          onChange={setPicked}
        />
        <Button
          variant="default"
          leftSection={<IconFolderOpen size={18} />}
          loading={other.busy}
          onClick={() => {
            void other.ask({}).then((answer) => {
              const module = answer?.module ?? null;
              if (module === null) return;
              setAdded(module);
              setPicked(module.moduleId);
            });
          }}
        >
          Another module…
        </Button>
      </div>
      {other.failure === null ? null : <FailurePanel failure={other.failure} />}
      {moduleId === undefined ? (
        <Notice tone="none">
          Install the software of the token’s vendor, or choose its module file with “Another module…”.
        </Notice>
      ) : (
        <ModuleTrust key={moduleId} moduleId={moduleId}>
          <Inspected moduleId={moduleId} {...(onReady === undefined ? {} : { onReady })} />
        </ModuleTrust>
      )}
    </div>
  );
}

function Inspected({
  moduleId,
  onReady,
}: {
  readonly moduleId: string;
  readonly onReady?: () => void;
}): ReactNode {
  const answer = useAnswer('token.inspect', { moduleId });
  const status = useAnswer('app.status', {});
  const use = useAsk('token.use');
  const [picked, setPicked] = useState<string | null>(null);
  if (answer.isPending) return <Loading lines={5} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { module, tokens } = answer.data;
  const inUse = status.data?.token.token?.serial;
  const serial = picked ?? tokens.find((token) => token.serial === inUse)?.serial ?? tokens[0]?.serial;
  return (
    <>
      <Facts
        rows={[
          ['Vendor', <bdi key="vendor">{module.manufacturer}</bdi>],
          ['Module', <bdi key="module">{`${module.description} ${module.version}`}</bdi>],
          ['Interface', `PKCS#11 ${module.cryptokiVersion}`],
          ['File hash', <Hash key="sha" value={module.sha256} what="SHA-256 of the module" />],
        ]}
      />
      {tokens.length === 0 ? (
        <Notice tone="unsure">
          No token is in. Insert it, then look again.{' '}
          <Button size="compact-xs" variant="default" onClick={() => void answer.refetch()}>
            Look again
          </Button>
        </Notice>
      ) : (
        <fieldset className="levels">
          <legend className="soft">Tokens that are in</legend>
          {tokens.map((token) => {
            const warning = pinWarning(token);
            return (
              <label key={token.serial} className="level" data-chosen={token.serial === serial}>
                <Radio
                  size="xs"
                  name="token"
                  value={token.serial}
                  checked={token.serial === serial}
                  aria-label={token.label}
                  onChange={() => {
                    setPicked(token.serial);
                  }}
                />
                <span className="grow">
                  <strong dir="auto">{token.label === '' ? token.serial : token.label}</strong>
                  {token.serial === inUse ? <span className="soft"> · in use</span> : null}
                  <br />
                  <span className="soft">
                    <bdi>{`${token.manufacturer} ${token.model}`}</bdi> · serial{' '}
                    <bdi className="mono">{token.serial}</bdi>
                  </span>
                  {warning === null ? null : (
                    <>
                      <br />
                      <span className={`ink-${warning.tone}`}>{warning.sentence}</span>
                    </>
                  )}
                </span>
              </label>
            );
          })}
        </fieldset>
      )}
      {use.failure === null ? null : <FailurePanel failure={use.failure} />}
      {use.answer === null ? null : (
        <CheckList label="What was checked of the token" checks={use.answer.checks} />
      )}
      {serial === undefined ? null : (
        <div className="row">
          <Button
            variant={serial === inUse && onReady === undefined ? 'default' : 'filled'}
            loading={use.busy}
            onClick={() => {
              void use.ask({ moduleId, serial }).then((done) => {
                if (done?.ready === true) onReady?.();
              });
            }}
          >
            {serial === inUse && onReady === undefined ? 'Check it again' : 'Check and use this token'}
          </Button>
        </div>
      )}
    </>
  );
}
