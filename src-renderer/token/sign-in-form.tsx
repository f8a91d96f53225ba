import { Button, Checkbox, PasswordInput, Select } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useRef, useState, type SyntheticEvent, type ReactNode } from 'react';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Loading } from '../ui/page.tsx';
import { pinLengthProblem, pinWarning } from './words.ts';

/**
 * Token and PIN. The PIN lives in the field alone and is gone from memory of the window as soon as the call is made:
 * never in a store, a cache or an address.
 */
export function SignInForm({ onDone }: { readonly onDone?: () => void }): ReactNode {
  const tokens = useAnswer('token.list', {});
  const ready = useAnswer('app.ready', {});
  const signIn = useAsk('session.sign-in');
  const [serial, setSerial] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const [pin, setPin] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [confirmed, setConfirmed] = useState(false);

  if (tokens.isPending) return <Loading />;
  if (tokens.isError) {
    return (
      <FailurePanel
        failure={tokens.error}
        onRetry={() => {
          void tokens.refetch();
        }}
      />
    );
  }
  const list = tokens.data.tokens;
  const token = list.find((known) => known.serial === serial) ?? list[0];
  if (token === undefined) {
    return (
      <FailurePanel
        failure={{
          code: 'token-absent',
          message: 'No token is there to sign in with.',
          remedy: 'Insert the token, or choose another one in Settings.',
          correlation: '',
        }}
        onRetry={() => {
          void tokens.refetch();
        }}
      />
    );
  }
  const warning = pinWarning(token);
  const sample = ready.data?.samplePin ?? null;
  const samplePin = sample?.serial === token.serial ? sample.pin : null;

  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    const wrong = token.pinPad ? null : pinLengthProblem(pin, token);
    setProblem(wrong);
    if (wrong !== null) return;
    const answer = signIn.ask({
      serial: token.serial,
      pin: token.pinPad ? '' : pin,
      ...(confirmed ? { confirmed } : {}),
    });
    setPin('');
    setConfirmed(false);
    void answer.then((identity) => {
      if (identity !== null) onDone?.();
      else field.current?.focus();
    });
  };

  return (
    <form className="stack" onSubmit={submit}>
      <Select
        label="Token"
        allowDeselect={false}
        data={list.map(({ serial: value, label }) => ({ value, label: label === '' ? value : label }))}
        value={token.serial}
        onChange={(value) => {
          setSerial(value);
          setPin('');
          setProblem(null);
          signIn.clear();
        }}
        description={`${token.manufacturer} ${token.model} · serial ${token.serial}`}
      />
      {warning === null ? null : <Notice tone={warning.tone}>{warning.sentence}</Notice>}
      {token.pinPad ? (
        <Notice tone="none">Type the PIN on the reader after you press “Sign in”.</Notice>
      ) : (
        <PasswordInput
          label="PIN"
          ref={field}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          value={pin}
          error={problem}
          disabled={warning?.blocks ?? false}
          description={samplePin === null ? undefined : `The sample token’s PIN is ${samplePin}`}
          onChange={(event) => {
            setPin(event.currentTarget.value);
            setProblem(null);
          }}
        />
      )}
      {signIn.failure === null ? null : <FailurePanel failure={signIn.failure} />}
      {signIn.failure?.code === 'pin-confirm' ? (
        <Checkbox
          label="I have checked the PIN, and this is the right token"
          checked={confirmed}
          onChange={(event) => {
            setConfirmed(event.currentTarget.checked);
          }}
        />
      ) : null}
      <div className="row row-end">
        {samplePin === null || token.pinPad ? null : (
          <Button
            variant="subtle"
            disabled={signIn.busy}
            onClick={() => {
              setPin(samplePin);
              setProblem(null);
            }}
          >
            Fill in the sample PIN
          </Button>
        )}
        <Button
          type="submit"
          leftSection={<IconKey size={16} />}
          loading={signIn.busy}
          disabled={warning?.blocks ?? false}
        >
          Sign in
        </Button>
      </div>
    </form>
  );
}
