import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { TokenModule } from '../../src-main/token/ports.ts';

const ROUNDS = 400;
const RECIPIENTS = [0, 1, 2] as const;

const at = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

/**
 * What sealing for recovery keys (RSA-3072) costs more than without, in milliseconds and as a ratio. With none, one and two in turns:
 * what slows the machine down slows all three.
 */
export async function recoveryCost(
  module: TokenModule,
  serial: string,
  keyId: string,
): Promise<Readonly<Record<string, unknown>>> {
  const recipients = [1, 2].map(() =>
    generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey.export({ type: 'spki', format: 'der' }),
  );
  const plaintext = randomBytes(64);
  const times = RECIPIENTS.map((): number[] => []);
  for (let round = -5; round < ROUNDS; round++)
    for (const many of RECIPIENTS) {
      const how = {
        ...{ keyId, keyVersion: 1, content: 'aes-256-gcm' as const, recipients: recipients.slice(0, many) },
        context: { patient: String(round), field: `recovery ${String(many)}` },
      };
      const begun = performance.now();
      await module.call('sealData', { serial, how, plaintext });
      if (round >= 0) times[many]?.push(performance.now() - begun);
    }
  const p50 = times.map((one) => at(one, 0.5));
  return {
    ...Object.fromEntries(
      times.map((one, many) => [`with ${String(many)}`, { p50: at(one, 0.5), p95: at(one, 0.95) }]),
    ),
    ratioOfOne: (p50[1] ?? 0) / (p50[0] ?? 1),
    ratioOfTwo: (p50[2] ?? 0) / (p50[0] ?? 1),
  };
}
