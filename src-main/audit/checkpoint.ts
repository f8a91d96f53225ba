import type { Checkpoint } from '../../src-shared/audit/types.ts';
import { base64Of, type Hash, hashFrom, hexOf } from '../base/hash.ts';
import type { Signer } from '../token/ports.ts';
import {
  checkNote,
  noteKeyName,
  type NoteSignature,
  type SignatureCheck,
  signNote,
  splitNote,
  strictBase64,
} from './note.ts';
import type { StoredCheckpoint } from './ports.ts';

export {
  keyNameOf,
  noteKeyId,
  noteKeyName,
  type NoteSignature,
  type SignatureCheck,
  strictBase64,
} from './note.ts';

/** What a checkpoint says: C2SP tlog-checkpoint, with two extension lines. */
export type CheckpointBody = {
  /** Names the log; unique for a database and its log table. */
  readonly origin: string;
  /** Number of entries. */
  readonly size: number;
  readonly root: Hash;
  /** Newest block, extension line `block <number> <hash>`; null for a log without blocks. */
  readonly block: { readonly number: number; readonly hash: Hash } | null;
  /** RFC 3339, extension line `time <instant>`: claimed by the officer's machine. */
  readonly time: string;
};

/** The signed text of a checkpoint, ending in a newline. */
export function checkpointText(body: CheckpointBody): string {
  const lines = [body.origin, String(body.size), base64Of(body.root)];
  if (body.block !== null) lines.push(`block ${body.block.number} ${base64Of(body.block.hash)}`);
  lines.push(`time ${body.time}`);
  return `${lines.join('\n')}\n`;
}

/**
 * Signs a checkpoint with the token.
 *
 * @returns the signed note (C2SP signed-note), verified before it is returned
 * @throws Fault of {@link Signer.sign}; Error when the token's signature does not verify
 */
export const signCheckpoint = (body: CheckpointBody, signer: Signer, signal?: AbortSignal): Promise<string> =>
  signNote(checkpointText(body), signer, signal);

/** A parsed note: its text, what the text says, its signatures. */
export type ParsedNote = {
  readonly text: string;
  readonly body: CheckpointBody;
  readonly signatures: readonly NoteSignature[];
};

/** Reads a signed checkpoint; null when it is not one. The note may be hostile. */
export function parseCheckpoint(note: string): ParsedNote | null {
  if (note.length > 10_000) return null;
  const split = splitNote(note);
  if (split === null) return null;
  const { text, signatures } = split;
  const [origin, sizeText, rootText, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || origin === '' || sizeText === undefined || rootText === undefined) return null;
  if (!/^(0|[1-9]\d{0,15})$/.test(sizeText)) return null;
  const root = strictBase64(rootText);
  if (root?.length !== 32) return null;
  let block: CheckpointBody['block'] = null;
  let time: string | null = null;
  for (const line of extensions) {
    const blockMatch = /^block (0|[1-9]\d{0,15}) (\S+)$/.exec(line);
    const hash = blockMatch?.[2] === undefined ? null : strictBase64(blockMatch[2]);
    if (blockMatch?.[1] !== undefined && hash?.length === 32)
      block = { number: Number(blockMatch[1]), hash: hashFrom(hash) };
    const timeMatch = /^time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z)$/.exec(line);
    if (timeMatch?.[1] !== undefined) time = timeMatch[1];
  }
  if (time === null) return null;
  return { text, body: { origin, size: Number(sizeText), root: hashFrom(root), block, time }, signatures };
}

/** Verifies a signed checkpoint against the certificate of the key that is said to have signed it. */
export function checkCheckpoint(note: string, certificate: Uint8Array): SignatureCheck {
  const parsed = parseCheckpoint(note);
  if (parsed === null) return 'malformed';
  return checkNote(parsed, certificate, parsed.body.time);
}

/** A stored checkpoint for the eye; null when its note cannot be read. */
export function checkpointOf(checkpoint: StoredCheckpoint): Checkpoint | null {
  const parsed = parseCheckpoint(checkpoint.note);
  if (parsed === null) return null;
  return {
    origin: parsed.body.origin,
    size: checkpoint.size,
    root: hexOf(checkpoint.root),
    signedAt: parsed.body.time,
    keyName: noteKeyName(checkpoint.certificate),
    note: checkpoint.note,
  };
}
