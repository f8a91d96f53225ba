import type { Services } from '../jobs/ports.ts';
import { askSecret } from './secret.ts';

/** A token whose PIN is wanted. */
type Asking = { readonly serial: string; readonly label: string; readonly pinPad: boolean };

/**
 * The PIN of a token: ATTESTRY_PIN, the sample's own, or typed at a prompt; empty for a reader on which it is typed.
 *
 * @returns null when none can be had
 * @throws Fault `cancelled`
 */
export async function pinOf(
  services: Pick<Services, 'samplePin'>,
  { serial, label, pinPad }: Asking,
  purpose: string,
): Promise<string | null> {
  if (pinPad) {
    process.stderr.write(`Type the PIN of the token ${label} on its reader${purpose}.\n`);
    return '';
  }
  const given = process.env.ATTESTRY_PIN;
  if (given !== undefined && given !== '') return given;
  const sample = await services.samplePin();
  // A PIN sent to another token is a wrong one, and three of those may lock it.
  return sample?.serial === serial ? sample.pin : askSecret(`PIN of the token ${label}${purpose}: `);
}

/**
 * Answers for keys that want the PIN before each signature: one PIN, one try. To be called whenever something changed.
 *
 * @param pinChecked - the officer says that the PIN was checked after two wrong ones
 */
export function pinAnswers(services: Pick<Services, 'samplePin' | 'token'>, pinChecked: boolean): () => void {
  let asked = '';
  return () => {
    const wanted = services.token.pinWanted();
    if (wanted === null || wanted.id === asked) return;
    asked = wanted.id;
    pinOf(services, wanted, ' for this signature').then(
      (pin) => {
        services.token.givePin(wanted.id, pin === null ? null : { pin, confirmed: pinChecked });
      },
      () => {
        services.token.givePin(wanted.id, null);
      },
    );
  };
}
