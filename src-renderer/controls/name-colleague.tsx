import { Button, Checkbox } from '@mantine/core';
import { IconFile } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import type { ColleagueCertificate } from '../../src-shared/controls/colleagues.ts';
import { useAsk } from '../lib/query.ts';
import { commonName } from '../token/words.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { Hash } from '../ui/hash.tsx';
import { Notice } from '../ui/notice.tsx';
import { Facts } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';

/** Why nothing can be opened up to the holder of a certificate. */
const UNFIT: Readonly<Record<Exclude<ColleagueCertificate['fit'], 'fits'>, string>> = {
  elliptic:
    'This certificate has an elliptic key (EC). Evidence can be opened up to RSA keys only, because not every token undoes the other in the same way. Most tokens can have both kinds: your colleague saves their certificate for evidence here, and a key of the right kind is made.',
  kind: 'Nothing can be encrypted for a key of this kind. Your colleague saves their certificate for evidence here, and a key of the right kind is made.',
  bits: 'The RSA key must have 3072 to 4096 bits. Your colleague saves their certificate for evidence here, and such a key is made.',
  dates:
    'The certificate is not valid today. Ask your colleague for a new one; if it should be valid, check the date of this computer.',
};

/** Names a colleague: their certificate, the fingerprint compared by the person, and the officer's signature. */
export function NameColleague({ onDone }: { readonly onDone: () => void }): ReactNode {
  const choose = useAsk('evidence.choose-colleague');
  const name = useAsk('evidence.name-colleague');
  const [compared, setCompared] = useState(false);
  const chosen = choose.answer?.chosen ?? null;
  return (
    <div className="stack">
      <h3>Name a colleague</h3>
      <div className="row">
        <Button
          variant="default"
          leftSection={<IconFile size={16} />}
          loading={choose.busy}
          onClick={() => {
            setCompared(false);
            void choose.ask({});
          }}
        >
          Choose the certificate…
        </Button>
        <span className="grow soft">{chosen === null ? 'No certificate is chosen.' : null}</span>
      </div>
      {choose.failure === null ? null : <FailurePanel failure={choose.failure} />}
      {chosen === null ? null : (
        <>
          <Facts
            rows={[
              ['Made out to', <bdi key="subject">{commonName(chosen.subject)}</bdi>],
              ['Made out by', <bdi key="issuer">{commonName(chosen.issuer)}</bdi>],
              ['Valid until', <When key="until" at={chosen.notAfter} />],
              ['Key', chosen.key],
              [
                'Fingerprint',
                <Hash key="hash" value={chosen.publicKeySha256} what="SHA-256 of the public key" open />,
              ],
            ]}
          />
          {chosen.fit === 'fits' ? (
            <>
              <Checkbox
                label="I compared the fingerprint with the one that my colleague told me, and it is the same."
                description="Only that tells this key from one of somebody else: a name can be written into any certificate."
                checked={compared}
                onChange={(event) => {
                  setCompared(event.currentTarget.checked);
                }}
              />
              {name.failure === null ? null : <FailurePanel failure={name.failure} />}
            </>
          ) : (
            <Notice tone="unsure">{UNFIT[chosen.fit]}</Notice>
          )}
        </>
      )}
      <div className="row">
        <span className="grow" />
        <Button variant="default" onClick={onDone}>
          Back
        </Button>
        <Button
          disabled={chosen?.fit !== 'fits' || !compared}
          loading={name.busy}
          onClick={() => {
            if (chosen === null) return;
            const { handle, publicKeySha256 } = chosen;
            void name.ask({ handle, publicKeySha256 }).then((answer) => {
              if (answer !== null) onDone();
            });
          }}
        >
          Sign and open evidence up to them
        </Button>
      </div>
    </div>
  );
}
