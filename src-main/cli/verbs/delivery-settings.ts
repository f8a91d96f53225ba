import { isAbsolute } from 'node:path';
import { type DeliverySettings, deliverySettingsSchema } from '../../../src-shared/rights/delivery.ts';
import { Fault } from '../../base/fault.ts';
import type { Context, Outcome } from '../context.ts';
import { EXIT } from '../exit.ts';
import { askSecret } from '../secret.ts';

export type DeliverySettingsOptions = {
  readonly relay?: string;
  readonly security?: string;
  readonly user?: string;
  readonly from?: string;
  readonly relayOff?: boolean;
  readonly portalFolder?: string;
  readonly portalDays?: string;
  readonly portalOff?: boolean;
};

const DEFAULT_DAYS = 14;

const misunderstood = (): Fault =>
  new Fault(
    'usage',
    'The settings of delivery are not understood.',
    'Give --relay host:port with --from address, or --portal-folder with a whole path; --security is tls, starttls or none.',
  );

/**
 * Shows how answers leave the house, or changes what the options name. The window shows this and cannot change it: it never
 * names folders.
 *
 * @throws Fault `usage`
 */
export async function deliverySettingsVerb(
  { services: { deliveries } }: Context,
  options: DeliverySettingsOptions,
): Promise<Outcome> {
  const before = await deliveries.settings();
  const parsed = deliverySettingsSchema.safeParse({
    relay: relayOf(options, before.relay),
    portal: portalOf(options, before.portal),
  });
  if (!parsed.success) throw misunderstood();
  const settings = parsed.data;
  if (Object.keys(options).length > 0) {
    const asks = options.relay !== undefined && settings.relay?.user !== null;
    await deliveries.setSettings(settings, asks ? await askSecret('Password of the relay: ') : null);
  }
  return { answer: { json: settings, lines: linesOf(settings) }, exit: EXIT.fine };
}

function relayOf(options: DeliverySettingsOptions, before: DeliverySettings['relay']): unknown {
  if (options.relayOff === true) return null;
  if (options.relay === undefined) return before;
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(options.relay) ?? [];
  if (host === undefined) throw misunderstood();
  return {
    host,
    port: Number(port),
    security: options.security ?? 'starttls',
    user: options.user ?? null,
    from: options.from,
  };
}

function portalOf(options: DeliverySettingsOptions, before: DeliverySettings['portal']): unknown {
  if (options.portalOff === true) return null;
  const folder = options.portalFolder ?? before?.folder;
  if (folder === undefined) {
    if (options.portalDays !== undefined) throw misunderstood();
    return null;
  }
  if (!isAbsolute(folder)) throw misunderstood();
  return { folder, days: Number(options.portalDays ?? before?.days ?? DEFAULT_DAYS) };
}

const linesOf = ({ relay, portal }: DeliverySettings): readonly string[] => [
  relay === null
    ? 'E-mail: no relay is set.'
    : `E-mail: ${relay.host}, port ${relay.port} (${relay.security})${relay.user === null ? '' : ` as ${relay.user}`}, from ${relay.from}.`,
  portal === null
    ? 'Portal: no folder is set.'
    : `Portal: ${portal.folder}; a link works ${portal.days} ${portal.days === 1 ? 'day' : 'days'}.`,
];
