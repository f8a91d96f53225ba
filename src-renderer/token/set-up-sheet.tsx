import { Button, Checkbox, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import type { BlankToken, TokenInfo } from '../../src-shared/token/types.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { newPinProblem } from './words.ts';

/** The token to set up, and whether something is destroyed by it. */
export interface SetUpTarget {
  readonly moduleId: string;
  readonly token: BlankToken | TokenInfo;
  readonly erase: boolean;
}

/** Guided first set-up of a token: what will happen, its name, its two PINs. Nothing that is typed is kept. */
export function SetUpSheet({
  target,
  onClose,
}: {
  readonly target: SetUpTarget | null;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal
      opened={target !== null}
      onClose={onClose}
      title={target?.erase === true ? 'Erase the token and set it up anew' : 'Set up a new token'}
      size={520}
    >
      {/* What was typed is gone as soon as the sheet closes. */}
      {target === null ? null : <SetUpForm target={target} onClose={onClose} />}
    </Modal>
  );
}

const EMPTY = { label: '', officerPin: '', officerAgain: '', pin: '', pinAgain: '' };

function SetUpForm({
  target,
  onClose,
}: {
  readonly target: SetUpTarget;
  readonly onClose: () => void;
}): ReactNode {
  const { token, erase, moduleId } = target;
  const setUp = useAsk('token.set-up');
  const [typed, setTyped] = useState(EMPTY);
  const [agreed, setAgreed] = useState('');
  const [confirmed, setConfirmed] = useState(false);
  const [told, setTold] = useState(false);
  const problems = {
    label:
      typed.label.trim() === ''
        ? 'Give the token a name by which people know it.'
        : new TextEncoder().encode(typed.label.trim()).length > 32
          ? 'The name may have 32 bytes at most.'
          : null,
    officerPin: newPinProblem(typed.officerPin, typed.officerAgain, token),
    pin:
      typed.pin !== '' && typed.pin === typed.officerPin
        ? 'The two PINs must differ: who knows one must not know the other.'
        : newPinProblem(typed.pin, typed.pinAgain, token),
    agreed: erase && agreed !== token.label ? 'Type the token’s name exactly as it stands above.' : null,
  };
  const shown = told ? problems : { label: null, officerPin: null, pin: null, agreed: null };
  const field = (name: keyof typeof EMPTY, label: string, error: string | null, description?: string) => (
    <PasswordInput
      label={label}
      autoComplete="off"
      spellCheck={false}
      value={typed[name]}
      error={error}
      {...(description === undefined ? {} : { description })}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setTyped((before) => ({ ...before, [name]: value }));
      }}
    />
  );
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTold(true);
    if (Object.values(problems).some((problem) => problem !== null)) return;
    const { officerPin, pin } = typed;
    setTyped((before) => ({ ...EMPTY, label: before.label }));
    setTold(false);
    void setUp
      .ask({
        ...{ moduleId, serial: token.serial, label: typed.label.trim(), officerPin, pin, erase },
        ...(confirmed ? { confirmed } : {}),
      })
      .then((done) => {
        if (done !== null) onClose();
      });
  };
  return (
    <form className="stack" onSubmit={submit}>
      {erase ? <Destroyed moduleId={moduleId} token={token} /> : <NewToken token={token} />}
      {erase ? (
        <TextInput
          label="Name of the token that is erased"
          value={agreed}
          error={shown.agreed}
          onChange={(event) => {
            setAgreed(event.currentTarget.value);
          }}
        />
      ) : null}
      <TextInput
        label="Name"
        description="Up to 32 letters, for example “Compliance office 1”."
        value={typed.label}
        error={shown.label}
        data-autofocus
        onChange={(event) => {
          const { value } = event.currentTarget;
          setTyped((before) => ({ ...before, label: value }));
        }}
      />
      {token.pinPad ? (
        <Notice tone="none">
          Both PINs are typed on the reader after you press the button below: first the security officer’s
          {erase ? ' (the one this token has)' : ''}, then the PIN you will sign in with. The reader may ask
          for each of them more than once; follow what it shows.
        </Notice>
      ) : (
        <>
          {field(
            'officerPin',
            'Security officer’s PIN (SO PIN)',
            shown.officerPin,
            erase
              ? 'The one this token has. A wrong one uses up a try of the security officer.'
              : 'Unlocks the token when its PIN was forgotten. Keep it in a safe place; nobody can recover it.',
          )}
          {field('officerAgain', 'Security officer’s PIN again', null)}
          {field('pin', 'PIN', shown.pin, `What you will sign in with: ${lengths(token)}.`)}
          {field('pinAgain', 'PIN again', null)}
        </>
      )}
      {setUp.failure === null ? null : <FailurePanel failure={setUp.failure} />}
      {setUp.failure?.code === 'pin-confirm' ? (
        <Checkbox
          label="I have checked the PIN, and this is the right token"
          checked={confirmed}
          onChange={(event) => {
            setConfirmed(event.currentTarget.checked);
          }}
        />
      ) : null}
      <div className="row row-end">
        <Button variant="default" onClick={onClose} disabled={setUp.busy}>
          Cancel
        </Button>
        <Button type="submit" loading={setUp.busy} {...(erase ? { color: 'red' } : {})}>
          {erase ? 'Destroy everything on it and set it up' : 'Set up the token'}
        </Button>
      </div>
    </form>
  );
}

const lengths = ({ pinMin, pinMax }: BlankToken | TokenInfo): string =>
  `${pinMin === 0 ? 'up to' : `${String(pinMin)} to`} ${String(pinMax)} characters`;

function NewToken({ token }: { readonly token: BlankToken | TokenInfo }): ReactNode {
  return (
    <Notice tone="none">
      The new token (<bdi>{`${token.manufacturer} ${token.model}`}</bdi>) gets a name, a security officer’s
      PIN and a PIN. Nothing that you type here is kept by Attestry.
    </Notice>
  );
}

function Destroyed({
  moduleId,
  token,
}: {
  readonly moduleId: string;
  readonly token: BlankToken | TokenInfo;
}): ReactNode {
  const about = useAnswer('token.describe', { moduleId, serial: token.serial });
  const certificates = about.data?.token.certificates ?? null;
  return (
    <Notice tone="bad">
      <strong>Every key and certificate on “{token.label}” is destroyed for good.</strong> Serial number{' '}
      <bdi className="mono">{token.serial}</bdi>
      {certificates === null ? '' : `, with ${String(certificates)} certificates in sight`}. What was signed
      stays verifiable; what was encrypted for its keys can never be read again. This cannot be undone.
    </Notice>
  );
}
