import pkcs11js from 'pkcs11js';
import { Fault } from '../base/fault.ts';
import { CKR, cryptokiError } from './answers.ts';
import { checkedTemplate } from './attributes.ts';
import { CKM, CKU, type Cryptoki, type Handle } from './cryptoki.ts';
import { initialize } from './initialize.ts';
import { paddedLabel, trimmed, version } from './fixed-text.ts';
import { notLoadable } from './not-loadable.ts';

const CKF_RW_SESSION = 0x2;
const CKF_SERIAL_SESSION = 0x4;
const LONGEST_SIGNATURE = 1024;
/** CK_RSA_PKCS_OAEP_PARAMS without a label. */
const OAEP_SHA1 = {
  type: pkcs11js.CK_PARAMS_RSA_OAEP,
  hashAlg: pkcs11js.CKM_SHA_1,
  mgf: pkcs11js.CKG_MGF1_SHA1,
  // CKZ_DATA_SPECIFIED
  source: 1,
};
const FOUND_AT_ONCE = 64;
/** More objects than this on one token are not looked at: a broken module may answer for ever. */
const MOST_OBJECTS = 4096;
/** Attributes a token may lack or keep to itself. */
const ATTRIBUTE_ABSENT: ReadonlySet<number> = new Set([
  CKR.attributeSensitive,
  CKR.attributeTypeInvalid,
  CKR.attributeValueInvalid,
]);

/**
 * Loads and initialises a PKCS#11 module in this process. The file must have passed `inspectModuleFile`: loading runs
 * the module's code.
 *
 * @throws Fault `module-unusable`
 */
export function loadCryptoki(file: string): Cryptoki {
  const native = new pkcs11js.PKCS11();
  try {
    native.load(file);
  } catch (error) {
    throw notLoadable(error);
  }
  try {
    initialize(begin(native));
  } catch (error) {
    if (error instanceof Fault) throw error;
    const known = cryptokiError(error, 'C_Initialize');
    throw new Fault(
      'module-unusable',
      `The token's software was loaded but did not start (${known.message}).`,
      'Check that the software of the token is installed completely and that its settings are in place.',
      known,
    );
  }
  return cryptokiOver(native);
}

const begin =
  (native: pkcs11js.PKCS11): Parameters<typeof initialize>[0] =>
  (options) => {
    native.C_Initialize(options);
  };

/** Every call under its PKCS#11 name, errors in one form. */
function named<T>(name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw cryptokiError(error, name);
  }
}

