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
    'token.examine': async ({ moduleId }) => ({ module: await token.examine(moduleId) }),
    'token.trust': async ({ moduleId, sha256 }) => {
      await token.trust(moduleId, sha256);
      return {};
    },
    'token.inspect': async ({ moduleId }) => {
      const { module, tokens, blanks } = await token.inspect(moduleId);
      return { module, tokens: [...tokens], blanks: [...blanks] };
    },
    'token.describe': async ({ moduleId, serial }) => ({ token: await token.describe(moduleId, serial) }),
    'token.set-up': async ({ moduleId, confirmed, ...request }) => ({
      serial: await token.setUp(moduleId, request, { confirmed }),
    }),
    'token.set-pin': async ({ moduleId, confirmed, ...request }) => {
      await token.setPin(moduleId, request, { confirmed });
      return {};
    },
    'token.change-pin': async ({ moduleId, confirmed, ...request }) => {
      await token.changePin(moduleId, request, { confirmed });
      return {};
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
    'session.pin-wanted': () => ({ wanted: token.pinWanted() }),
    'session.give-pin': ({ id, pin, confirmed }) => {
      token.givePin(id, pin === null ? null : { pin, confirmed: confirmed === true });
      return {};
    },
    'session.sign-out': async () => {
      await token.signOut();
      return {};
    },
  };
}
