import { Button, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Status } from '../../src-shared/settings/contract.ts';
import { useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Facts } from '../ui/page.tsx';

/** Before the connection is forgotten: what goes, what stays, whether it can be undone. */
export function DisconnectSheet({
  opened,
  clinic,
  onClose,
}: {
  readonly opened: boolean;
  readonly clinic: Status['clinic'];
  readonly onClose: () => void;
}): ReactNode {
  const navigate = useNavigate();
  const disconnect = useAsk('clinic.disconnect');
  return (
    <Modal opened={opened} onClose={onClose} title="Disconnect from the clinic" size={520}>
      <div className="stack">
        <p>
          Attestry forgets the connection to <strong dir="auto">{clinic.name}</strong> and its password, and
          starts as if it were new. Nothing is changed in the clinic’s database.
        </p>
        <Facts
          rows={[
            ['Goes', 'The connection, its password, the choice of token'],
            ['Stays', 'This computer’s record of the log (witness), every checkpoint, every report'],
            ['Undo', 'Connect again to the same database: what stayed is found again'],
          ]}
        />
        {disconnect.failure === null ? null : <FailurePanel failure={disconnect.failure} />}
        <div className="row row-end">
          <Button variant="default" data-autofocus onClick={onClose}>
            Stay connected
          </Button>
          <Button
            color="#a8221b"
            loading={disconnect.busy}
            onClick={() => {
              void disconnect.ask({}).then((done) => {
                if (done === null) return;
                onClose();
                void navigate({ to: '/welcome' });
              });
            }}
          >
            Disconnect
          </Button>
        </div>
      </div>
    </Modal>
  );
}
