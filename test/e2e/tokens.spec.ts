import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildShim, compiler, shimControl } from '../integration/token-shim.ts';
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

test.describe('the PIN of a token', () => {
  test.skip(compiler === undefined, 'a module whose flags can be set is compiled');

  test('is asked for by what the token says: typed, refused on its last try, locked, or on the reader', async () => {
    const userData = newUserData();
    const token = softToken('Compliance office 1');
    const shim = buildShim(token.folder);
    const { control, environment } = shimControl(token);
    const moduleSha256 = createHash('sha256').update(readFileSync(shim)).digest('hex');
    writeFileSync(
      join(userData, 'profile.json'),
      JSON.stringify({
        ...{ version: 1, kind: 'clinic', modules: [{ file: shim, sha256: moduleSha256 }] },
        clinic: {
          ...{ host: '127.0.0.1', port: 1, database: 'clinic', user: 'officer', caFile: null },
          ...{ tls: 'loopback', secret: null, secretStore: 'environment' },
        },
        token: { module: shim, moduleSha256, label: token.label, serial: '', environment, keyId: null },
        settings: { colourScheme: 'system', window: null },
      }),
    );
    const app = await launch({ userData, env: { ...environment } });
    try {
      const page = await firstScreen(app);
      const card = page.getByRole('article', { name: token.label });
      const sheet = page.getByRole('dialog', { name: 'PIN of the token' });
      const show = async (...flags: readonly string[]): Promise<void> => {
        control(...flags);
        await page.evaluate(() => {
          window.location.hash = '#/keys/tokens';
        });
        await page.reload();
        await expect(card).toBeVisible();
      };
      await show();
      await card.getByRole('button', { name: 'Change or reset the PIN…' }).click();
      await sheet.getByLabel('PIN until now').fill(token.pin);
      await sheet.getByLabel('New PIN', { exact: true }).fill('12');
      await sheet.getByLabel('New PIN again').fill('12');
      await sheet.getByRole('button', { name: 'Change the PIN' }).click();
      await expect(sheet.getByText('It must have at least 4 characters.')).toBeVisible();
      await pictures(app, page, 'pin-typed');
      await sheet.getByLabel('New PIN', { exact: true }).fill('739154');
      await sheet.getByLabel('New PIN again').fill('739154');
      await sheet.getByRole('button', { name: 'Change the PIN' }).click();
      await expect(sheet).toBeHidden();

      await show('flags 20000');
      await expect(card.getByText('Only one try is left.')).toBeVisible();
      await card.getByRole('button', { name: 'Change or reset the PIN…' }).click();
      await expect(sheet.getByText('Only the security officer’s PIN helps here.')).toBeVisible();
      await expect(sheet.getByLabel('PIN until now')).toHaveCount(0);
      await pictures(app, page, 'pin-last-try');

      await show('flags 40000');
      await expect(card.getByText('The token is locked after too many wrong PINs.')).toBeVisible();
      await card.getByRole('button', { name: 'Set a PIN…' }).click();
      await expect(sheet.getByRole('button', { name: 'Set the PIN' })).toBeVisible();
      await pictures(app, page, 'pin-locked');

      await show('flags 100', 'C_SetPIN 0');
      await card.getByRole('button', { name: 'Change or reset the PIN…' }).click();
      await expect(sheet.getByText('Type the PIN until now and the new one on the reader')).toBeVisible();
      await expect(sheet.locator('input[type=password]')).toHaveCount(0);
      await pictures(app, page, 'pin-pad');
      await sheet.getByRole('button', { name: 'Change the PIN' }).click();
      await expect(sheet).toBeHidden();
      await card.getByRole('button', { name: 'Erase and set up anew…' }).click();
      const erase = page.getByRole('dialog', { name: 'Erase the token and set it up anew' });
      await expect(erase.getByText('Both PINs are typed on the reader')).toBeVisible();
      await expect(erase.locator('input[type=password]')).toHaveCount(0);
      await pictures(app, page, 'pin-pad-set-up');
    } finally {
      await app.close();
      token.discard();
      rmSync(userData, { recursive: true, force: true });
    }
  });
});