function cryptokiOver(native: pkcs11js.PKCS11): Cryptoki {
  const closeSession = (session: Handle): void => {
    try {
      native.C_CloseSession(session);
    } catch {
      // Gone already.
    }
  };
  const finalize = (): void => {
    try {
      native.C_Finalize();
    } catch {
      // Nothing is left to end.
    }
  };
  return {
    info: () => {
      const info = named('C_GetInfo', () => native.C_GetInfo());
      return {
        manufacturer: trimmed(info.manufacturerID),
        description: trimmed(info.libraryDescription),
        version: version(info.libraryVersion),
        cryptokiVersion: version(info.cryptokiVersion),
      };
    },
    slots: () => named('C_GetSlotList', () => native.C_GetSlotList(true)),
    tokenInfo: (slot) => {
      const info = named('C_GetTokenInfo', () => native.C_GetTokenInfo(slot));
      return {
        serial: trimmed(info.serialNumber),
        label: trimmed(info.label),
        manufacturer: trimmed(info.manufacturerID),
        model: trimmed(info.model),
        flags: info.flags,
        pinMin: info.minPinLen,
        pinMax: info.maxPinLen,
        hardware: version(info.hardwareVersion),
        firmware: version(info.firmwareVersion),
      };
    },
    mechanisms: (slot) =>
      named('C_GetMechanismList', () => native.C_GetMechanismList(slot)).flatMap((type) => {
        try {
          const { minKeySize, maxKeySize, flags } = native.C_GetMechanismInfo(slot, type);
          return [{ type, smallest: minKeySize, largest: maxKeySize, flags }];
        } catch {
          // In the list, but not to be had.
          return [];
        }
      }),
    initToken: (slot, pin, label) => {
      named('C_InitToken', () => {
        // 32 bytes are read whatever the length: what is missing would be foreign memory.
        native.C_InitToken(slot, pin, paddedLabel(label));
      });
    },
    initPin: (session, pin) => {
      named('C_InitPIN', () => {
        native.C_InitPIN(session, pin);
      });
    },
    setPin: (session, oldPin, newPin) => {
      named('C_SetPIN', () => {
        native.C_SetPIN(session, oldPin, newPin);
      });
    },
    openSession: (slot, writable) =>
      named('C_OpenSession', () =>
        native.C_OpenSession(slot, writable ? CKF_SERIAL_SESSION | CKF_RW_SESSION : CKF_SERIAL_SESSION),
      ),
    closeSession,
    login: (session, user, pin) => {
      named('C_Login', () => {
        native.C_Login(session, CKU[user], pin);
      });
    },
    logout: (session) => {
      named('C_Logout', () => {
        native.C_Logout(session);
      });
    },
    find: (session, template) =>
      named('C_FindObjects', () => {
        native.C_FindObjectsInit(session, checkedTemplate(template));
        const found: Handle[] = [];
        try {
          while (found.length < MOST_OBJECTS) {
            const next = native.C_FindObjects(session, FOUND_AT_ONCE);
            if (next.length === 0) break;
            found.push(...next);
          }
        } finally {
          native.C_FindObjectsFinal(session);
        }
        return found;
      }),
    attribute: (session, object, type) => {
      try {
        return named('C_GetAttributeValue', () => {
          // One at a time: a single attribute the token lacks fails the whole call.
          const [result] = native.C_GetAttributeValue(session, object, [{ type }]);
          return result === undefined ? undefined : Buffer.from(result.value);
        });
      } catch (error) {
        if (ATTRIBUTE_ABSENT.has(cryptokiError(error, '').rv)) return undefined;
        throw error;
      }
    },
    create: (session, template) =>
      named('C_CreateObject', () => native.C_CreateObject(session, checkedTemplate(template))),
    destroy: (session, object) => {
      named('C_DestroyObject', () => {
        native.C_DestroyObject(session, object);
      });
    },
    generateKeyPair: (session, mechanism, publicKey, privateKey) =>
      named('C_GenerateKeyPair', () =>
        native.C_GenerateKeyPair(
          session,
          { mechanism },
          checkedTemplate(publicKey),
          checkedTemplate(privateKey),
        ),
      ),
    sign: (session, mechanism, key, data, login) => {
      named('C_SignInit', () => {
        native.C_SignInit(session, { mechanism }, key);
      });
      login?.();
      return named('C_Sign', () =>
        Buffer.from(native.C_Sign(session, Buffer.from(data), Buffer.alloc(LONGEST_SIGNATURE))),
      );
    },
    generateKey: (session, mechanism, template) =>
      named('C_GenerateKey', () => native.C_GenerateKey(session, { mechanism }, checkedTemplate(template))),
    wrap: (session, mechanism, wrappingKey, key) =>
      named('C_WrapKey', () =>
        Buffer.from(
          native.C_WrapKey(session, { mechanism }, wrappingKey, key, Buffer.alloc(LONGEST_SIGNATURE)),
        ),
      ),
    unwrap: (session, mechanism, key, wrapped, template) =>
      named('C_UnwrapKey', () =>
        native.C_UnwrapKey(
          session,
          mechanism === CKM.rsaPkcsOaep ? { mechanism, parameter: OAEP_SHA1 } : { mechanism },
          key,
          Buffer.from(wrapped),
          checkedTemplate(template),
        ),
      ),
    restart: () => {
      finalize();
      try {
        initialize(begin(native));
      } catch (error) {
        throw error instanceof Fault ? error : cryptokiError(error, 'C_Initialize');
      }
    },
    finalize,
  };
}
