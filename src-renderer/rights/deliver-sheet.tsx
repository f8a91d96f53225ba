import { Button, Checkbox, Modal, NativeSelect, TextInput } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { CaseView } from '../../src-shared/rights/contract.ts';
import { deliveryMannerSchema } from '../../src-shared/rights/words.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Copy } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts } from '../ui/page.tsx';
import { DeliverAddress } from './deliver-address.tsx';
import { isByMail, orderFrom, PROOF, type Said } from './delivery-order.ts';
import { RightsFailure } from './letters-wait.tsx';
import { useToday } from './requests.ts';
import { SignedIn } from './signed-in.tsx';
import { MANNER_OPTIONS } from './step-options.ts';
import { REQUESTER_WORDS } from './words.ts';

/** Delivering the prepared answer: on the way that was settled, to whom asked and nobody else. */
export function DeliverSheet({
  view,
  onClose,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
}): ReactNode {
  const [token, setToken] = useState<string | null>(null);
  return (
    <Modal
      opened
      onClose={onClose}
      title={token === null ? 'Deliver the answer' : 'The link for the person'}
      size={640}
      // The secret is shown this once: it does not go by a click beside the sheet.
      closeOnClickOutside={token === null}
      closeOnEscape={token === null}
    >
      <div className="stack">
        {token === null ? (
          <>
            <p>
              The answer goes to {REQUESTER_WORDS[view.opening.requester].toLowerCase()}. The legal clock
              stops on the day of delivery. What was begun is recorded before anything leaves, and nothing is
              sent twice.
            </p>
            <SignedIn>
              <Deliver view={view} onClose={onClose} onToken={setToken} />
            </SignedIn>
          </>
        ) : (
          <Secret token={token} onClose={onClose} />
        )}
      </div>
    </Modal>
  );
}

function Secret({ token, onClose }: { readonly token: string; readonly onClose: () => void }): ReactNode {
  return (
    <>
      <p>
        The answer is on the portal. This is the secret of the person’s link; it works once. Give it to the
        person alone, another way than the password.
      </p>
      <p className="row wrap">
        <span className="mono break" aria-label="Secret of the link">
          {token}
        </span>
        <Copy value={token} what="secret of the link" />
      </p>
      <Notice tone="unsure">It is not shown again.</Notice>
      <div className="row row-end">
        <Button onClick={onClose}>I have passed it on</Button>
      </div>
    </>
  );
}

function Deliver({
  view,
  onClose,
  onToken,
}: {
  readonly view: CaseView;
  readonly onClose: () => void;
  readonly onToken: (token: string) => void;
}): ReactNode {
  const { caseId } = view.row;
  const today = useToday();
  const recipients = useAnswer('rights.recipients', { caseId });
  const ways = useAnswer('rights.delivery-settings', {}).data?.settings;
  const deliver = useAsk('rights.deliver');
  const choose = useAsk('rights.choose-certificate');
  const [typed, setTyped] = useState<Partial<Said>>({});
  const goes = recipients.data;
  const said: Said = {
    ...{
      manner: view.scope?.manner ?? 'mail',
      to: goes?.answer.email ?? '',
      warned: false,
      preferred: false,
    },
    ...{ deliveredOn: today, proof: '', heeded: false },
    ...typed,
  };
  const { manner } = said;
  const change = (part: Partial<Said>): void => {
    setTyped((before) => ({ ...before, ...part }));
  };
  const certificate = choose.answer?.file ?? null;
  const order = orderFrom(said);
  const lacks =
    ways === undefined
      ? null
      : isByMail(manner) && ways.relay === null
        ? 'No mail relay is set. Your IT department sets it with “attestry rights delivery --relay”.'
        : manner === 'portal' && ways.portal === null
          ? 'No folder of a portal is set. Your IT department sets it with “attestry rights delivery --portal-folder”.'
          : null;
  const isHeeded = goes !== undefined && (!goes.forOthers || goes.restrictions.length === 0 || said.heeded);
  const isReady =
    order !== null && lacks === null && isHeeded && (manner !== 'encrypted-e-mail' || certificate !== null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (order === null || !isReady) return;
        const sealed = manner === 'encrypted-e-mail' ? (certificate?.handle ?? null) : null;
        void deliver
          .ask({
            caseId,
            order,
            certificate: sealed,
            heeded: goes.forOthers ? goes.restrictions : [],
          })
          .then((done) => {
            if (done === null) return;
            if (done.token === null) onClose();
            else onToken(done.token);
          });
      }}
    >
      <NativeSelect
        label="Handed over"
        description={view.scope === null ? undefined : 'What was settled with the person is chosen.'}
        value={manner}
        data={MANNER_OPTIONS.map(([value, label]) => ({ value, label }))}
        onChange={(event) => {
          change({ manner: deliveryMannerSchema.parse(event.currentTarget.value) });
        }}
      />
      {lacks === null ? null : <Notice tone="unsure">{lacks}</Notice>}
      {goes === undefined ? null : (
        <DeliverAddress
          said={said}
          isWrong={said.to.trim() !== '' && order === null && manner === 'encrypted-e-mail'}
          recipients={goes}
          onChange={change}
        />
      )}
      {manner === 'encrypted-e-mail' ? (
        <div className="row wrap">
          <Button
            variant="default"
            leftSection={<IconCertificate size={16} />}
            loading={choose.busy}
            onClick={() => {
              void choose.ask({});
            }}
          >
            {certificate === null ? 'Choose the person’s certificate…' : 'Choose another certificate…'}
          </Button>
          {certificate === null ? (
            <span className="soft small">
              The person sends it, as a .cer, .crt or .pem file. Without one, choose another way.
            </span>
          ) : (
            <bdi>{certificate.name}</bdi>
          )}
        </div>
      ) : null}
      {manner === 'unencrypted-e-mail' ? (
        <>
          <Checkbox
            label="The person was warned that others can read it on the way"
            checked={said.warned}
            onChange={(event) => {
              change({ warned: event.currentTarget.checked });
            }}
          />
          <Checkbox
            label="The person still prefers it, and that is on file"
            checked={said.preferred}
            onChange={(event) => {
              change({ preferred: event.currentTarget.checked });
            }}
          />
        </>
      ) : null}
      {PROOF[manner] === undefined ? null : (
        <>
          <TextInput
            label="Handed over on"
            type="date"
            max={today}
            value={said.deliveredOn}
            onChange={(event) => {
              change({ deliveredOn: event.currentTarget.value });
            }}
          />
          <TextInput
            label="What shows it"
            description={`${PROOF[manner]}. No patient’s name.`}
            maxLength={500}
            value={said.proof}
            onChange={(event) => {
              change({ proof: event.currentTarget.value });
            }}
          />
        </>
      )}
      <Facts
        rows={[
          ['Undo', 'What was sent cannot be called back. What comes back is recorded as a failed delivery.'],
        ]}
      />
      {recipients.isError ? (
        <FailurePanel failure={recipients.error} onRetry={() => void recipients.refetch()} />
      ) : null}
      {[deliver.failure, choose.failure].map((failure, at) =>
        failure === null ? null : <RightsFailure key={at} failure={failure} />,
      )}
      <div className="row row-end">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button type="submit" loading={deliver.busy} disabled={!isReady}>
          {PROOF[manner] === undefined ? 'Deliver it' : 'Record the delivery'}
        </Button>
      </div>
    </form>
  );
}
