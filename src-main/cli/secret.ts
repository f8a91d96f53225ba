import { Fault } from '../base/fault.ts';

/**
 * A PIN or a password, typed at a prompt that shows nothing. Never from an argument: those are seen by every user of
 * the machine.
 *
 * @returns null when there is nobody to ask
 * @throws Fault `cancelled`
 */
export async function askSecret(prompt: string): Promise<string | null> {
  return process.stdin.isTTY ? typed(prompt) : null;
}

function typed(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  return new Promise((resolve, reject) => {
    let secret = '';
    stderr.write(prompt);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    stdin.resume();
    const end = (): void => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off('data', onData);
      stderr.write('\n');
    };
    const onData = (text: string): void => {
      for (const key of text) {
        if (key === '\r' || key === '\n' || key === '\u0004') {
          end();
          resolve(secret);
          return;
        }
        if (key === '\u0003') {
          end();
          reject(new Fault('cancelled', 'Cancelled.', 'Start again when you are ready.'));
          return;
        }
        if (key === '\u007f' || key === '\b') secret = secret.slice(0, -1);
        else if (key >= ' ') secret += key;
      }
    };
    stdin.on('data', onData);
  });
}
