import { createHash } from 'node:crypto';
import { base64Of, type Hash, hashFrom } from '../base/hash.ts';
import type { Signer } from '../token/ports.ts';
import { checkNote, type Note, type SignatureCheck, signNote, splitNote, strictBase64 } from './note.ts';

/** What the certificate of a prefix cut says: a signed note in the style of a C2SP checkpoint. */
export type CutBody = {
  /** Names the log and that this is no checkpoint; see {@link cutOriginOf}. */
  readonly origin: string;
  /** Entries removed from the beginning of the log, in total: positions 0 … size − 1. */
  readonly size: number;
  /** Root of the tree over those entries. */
  readonly root: Hash;
  /** The block that ends with the last removed entry. */
  readonly block: { readonly number: number; readonly hash: Hash };
  /** Chain value at the last removed entry. */
  readonly chain: Hash;
  /** Entries that earlier cuts had removed already. */
  readonly from: number;
  /** First and last occurred_at of what is removed, RFC 3339; null when there is no finite time. */
  readonly period: { readonly from: string; readonly to: string } | null;
  /** The rule under which it is removed, in the officer's words; one line. */
  readonly policy: string;
  /** Who signed. */
  readonly by: string;
  /** RFC 3339: claimed by the officer's machine. */
  readonly time: string;
  /** Certificate (DER) of the key that signs. */
  readonly signer: Uint8Array;
};

/** A certificate that was read. */
export type ParsedCut = Note & { readonly body: CutBody };

/** Longest text of a policy, in characters. */
export const POLICY_LENGTH = 300;

/** Origin line of a log's cuts: never that of its checkpoints, so that neither can be taken for the other. */
export const cutOriginOf = (fingerprint: string): string => `attestry.cut/${fingerprint.slice(0, 32)}`;

/** A text that can stand on one line of a certificate; null when it cannot. */
export function lineOf(text: string, longest: number): string | null {
  const line = text.normalize('NFC').trim();
  return line.length > 0 && line.length <= longest && !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(line) ? line : null;
}

/** The signed text, ending in a newline. */
export function cutText(body: CutBody): string {
  const lines = [
    body.origin,
    String(body.size),
    base64Of(body.root),
    `block ${body.block.number} ${base64Of(body.block.hash)}`,
    `chain ${base64Of(body.chain)}`,
    `from ${body.from}`,
    ...(body.period === null ? [] : [`period ${body.period.from} ${body.period.to}`]),
    `policy ${body.policy}`,
    `by ${body.by}`,
    `time ${body.time}`,
    `signer ${Buffer.from(body.signer).toString('base64')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Signs the certificate of a cut with the token.
 *
 * @throws Fault of {@link Signer.sign}
 */
export const signCut = (body: CutBody, signer: Signer, signal?: AbortSignal): Promise<string> =>
  signNote(cutText(body), signer, signal);

const NUMBER = '(0|[1-9]\\d{0,15})';
const INSTANT = '\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?Z';

const hashIn = (text: string | undefined): Hash | null => {
  const bytes = text === undefined ? null : strictBase64(text);
  return bytes?.length === 32 ? hashFrom(bytes) : null;
};

/** Reads a certificate; null when it is not exactly one. It may be hostile. */
export function parseCut(note: string): ParsedCut | null {
  const split = splitNote(note);
  if (split === null) return null;
  const lines = split.text.slice(0, -1).split('\n');
  const take = (pattern: string): readonly string[] | null => {
    const match = new RegExp(`^${pattern}$`, 'u').exec(lines[0] ?? '');
    if (match === null) return null;
    lines.shift();
    return match.slice(1);
  };
  const origin = take('(attestry\\.cut/[0-9a-f]{32})')?.[0];
  const size = Number(take(NUMBER)?.[0] ?? NaN);
  const root = hashIn(take('(\\S+)')?.[0]);
  const block = take(`block ${NUMBER} (\\S+)`);
  const blockHash = hashIn(block?.[1]);
  const chain = hashIn(take('chain (\\S+)')?.[0]);
  const from = Number(take(`from ${NUMBER}`)?.[0] ?? NaN);
  const period = take(`period (${INSTANT}) (${INSTANT})`);
  const policy = take('policy (.+)')?.[0];
  const by = take('by (.+)')?.[0];
  const time = take(`time (${INSTANT})`)?.[0];
  const signer = strictBase64(take('signer (\\S+)')?.[0] ?? '');
  if (lines.length > 0 || origin === undefined || root === null || blockHash === null || chain === null)
    return null;
  if (policy === undefined || by === undefined || time === undefined || signer === null) return null;
  if (!Number.isSafeInteger(size) || !Number.isSafeInteger(from) || from >= size) return null;
  return {
    ...split,
    body: {
      origin,
      size,
      root,
      block: { number: Number(block?.[0] ?? NaN), hash: blockHash },
      chain,
      from,
      period: period === null ? null : { from: period[0] ?? '', to: period[1] ?? '' },
      policy,
      by,
      time,
      signer,
    },
  };
}

/**
 * Verifies a certificate with the key of the X.509 certificate that it carries: says that it is whole, not that this key
 * is an officer's.
 */
export function checkCut(note: string): SignatureCheck {
  const parsed = parseCut(note);
  return parsed === null ? 'malformed' : checkNote(parsed, parsed.body.signer, parsed.body.time);
}

/** SHA-256 of a certificate (DER), as people compare it: 64 hexadecimal digits. */
export const fingerprintOf = (certificate: Uint8Array): string =>
  createHash('sha256').update(certificate).digest('hex');
