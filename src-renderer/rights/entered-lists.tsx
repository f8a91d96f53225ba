import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Disclosure } from '../../src-shared/rights/accounting.ts';
import type { Output } from '../../src-shared/ipc/contract.ts';
import { commonName } from '../token/words.ts';
import { When } from '../ui/when.tsx';
import { BASIS_WORDS } from './accounting-words.ts';
import { Day } from './due.tsx';

type Entered = Output<'rights.disclosures'>;

/** Disclosures that were entered here; one that was replaced stays, and says so. */
export function EnteredDisclosures({
  rows,
  onReplace,
}: {
  readonly rows: Entered['rows'];
  readonly onReplace: (disclosureId: string, disclosure: Disclosure) => void;
}): ReactNode {
  const replaced = new Set(rows.map(({ replaces }) => replaces));
  if (rows.length === 0)
    return (
      <p className="soft">
        Nothing was entered about this patient. Enter what the clinic’s own list lacks: a report to an
        authority, an answer to a subpoena, a disclosure by a business associate, a breach.
      </p>
    );
  return (
    <ul className="checks" aria-label="Disclosures entered here">
      {rows.map(({ disclosureId, enteredAt, enteredBy, disclosure }) => (
        <li key={disclosureId} data-replaced={replaced.has(disclosureId)}>
          <span className="grow">
            <Day on={disclosure.disclosedOn} /> · <bdi>{disclosure.recipient}</bdi> ·{' '}
            {BASIS_WORDS[disclosure.basis]}
            <bdi className="soft block">{disclosure.description}</bdi>
            <span className="soft small block">
              Entered <When at={enteredAt} /> by <bdi>{commonName(enteredBy)}</bdi>
            </span>
          </span>
          {replaced.has(disclosureId) ? (
            <span className="word soft">Replaced</span>
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                onReplace(disclosureId, disclosure);
              }}
            >
              Replace…
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Statements by which authorities suspend the accounting of what they were told. */
export function EnteredStatements({
  suspensions,
}: {
  readonly suspensions: Entered['suspensions'];
}): ReactNode {
  if (suspensions.length === 0)
    return (
      <p className="soft">
        No authority has asked to wait. A health oversight agency or law enforcement may: in writing until a
        day it names, orally for 30 days at most.
      </p>
    );
  return (
    <ul className="checks" aria-label="Statements of authorities">
      {suspensions.map(({ suspensionId, inForce, suspension }) => (
        <li key={suspensionId}>
          <span className="grow">
            <bdi>{suspension.agency}</bdi>, {suspension.statement === 'oral' ? 'orally' : 'in writing'} by{' '}
            <bdi>{suspension.official}</bdi>
            <span className="soft small block">
              Made on <Day on={suspension.madeOn} />, holds until <Day on={suspension.until} />
            </span>
          </span>
          <span className="word">{inForce ? 'In force' : 'Not in force'}</span>
        </li>
      ))}
    </ul>
  );
}
