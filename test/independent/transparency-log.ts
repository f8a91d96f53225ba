import { createHash, webcrypto } from 'node:crypto';

// Written from the public specifications alone (C2SP signed-note, tlog-checkpoint and tlog-proof, RFC 9162 §2.1.3.2,
// RFC 3279 §2.2.3), and on purpose without a line of the product: what the product writes must satisfy a stranger.

/** A verifier key: `<name>+<key id>+<base64(type || key)>`; only type 0x02, ECDSA with the key in SPKI form. */
export type VerifierKey = { readonly name: string; readonly id: string; readonly spki: Buffer };

const EM_DASH = '\u2014';

export function verifierKey(line: string): VerifierKey {
  // Base64 may hold a plus itself: only the first two of them separate.
  const [name = '', id = '', ...rest] = line.trim().split('+');
  const encoded = rest.join('+');
  const material = Buffer.from(encoded, 'base64');
  if (material[0] !== 0x02) throw new Error('not an ECDSA key');
  const spki = material.subarray(1);
  const expected = createHash('sha256').update(spki).digest('hex').slice(0, 8);
  if (expected !== id) throw new Error('the key id is not that of the key');
  return { name, id, spki };
}

/** ECDSA-Sig-Value in DER as the fixed-length r‖s that WebCrypto takes. */
function rawSignature(der: Buffer, half: number): Buffer {
  const integer = (at: number): { value: Buffer; next: number } => {
    if (der[at] !== 0x02) throw new Error('no INTEGER');
    const length = der[at + 1]!;
    const value = der.subarray(at + 2, at + 2 + length);
    const trimmed = value[0] === 0 ? value.subarray(1) : value;
    return { value: Buffer.concat([Buffer.alloc(half - trimmed.length), trimmed]), next: at + 2 + length };
  };
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new Error('no SEQUENCE');
  const r = integer(2);
  const s = integer(r.next);
  if (s.next !== der.length) throw new Error('bytes left over');
  return Buffer.concat([r.value, s.value]);
}

/** The text of a note if the key signed it; throws otherwise. The text is split from the signatures at the last empty line. */
export async function openNote(note: string, key: VerifierKey): Promise<string> {
  if (Array.from(note).some((c) => c < ' ' && c !== '\n')) throw new Error('control characters');
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2).split('\n');
  if (split < 0 || lines.pop() !== '') throw new Error('not a note');
  let signed = false;
  for (const line of lines) {
    const [dash, name, encoded, ...more] = line.split(' ');
    if (dash !== EM_DASH || more.length > 0) throw new Error('not a signature line');
    const bytes = Buffer.from(encoded ?? '', 'base64');
    if (name !== key.name || bytes.subarray(0, 4).toString('hex') !== key.id) continue;
    signed = await verifyEcdsa(key.spki, bytes.subarray(4), Buffer.from(text));
    if (!signed) throw new Error('the signature does not verify');
  }
  if (!signed) throw new Error('no signature by this key');
  return text;
}

async function verifyEcdsa(spki: Buffer, der: Buffer, text: Buffer): Promise<boolean> {
  for (const [namedCurve, half] of [
    ['P-256', 32],
    ['P-384', 48],
  ] as const) {
    const key = await webcrypto.subtle
      .importKey('spki', spki, { name: 'ECDSA', namedCurve }, false, ['verify'])
      .catch(() => null);
    if (key === null) continue;
    return webcrypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, rawSignature(der, half), text);
  }
  throw new Error('unknown curve');
}

/** The three lines of a checkpoint. */
export function checkpointLines(text: string): { origin: string; size: bigint; root: Buffer } {
  const [origin = '', size = '', root = '', ...extensions] = text.split('\n').slice(0, -1);
  if (origin === '' || !/^(0|[1-9][0-9]*)$/.test(size) || extensions.includes(''))
    throw new Error('not a checkpoint');
  return { origin, size: BigInt(size), root: Buffer.from(root, 'base64') };
}

const sha256 = (...parts: Buffer[]): Buffer => createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 9162 §2.1.3.2, step by step with its own names. */
export function inclusionHolds(
  leafIndex: bigint,
  treeSize: bigint,
  leafHash: Buffer,
  path: readonly Buffer[],
  rootHash: Buffer,
): boolean {
  if (leafIndex >= treeSize) return false;
  let fn = leafIndex;
  let sn = treeSize - 1n;
  let r = leafHash;
  for (const p of path) {
    if (sn === 0n) return false;
    if ((fn & 1n) === 1n || fn === sn) {
      r = sha256(Buffer.from([1]), p, r);
      if ((fn & 1n) === 0n)
        do {
          fn >>= 1n;
          sn >>= 1n;
        } while ((fn & 1n) === 0n && fn !== 0n);
    } else r = sha256(Buffer.from([1]), r, p);
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && r.equals(rootHash);
}

/** A proof file, checked from its first line to the signature; throws unless all of it holds. */
export async function openProof(
  file: string,
  key: VerifierKey,
): Promise<{ index: bigint; size: bigint; origin: string; entry: Buffer }> {
  const lines = file.split('\n');
  if (lines.shift() !== 'c2sp.org/tlog-proof@v1') throw new Error('not a proof');
  if (!lines[0]!.startsWith('extra ')) throw new Error('no entry in it');
  const entry = Buffer.from(lines.shift()!.slice(6), 'base64');
  const index = /^index (0|[1-9][0-9]*)$/.exec(lines.shift()!)?.[1];
  if (index === undefined) throw new Error('no index');
  const path: Buffer[] = [];
  for (let line = lines.shift(); line !== ''; line = lines.shift()) {
    if (line === undefined) throw new Error('it ends in the path');
    const hash = Buffer.from(line, 'base64');
    if (hash.length !== 32) throw new Error('not a hash');
    path.push(hash);
  }
  const { origin, size, root } = checkpointLines(await openNote(lines.join('\n'), key));
  // docs/formats.md: the first byte of the entry bytes is RFC 9162's leaf prefix.
  if (entry[0] !== 0) throw new Error('not entry bytes');
  if (!inclusionHolds(BigInt(index), size, sha256(Buffer.from([0]), entry.subarray(1)), path, root))
    throw new Error('the path does not lead to the root');
  return { index: BigInt(index), size, origin, entry };
}
