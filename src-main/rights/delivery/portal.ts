import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDurably } from '../../base/durable-file.ts';
import { codeOf, Fault } from '../../base/fault.ts';

/** What the portal needs to offer a package once. The link's secret is not in it: only its hash. */
export type PortalOffer = {
  readonly format: 'attestry/portal-offer';
  readonly version: 1;
  readonly deliveryId: string;
  readonly file: 'package.zip';
  readonly sha256: string;
  /** SHA-256 of the token in the link: the portal compares, and never has to keep the token. */
  readonly tokenSha256: string;
  readonly uses: 1;
  readonly expiresAt: string;
};

const DAY = 86_400_000;

/**
 * Puts a package into the folder that the portal looks into: the package first, then the offer that makes it visible. Done
 * twice it comes to the same: an offer that is there is left as it is.
 *
 * @param token - keeps its hash here; the link goes to the person another way
 * @throws Fault `disk-full`, `file-unwritable`, `file-unreadable`
 */
export async function dropIntoPortal(
  folder: string,
  file: string,
  offer: {
    readonly deliveryId: string;
    readonly sha256: string;
    readonly token: string;
    readonly days: number;
  },
  now: Date,
): Promise<PortalOffer> {
  const place = join(folder, offer.deliveryId);
  const there = await offerIn(place);
  if (there !== null) return there;
  await writeDurably(join(place, 'package.zip'), createReadStream(file), { mode: 0o640 });
  const made: PortalOffer = {
    ...{ format: 'attestry/portal-offer', version: 1, deliveryId: offer.deliveryId, file: 'package.zip' },
    ...{ sha256: offer.sha256, tokenSha256: createHash('sha256').update(offer.token).digest('hex'), uses: 1 },
    expiresAt: new Date(now.getTime() + offer.days * DAY).toISOString(),
  };
  await writeDurably(join(place, 'offer.json'), `${JSON.stringify(made, null, 2)}\n`, { mode: 0o640 });
  return made;
}

/** The offer of a delivery, if it was made. @throws Fault `file-unreadable` */
export async function offerIn(place: string): Promise<PortalOffer | null> {
  try {
    return JSON.parse(await readFile(join(place, 'offer.json'), 'utf8')) as PortalOffer;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new Fault(
      'file-unreadable',
      'The folder of the portal cannot be read.',
      'Check in the settings that it is the right one and that you may read it.',
      error,
    );
  }
}

/** A token for a link: 256 bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');
