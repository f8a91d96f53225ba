import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconPlus } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { BlankToken, TokenInfo } from '../../src-shared/token/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { useSession } from '../state/session.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts, Loading } from '../ui/page.tsx';
import { PinSheet } from './pin-sheet.tsx';
import { SetUpSheet, type SetUpTarget } from './set-up-sheet.tsx';
import { ABILITY_WORDS, pinWarning } from './words.ts';

/** The tokens in the slots of a module that was agreed to. */
export function ModuleTokens({ moduleId }: { readonly moduleId: string }): ReactNode {
  const answer = useAnswer('token.inspect', { moduleId });
  const [setUp, setSetUp] = useState<SetUpTarget | null>(null);
  const [pin, setPin] = useState<TokenInfo | null>(null);
  if (answer.isPending) return <Loading lines={4} />;
  if (answer.isError) return <FailurePanel failure={answer.error} onRetry={() => void answer.refetch()} />;
  const { tokens, blanks, module } = answer.data;
  const begin = (token: BlankToken | TokenInfo, erase: boolean): void => {
    setSetUp({ moduleId, token, erase });
  };
  return (
    <div className="stack">
      <p className="soft">
        <bdi>{`${module.manufacturer} · ${module.description} ${module.version}`}</bdi> · PKCS#11{' '}
        {module.cryptokiVersion}
      </p>
      {tokens.length === 0 ? (
        <Notice tone="none">No token is in. Plug it in: it appears here within two seconds.</Notice>
      ) : null}
      {tokens.map((token) => (
        <TokenCard
          key={token.serial}
          moduleId={moduleId}
          token={token}
          onErase={() => {
            begin(token, true);
          }}
          onPin={() => {
            setPin(token);
          }}
        />
      ))}
      {blanks
        .filter(({ serial }) => !tokens.some((token) => token.serial === serial))
        .map((blank) => (
          <div key={`${blank.serial}/${blank.model}`} className="row">
            <span className="grow">
              <strong>New token</strong>
              <br />
              <span className="soft">
                <bdi>{`${blank.manufacturer} ${blank.model}`}</bdi> · it was never set up
              </span>
            </span>
            <Button
              variant="default"
              leftSection={<IconPlus size={18} />}
              onClick={() => {
                begin(blank, false);
              }}
            >
              Set up…
            </Button>
          </div>
        ))}
      <SetUpSheet
        target={setUp}
        onClose={() => {
          setSetUp(null);
          void answer.refetch();
        }}
      />
      <PinSheet
        moduleId={moduleId}
        token={pin}
        onClose={() => {
          setPin(null);
          void answer.refetch();
        }}
      />
    </div>
  );
}

function TokenCard({
  moduleId,
  token,
  onErase,
  onPin,
}: {
  readonly moduleId: string;
  readonly token: TokenInfo;
  readonly onErase: () => void;
  readonly onPin: () => void;
}): ReactNode {
  const status = useAnswer('app.status', {});
  const about = useAnswer('token.describe', { moduleId, serial: token.serial });
  const use = useAsk('token.use');
  const openSignIn = useSession((state) => state.openSignIn);
  const warning = pinWarning(token);
  const inUse = status.data?.token.token?.serial === token.serial;
  return (
    <article className="stack token-card" aria-label={token.label === '' ? token.serial : token.label}>
      <div className="row">
        <span className="grow token-name">
          <strong dir="auto">{token.label === '' ? token.serial : token.label}</strong>
          <br />
          <span className="soft">
            <bdi>{`${token.manufacturer} ${token.model}`}</bdi> · serial number{' '}
            <bdi className="mono">{token.serial}</bdi>
          </span>
        </span>
        {token.signedIn ? (
          <span className="ink-good">
            <IconCircleCheck size={16} aria-hidden /> Signed in
          </span>
        ) : inUse && warning?.blocks !== true ? (
          <Button variant="default" onClick={openSignIn}>
            Sign in
          </Button>
        ) : null}
        {inUse ? null : (
          <Button
            variant="default"
            loading={use.busy}
            onClick={() => void use.ask({ moduleId, serial: token.serial })}
          >
            Use this token
          </Button>
        )}
      </div>
      {warning === null ? null : (
        <p className={`ink-${warning.tone}`}>
          <IconAlertTriangle size={16} aria-hidden /> {warning.sentence}
        </p>
      )}
      {use.failure === null ? null : <FailurePanel failure={use.failure} />}
      {about.data === undefined ? null : (
        <Facts
          rows={[
            ['Hardware and firmware', `${about.data.token.hardware} and ${about.data.token.firmware}`],
            ['FIPS 140', about.data.token.fips ?? 'The token does not say'],
            ['Can', about.data.token.abilities.map((ability) => ABILITY_WORDS[ability]).join(' · ')],
            ['Certificates in sight', about.data.token.certificates ?? 'None can be seen'],
          ]}
        />
      )}
      <div className="row">
        <Button size="compact-sm" variant="default" onClick={onPin}>
          {token.pin === 'not-initialised' || token.pin === 'locked'
            ? 'Set a PIN…'
            : 'Change or reset the PIN…'}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onErase}>
          Erase and set up anew…
        </Button>
      </div>
    </article>
  );
}
