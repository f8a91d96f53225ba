import { createCipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

/** A file of a ZIP as its central directory lists it. */
export type ZipFile = { readonly name: string; readonly strength: number; readonly bytes: Uint8Array };

const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const AES = 0x9901;

/**
 * Reads a ZIP whose files are encrypted as WinZip AE-2, by the published description of the format and with Node's own
 * cryptography; nothing of it is shared with what writes.
 */
export function readAesZip(zip: Buffer, password: string): ZipFile[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || zip.readUInt32LE(end) !== END) throw new Error('no end of the directory');
  const files: ZipFile[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== CENTRAL) throw new Error('no entry of the directory');
    const [method, size] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      zip.readUInt16LE(at + offset),
    );
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength!);
    const extra = zip.subarray(at + 46 + nameLength!, at + 46 + nameLength! + extraLength!);
    const aes = fieldOf(extra, AES);
    if (method !== 99 || aes === null) throw new Error(`${name} is not encrypted`);
    if (aes.readUInt16LE(0) !== 2) throw new Error('not AE-2');
    const local = zip.readUInt32LE(at + 42);
    const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const plain = decrypt(zip.subarray(from, from + size), password, aes[4]!);
    files.push({
      name,
      strength: aes[4]!,
      bytes: aes.readUInt16LE(5) === 8 ? inflateRawSync(plain) : plain,
    });
    at += 46 + nameLength! + extraLength! + commentLength!;
  }
  return files;
}

function fieldOf(extra: Buffer, id: number): Buffer | null {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === id) return extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
  return null;
}

function decrypt(data: Buffer, password: string, strength: number): Buffer {
  const [keyBytes, saltBytes] = [8 + 8 * strength, 4 + 4 * strength];
  const salt = data.subarray(0, saltBytes);
  const keys = pbkdf2Sync(password, salt, 1000, 2 * keyBytes + 2, 'sha1');
  if (!keys.subarray(2 * keyBytes).equals(data.subarray(saltBytes, saltBytes + 2)))
    throw new Error('wrong password');
  const body = data.subarray(saltBytes + 2, -10);
  const mac = createHmac('sha1', keys.subarray(keyBytes, 2 * keyBytes))
    .update(body)
    .digest()
    .subarray(0, 10);
  if (!timingSafeEqual(mac, data.subarray(-10))) throw new Error('the file was changed');
  // The counter is little-endian and begins with one: Node's CTR counts the other way, so each block is made by itself.
  const blocks = Math.ceil(body.length / 16);
  const counters = Buffer.alloc(blocks * 16);
  for (let block = 0; block < blocks; block++) counters.writeUInt32LE(block + 1, block * 16);
  return xor(body, keystream(keys.subarray(0, keyBytes), counters));
}

function keystream(key: Buffer, counters: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(counters), cipher.final()]);
}

const xor = (a: Buffer, b: Buffer): Buffer => Buffer.from(a.map((byte, at) => byte ^ b[at]!));
