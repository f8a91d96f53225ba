import type { ReactNode } from 'react';

/** What a hospital does before a token is lost, and after. */
export function RecoveryGuide(): ReactNode {
  return (
    <details className="stack">
      <summary>What to do, step by step</summary>
      <h3>Now, while the token works</h3>
      <ol className="recovery-guide">
        <li>
          Get a second token. Set it up on the page Tokens. One person keeps the token, another one its PIN;
          neither of them is the officer who works with the other token.
        </li>
        <li>
          Sign in to it and make two keys: one that signs, with its certificate, and one of the kind
          “Encrypts, for tokens without AES (RSA-3072)”. Save the certificate of the second one here. The
          second token must do RSA: one that knows elliptic curves only cannot be a recovery token.
        </li>
        <li>
          Write down the hash of its public key, which its key page shows. Put the token into the hospital’s
          safe.
        </li>
        <li>
          Sign in with your own token and name the recovery key by that certificate. Two officers compare the
          hash with the one on paper and approve, each with their own token.
        </li>
        <li>
          Where roles were given in the settings, make the name in the second token’s certificate an officer
          as well: later nobody may be left who could.
        </li>
        <li>Encrypt anew what was there before.</li>
        <li>Once a quarter, decrypt a test file with the token from the safe.</li>
      </ol>
      <h3>When the token is lost, broken or locked for good</h3>
      <ol className="recovery-guide">
        <li>Two people fetch the token from the safe. Choose it on the page Tokens and sign in to it.</li>
        <li>Make a key of the kind “Encrypts (AES-256)” on it.</li>
        <li>
          Bring over what lies under keys of the lost token; it can be interrupted and goes on where it
          stopped.
        </li>
        <li>If somebody else may have the lost token, report its keys as compromised.</li>
        <li>
          Name a new recovery key on another token for the safe, take this one out of use, and encrypt anew.
        </li>
      </ol>
    </details>
  );
}
