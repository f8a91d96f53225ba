import type { tokenContract } from '../../../src-shared/token/contract.ts';
import type { HandlerParts, HandlersOf } from './parts.ts';

/** Modules, tokens, and who is signed in. */
export function tokenHandlers({ services, dialogs }: HandlerParts): HandlersOf<typeof tokenContract> {
  const { token } = services;
  return {
    'token.modules': async () => ({ modules: [...(await token.modules())] }),
    'token.choose-module': async () => {
      const file = await dialogs.openFile({
        title: 'PKCS#11 module',
        filters: [{ name: 'PKCS#11 module', extensions: ['so', 'dll', 'dylib'] }],
      });
      return { module: file === null ? null : token.addFile(dialogs.pathOf(file.handle)) };
    },
    'token.inspect': async ({ moduleId }) => {
      const { module, tokens } = await token.inspect(moduleId);
      return { module, tokens: [...tokens] };
    },
    'token.use': async ({ moduleId, serial }) => {
      const chosen = await token.use(moduleId, serial);
      return {
        ready: true,
        checks: [
          {
            id: 'token',
            outcome: 'ok',
            title: 'Token',
            detail: `${chosen.label} (serial number ${chosen.serial}) is in and answers.`,
            remedy: '',
          },
          {
            id: 'key',
            outcome: 'skipped',
            title: 'Key and certificate',
            detail: 'They are looked at when you sign in.',
            remedy: '',
          },
        ],
      };
    },
    'token.list': async () => ({ tokens: [...(await token.list())] }),
    'session.sign-in': async ({ serial, pin, confirmed }) => ({
      identity: await token.signIn(serial, pin, { confirmed: confirmed === true }),
    }),
    'session.sign-out': async () => {
      await token.signOut();
      return {};
    },
  };
}
