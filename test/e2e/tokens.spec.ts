import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { softToken } from '../integration/token-softhsm.ts';
import { expect, firstScreen, launch, newUserData, test } from './fixture.ts';
import { pictures } from './sample.ts';

test('a module is looked at and agreed to, a new token is set up, and its PIN is never shown', async () => {
  const userData = newUserData();
  const token = softToken('Compliance office 1');
  const clinic = {
    ...{ host: '127.0.0.1', port: 1, database: 'clinic', user: 'officer', caFile: null },
    ...{ tls: 'loopback', secret: null, secretStore: 'environment' },
  };
  writeFileSync(
    join(userData, 'profile.json'),
    JSON.stringify({
      ...{ version: 1, kind: 'clinic', clinic, token: null },
      settings: { colourScheme: 'system', window: null },
    }),
  );
  const app = await launch({ userData, env: { ...token.environment } });
  try {
    const page = await firstScreen(app);
    const shoot = (name: string): Promise<void> => pictures(app, page, name);
    await page.evaluate(() => {
      window.location.hash = '#/keys/tokens';
    });
    const module = page.getByRole('region', { name: /SoftHSM2/ });
    const sha256 = createHash('sha256').update(readFileSync(token.module)).digest('hex');
    await expect(module.getByText(sha256.slice(0, 8))).toBeVisible();
    await shoot('tokens-agree');
    await module.getByRole('button', { name: 'Agree and load this file' }).click();
    await expect(module.getByText('Compliance office 1')).toBeVisible();
    await expect(module.getByText('New token', { exact: true })).toBeVisible();
    await shoot('tokens');

    await module.getByRole('button', { name: 'Set up…' }).click();
    const sheet = page.getByRole('dialog', { name: 'Set up a new token' });
    await sheet.getByRole('textbox', { name: 'Name' }).fill('Compliance office 2');
    await sheet.getByLabel('Security officer’s PIN (SO PIN)').fill('11223344');
    await sheet.getByLabel('Security officer’s PIN again').fill('11223344');
    await sheet.getByLabel('PIN', { exact: true }).fill('556677');
    await sheet.getByLabel('PIN again', { exact: true }).fill('556678');
    await sheet.getByRole('button', { name: 'Set up the token' }).click();
    await expect(sheet.getByText('The two are not the same. Type it again.')).toBeVisible();
    await shoot('tokens-set-up');
    await sheet.getByLabel('PIN again', { exact: true }).fill('556677');
    await sheet.getByRole('button', { name: 'Set up the token' }).click();
    await expect(sheet).toBeHidden();
    await expect(module.getByText('Compliance office 2')).toBeVisible();
    expect(await page.content()).not.toContain('556677');
  } finally {
    await app.close();
    token.discard();
    rmSync(userData, { recursive: true, force: true });
  }
});
