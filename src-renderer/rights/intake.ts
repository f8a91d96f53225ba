import { create } from 'zustand';
import { nobody, type RequestWords } from '../../src-shared/rights/people.ts';
import type { Opening } from '../../src-shared/rights/steps.ts';

/** A request being typed. It is in memory alone, and gone when the window closes: it names a patient. */
export interface IntakeDraft {
  /** `receivedOn` is empty until today is known. */
  readonly opening: Opening;
  readonly words: RequestWords;
  readonly scan: { readonly handle: string; readonly name: string } | null;
  readonly step: number;
}

export const emptyIntake: IntakeDraft = {
  opening: {
    type: 'access',
    receivedOn: '',
    channel: 'walk-in',
    requester: 'individual',
    byBusinessAssociate: false,
    backDating: null,
    inspect: false,
    electronic: true,
    risk: {
      wholeRecord: false,
      newDeliveryAddress: false,
      sensitive: false,
      minor: false,
      deceased: false,
      contactChangedOn: null,
    },
  },
  words: { patient: nobody, requester: null, thirdParty: null, alternative: null, wish: '', language: 'en' },
  scan: null,
  step: 0,
};

interface Intake {
  readonly draft: IntakeDraft;
  readonly keep: (change: Partial<IntakeDraft>) => void;
  readonly clear: () => void;
}

/** The draft of a new request; leaving and coming back finds it as it was. */
export const useIntake = create<Intake>()((set) => ({
  draft: emptyIntake,
  keep: (change) => {
    set(({ draft }) => ({ draft: { ...draft, ...change } }));
  },
  clear: () => {
    set({ draft: emptyIntake });
  },
}));

/** A draft of another right, without what that right does not know. */
export function withRight(draft: IntakeDraft, type: Opening['type']): Partial<IntakeDraft> {
  const { opening, words } = draft;
  const fits =
    (opening.requester !== 'anonymous' || type === 'complaint') &&
    (opening.requester !== 'third-party-directive' || type === 'access');
  const moved: IntakeDraft = {
    ...draft,
    opening: { ...opening, type },
    words: {
      ...words,
      alternative:
        type === 'confidential-communications'
          ? (words.alternative ?? { address: '', phone: '', email: '' })
          : null,
    },
  };
  return fits ? { opening: moved.opening, words: moved.words } : withRequester(moved, 'individual');
}

const nobodyElse = { name: '', relation: '', address: '', phone: '', email: '' };

/** A draft that asks for what the choice of requester needs, and for nothing that it does not. */
export function withRequester(draft: IntakeDraft, requester: Opening['requester']): Partial<IntakeDraft> {
  const acts =
    requester !== 'individual' && requester !== 'anonymous' && requester !== 'third-party-directive';
  const { opening, words } = draft;
  return {
    opening: {
      ...opening,
      requester,
      risk: {
        ...opening.risk,
        minor: opening.risk.minor || requester === 'parent-of-minor',
        deceased: opening.risk.deceased || requester === 'representative-of-deceased',
      },
    },
    words: {
      ...words,
      requester: acts ? (words.requester ?? nobodyElse) : null,
      thirdParty:
        requester === 'third-party-directive'
          ? (words.thirdParty ?? { name: '', address: '', email: '' })
          : null,
    },
  };
}

/** What is missing before a request can be recorded, each as a sentence. */
export function intakeMissing({ opening, words }: IntakeDraft, today: string): readonly string[] {
  const { patient, requester, thirdParty, alternative, wish } = words;
  const anonymous = opening.requester === 'anonymous';
  return [
    opening.receivedOn === '' ? 'The day of receipt.' : null,
    opening.receivedOn > today ? 'A day of receipt that is not in the future.' : null,
    opening.receivedOn !== '' && opening.receivedOn < today && opening.backDating === null
      ? 'Why it is recorded later than it was received.'
      : null,
    !anonymous && patient.familyName === '' && patient.recordNumber === ''
      ? 'The patient’s family name or record number.'
      : null,
    requester !== null && requester.name === '' ? 'The name of who acts for the patient.' : null,
    thirdParty !== null && thirdParty.name === '' ? 'To whom the copy shall go.' : null,
    alternative !== null && Object.values(alternative).every((way) => way.trim() === '')
      ? 'Where the person wants to be reached instead.'
      : null,
    wish.trim() === '' ? 'What is asked for, in the person’s words.' : null,
  ].filter((sentence) => sentence !== null);
}
