import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { AdministratorSeat } from '../../src-shared/clinic/administrator.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { When } from '../ui/when.tsx';
import { AdministratorSheet } from './administrator-sheet.tsx';

/** The database administrator who sits at the desk now, and the way to get one there. */
export interface Administrator {
  /** Null: nobody sits there. */
  readonly seat: AdministratorSeat | null;
  /** Goes on with the handle; asks for user and password first when nobody sits there. */
  readonly need: (then: (handle: string) => void) => void;
  /** To be put somewhere into the page: the sheet, while it is asked. */
  readonly sheet: ReactNode;
}

/** For pages with commands that change the clinic's database. */
export function useAdministrator(): Administrator {
  const answer = useAnswer('administrator.seat', {});
  const [waiting, setWaiting] = useState<((handle: string) => void) | null>(null);
  const seat = answer.data?.seat ?? null;
  return {
    seat,
    need: (then) => {
      if (seat === null) setWaiting(() => then);
      else then(seat.handle);
    },
    sheet:
      waiting === null ? null : (
        <AdministratorSheet
          onDone={({ handle }) => {
            setWaiting(null);
            waiting(handle);
          }}
          onClose={() => {
            setWaiting(null);
          }}
        />
      ),
  };
}

/** Who sits at the desk and until when, with a way to leave; nothing while nobody does. */
export function AdministratorSeatLine(): ReactNode {
  const answer = useAnswer('administrator.seat', {});
  const leave = useAsk('administrator.leave');
  const seat = answer.data?.seat ?? null;
  if (seat === null) return null;
  return (
    <div className="row" role="status">
      <p className="grow">
        Database administrator <bdi className="strong">{seat.user}</bdi>
        {seat.superuser ? ' (superuser)' : ''} is signed in here until <When at={seat.until} />.
      </p>
      <Button size="compact-sm" variant="default" loading={leave.busy} onClick={() => void leave.ask({})}>
        Forget the password now
      </Button>
    </div>
  );
}
