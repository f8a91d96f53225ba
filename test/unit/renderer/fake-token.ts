import type { EventName } from '../../../src-shared/ipc/channels.ts';
import type { EventPayload, Handlers } from '../../../src-shared/ipc/contract.ts';
import type { tokenContract } from '../../../src-shared/token/contract.ts';
import { hashOf, type FakeState } from './fake-clinic.ts';
import { FakeFailure } from './fake-failure.ts';

type Push = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
type TokenHandlers = Omit<Pick<Handlers, keyof typeof tokenContract>, 'session.sign-in' | 'session.sign-out'>;

const MODULES = [
  {
    moduleId: 'softhsm',
    name: 'SoftHSM 2',
    file: 'libsofthsm2.so',
    present: true,
    chosen: true,
    agreed: true,
  },
  {
    moduleId: 'opensc',
    name: 'OpenSC',
    file: 'opensc-pkcs11.so',
    present: true,
    chosen: false,
    agreed: false,
  },
  { moduleId: 'ykcs11', name: 'YubiKey', file: 'libykcs11.so', present: false, chosen: false, agreed: false },
];

/** Modules and tokens, on state in memory. */
export function tokenHandlers(state: FakeState, push: Push): TokenHandlers {
  const trusted = new Set<string>();
  return {
    'token.modules': () => ({ modules: MODULES }),
    'token.choose-module': () => ({
      module: {
        moduleId: 'other',
        name: 'Vendor module',
        file: 'vendor-p11.so',
        present: true,
        chosen: false,
        agreed: false,
      },
    }),
    'token.examine': ({ moduleId }) => {
      const module = MODULES.find((known) => known.moduleId === moduleId) ?? MODULES[0]!;
      return {
        module: {
          moduleId,
          name: module.name,
          file: module.file,
          folder: '/usr/lib/softhsm',
          vendor: 'Debian (package libsofthsm2)',
          version: '2.6.1-2.1',
          madeFor: 'Linux on 64-bit Intel or AMD (x64)',
          sha256: hashOf(31),
          trust: moduleId === 'softhsm' || trusted.has(moduleId) ? 'trusted' : 'new',
          trustedSha256: null,
          problem: null,
          note: null,
        },
      };
    },
    'token.trust': ({ moduleId }) => {
      trusted.add(moduleId);
      push('status.changed', {});
      return {};
    },
    'token.describe': ({ serial }) => ({
      token: {
        serial,
        label: 'Compliance office',
        manufacturer: 'SoftHSM project',
        model: 'SoftHSM v2',
        hardware: '2.6',
        firmware: '2.6',
        officerPin: 'ok',
        fips: null,
        abilities: ['sign-p256', 'sign-p384', 'sign-rsa-3072', 'wrap-aes', 'derive-hmac'],
        mechanisms: 76,
        certificates: 2,
        publicKeys: 1,
      },
    }),
    'token.set-up': () => ({ serial: 'c0ffee0000000001' }),
    'token.set-pin': () => ({}),
    'token.change-pin': () => ({}),
    'session.pin-wanted': () => ({ wanted: null }),
    'session.give-pin': () => ({}),
    'token.inspect': ({ moduleId }) => {
      if (moduleId === 'opensc') {
        throw new FakeFailure(
          'module-architecture',
          'This module is made for another kind of processor (32-bit).',
          'Install the 64-bit version of the vendor’s software, then choose its module.',
        );
      }
      return {
        module: {
          moduleId,
          file: 'libsofthsm2.so',
          manufacturer: 'SoftHSM',
          description: 'Implementation of PKCS11',
          version: '2.6',
          cryptokiVersion: '2.40',
          sha256: hashOf(31),
        },
        tokens: state.tokens,
        blanks: [
          {
            serial: '',
            label: '',
            manufacturer: 'SoftHSM project',
            model: 'SoftHSM v2',
            pinPad: false,
            pinMin: 4,
            pinMax: 255,
          },
        ],
      };
    },
    'token.use': () => {
      const token = state.tokens[0] ?? null;
      state.status = { ...state.status, token: { state: 'present', token, identity: null, problem: '' } };
      push('status.changed', {});
      return {
        ready: true,
        checks: [
          {
            id: 'key',
            outcome: 'ok',
            title: 'A key that can sign is on it',
            detail: 'ECDSA P-256, not extractable.',
            remedy: '',
          },
          {
            id: 'certificate',
            outcome: 'ok',
            title: 'It has a certificate',
            detail: 'Valid for 500 days yet.',
            remedy: '',
          },
        ],
      };
    },
    'token.list': () => ({ tokens: state.tokens }),
  };
}
