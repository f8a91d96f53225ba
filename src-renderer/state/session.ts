import { create } from 'zustand';

/** What the officer is in the middle of when asked for the token. Never a PIN, never server data. */
interface SessionState {
  /** The sign-in sheet is open. */
  readonly signingIn: boolean;
  readonly openSignIn: () => void;
  readonly closeSignIn: () => void;
}

/** Whether the officer is being asked to sign in; who *is* signed in comes from `app.status`. */
export const useSession = create<SessionState>()((set) => ({
  signingIn: false,
  openSignIn: () => {
    set({ signingIn: true });
  },
  closeSignIn: () => {
    set({ signingIn: false });
  },
}));
