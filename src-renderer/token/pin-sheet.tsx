import { Button, Checkbox, Modal, PasswordInput, SegmentedControl } from '@mantine/core';
import { useState, type ReactNode, type SyntheticEvent } from 'react';
import type { TokenInfo } from '../../src-shared/token/types.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { newPinProblem } from './words.ts';

/** Changes a PIN with the old one, or resets it with the security officer's; the latter unlocks a locked token. */
export function PinSheet({
  moduleId,
  token,
  onClose,
}: {
  readonly moduleId: string;
  readonly token: TokenInfo | null;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <Modal opened={token !== null} onClose={onClose} title="PIN of the token" size={480}>
      {token === null ? null : <PinForm moduleId={moduleId} token={token} onClose={onClose} />}
    </Modal>
  );
}

const EMPTY = { authority: '', pin: '', again: '' };

function PinForm({
  moduleId,
  token,
  onClose,
}: {
  readonly moduleId: string;
  readonly token: TokenInfo;
  readonly onClose: () => void;
}): ReactNode {
  const change = useAsk('token.change-pin');
  const reset = useAsk('token.set-pin');
  const mustReset = token.pin === 'locked' || token.pin === 'not-initialised' || token.pin === 'final-try';
  const [how, setHow] = useState<'change' | 'reset'>(mustReset ? 'reset' : 'change');
  const [typed, setTyped] = useState(EMPTY);
  const [told, setTold] = useState(false);
  const [confirmed, setConfirmed] = useState(false);
  const problem = newPinProblem(typed.pin, typed.again, token);
  const missing = !token.pinPad && typed.authority === '';
  const busy = change.busy || reset.busy;
  const failure = how === 'change' ? change.failure : reset.failure;
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    setTold(true);
    if (missing || problem !== null) return;
    const { authority, pin } = typed;
    setTyped(EMPTY);
    setTold(false);
    const common = { moduleId, serial: token.serial, ...(confirmed ? { confirmed } : {}) };
    const done =
      how === 'change'
        ? change.ask({ ...common, oldPin: authority, newPin: pin })
        : reset.ask({ ...common, officerPin: authority, pin });
    void done.then((answer) => {
      if (answer !== null) onClose();
    });
  };
  const field = (name: keyof typeof EMPTY, label: string, error: string | null) => (
    <PasswordInput
      label={label}
      autoComplete="off"
      spellCheck={false}
      value={typed[name]}
      error={error}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setTyped((before) => ({ ...before, [name]: value }));
      }}
    />
  );
  return (
    <form className="stack" onSubmit={submit}>
      {mustReset ? (
        <Notice tone="unsure">
          Only the security officer’s PIN helps here. A wrong one uses up a try of the security officer, and a
          token whose security officer is locked out cannot be rescued.
        </Notice>
      ) : (
        <SegmentedControl
          aria-label="How"
          data={[
            { value: 'change', label: 'I know the PIN' },
            { value: 'reset', label: 'With the security officer’s PIN' },
          ]}
          value={how}
          onChange={(value) => {
            setHow(value === 'reset' ? 'reset' : 'change');
            setTyped(EMPTY);
          }}
        />
      )}
      {token.pinPad ? (
        <Notice tone="none">
          {how === 'change'
            ? 'Type the PIN until now and the new one on the reader after you press “Change the PIN”.'
            : 'Type the security officer’s PIN and the new PIN on the reader after you press “Set the PIN”.'}
        </Notice>
      ) : (
        <>
          {field(
            'authority',
            how === 'change' ? 'PIN until now' : 'Security officer’s PIN (SO PIN)',
            told && missing ? 'Type it first.' : null,
          )}
          {field('pin', 'New PIN', told ? problem : null)}
          {field('again', 'New PIN again', null)}
        </>
      )}
      {failure === null ? null : <FailurePanel failure={failure} />}
      {failure?.code === 'pin-confirm' ? (
        <Checkbox
          label="I have checked the PIN, and this is the right token"
          checked={confirmed}
          onChange={(event) => {
            setConfirmed(event.currentTarget.checked);
          }}
        />
      ) : null}
      <div className="row row-end">
        <Button variant="default" onClick={onClose} disabled={busy}>
          Cancel
        </Button>
        <Button type="submit" loading={busy}>
          {how === 'change' ? 'Change the PIN' : 'Set the PIN'}
        </Button>
      </div>
    </form>
  );
}
