import { describe, expect, it, test } from 'vitest';
import type { Context } from '../../../src-main/cli/context.ts';
import { deliverySettingsVerb } from '../../../src-main/cli/verbs/delivery-settings.ts';
import { type DeliverySettings, noDelivery } from '../../../src-shared/rights/delivery.ts';

/** Settings kept in memory, and how often they were written. */
function kept(settings: DeliverySettings = noDelivery): {
  readonly context: Context;
  readonly written: DeliverySettings[];
} {
  const written: DeliverySettings[] = [];
  const deliveries = {
    settings: () => Promise.resolve(written.at(-1) ?? settings),
    setSettings: (next: DeliverySettings) => {
      written.push(next);
      return Promise.resolve();
    },
  };
  return { context: { services: { deliveries } } as unknown as Context, written };
}

test('without options it shows and changes nothing', async () => {
  const { context, written } = kept();
  const { answer } = await deliverySettingsVerb(context, {});
  expect(answer.lines).toEqual(['E-mail: no relay is set.', 'Portal: no folder is set.']);
  expect(written).toEqual([]);
});

test('relay and portal are set apart from each other', async () => {
  const { context, written } = kept();
  await deliverySettingsVerb(context, { portalFolder: '/srv/portal' });
  await deliverySettingsVerb(context, { relay: 'mail.example:587', from: 'privacy@hospital.example' });
  await deliverySettingsVerb(context, { portalDays: '30' });
  expect(written.at(-1)).toEqual({
    relay: {
      host: 'mail.example',
      port: 587,
      security: 'starttls',
      user: null,
      from: 'privacy@hospital.example',
    },
    portal: { folder: '/srv/portal', days: 30 },
  });
  const { answer } = await deliverySettingsVerb(context, { relayOff: true });
  expect(answer.lines).toEqual(['E-mail: no relay is set.', 'Portal: /srv/portal; a link works 30 days.']);
});

describe('refused, and nothing is changed', () => {
  it.each([
    ['a relay without a port', { relay: 'mail.example', from: 'a@b.example' }],
    ['a port that is none', { relay: 'mail.example:99999', from: 'a@b.example' }],
    ['a relay without a sender', { relay: 'mail.example:25' }],
    ['security that is none of them', { relay: 'm.example:25', from: 'a@b.example', security: 'ssl' }],
    ['half of a path', { portalFolder: 'portal' }],
    ['days without a folder', { portalDays: '5' }],
    ['days that are no number', { portalFolder: '/srv/portal', portalDays: 'ten' }],
  ])('%s', async (_, options) => {
    const { context, written } = kept();
    await expect(deliverySettingsVerb(context, options)).rejects.toMatchObject({ code: 'usage' });
    expect(written).toEqual([]);
  });
});
