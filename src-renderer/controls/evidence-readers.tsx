import type { ReactNode } from 'react';
import type { Evidence } from '../../src-shared/controls/evidence.ts';
import { formatOf } from '../lib/format.ts';
import { useAnswer } from '../lib/query.ts';
import { commonName } from '../token/words.ts';

/** Who can open a piece of evidence. */
export function EvidenceReaders({ evidence }: { readonly evidence: Evidence }): ReactNode {
  const answer = useAnswer('evidence.readers', { id: evidence.id }, evidence.sealed);
  if (!evidence.sealed) return 'Kept in clear: whoever can read this computer’s files';
  if (answer.isPending) return 'Looking…';
  if (answer.isError) return 'Could not tell';
  const { serial, here, colleagues, recovery } = answer.data;
  return (
    <ul className="stack stack-tight">
      <li>{here ? 'You, with the token you are signed in to' : `The owner of the token ${serial ?? ''}`}</li>
      {colleagues.map(({ name, publicKeySha256 }) => (
        <li key={publicKeySha256}>
          {name === null ? (
            `The holder of the key ${publicKeySha256.slice(0, 16)}…, whom nobody named here`
          ) : (
            <bdi>{commonName(name)}</bdi>
          )}
        </li>
      ))}
      {recovery === 0 ? null : (
        <li>{recovery === 1 ? 'The recovery key' : formatOf(recovery, 'recovery key', 'recovery keys')}</li>
      )}
      {colleagues.length === 0 ? <li className="soft">No colleague</li> : null}
    </ul>
  );
}
