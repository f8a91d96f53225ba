import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { updateProfile } from '../../src-main/base/config.ts';
import { certify } from '../fixtures/authority.ts';
import { attestryJson } from '../fixtures/command.ts';
import { officerOnToken } from '../fixtures/token-officer.ts';
import type { SampleProfile } from './sample.ts';

const PIN = '778899';

/**
 * An officer with a token of their own beside the sample's, who approves on the command line of the same profile while the
 * window is open.
 */
export async function secondOfficer(
  sample: SampleProfile,
  {
    pinEachTime = false,
    label = 'Second officer',
  }: { readonly pinEachTime?: boolean; readonly label?: string } = {},
): Promise<{
  readonly pin: string;
  approve(requestId: string): Promise<void>;
  /** Runs a verb of the command line with the second token. */
  run(args: readonly string[]): Promise<void>;
  /** From now on the second token is the one in use, as after the loss of the first one. */
  choose(): Promise<void>;
}> {
  const env = { ...process.env, SOFTHSM2_CONF: sample.softhsmConf };
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', label, '--so-pin', '87654321', '--pin', PIN],
    { env, stdio: 'ignore' },
  );
  const token = {
    ...{ module: sample.module, label, pin: PIN },
    environment: { SOFTHSM2_CONF: sample.softhsmConf },
  };
  const issuer = await certify('Hospital Authority', { authority: 1 });
  mkdirSync(join(sample.folder, 'trust'), { recursive: true });
  writeFileSync(join(sample.folder, 'trust', `${label}.pem`), issuer.pem);
  await officerOnToken(token, { name: 'Rita Reviewer', issuer, pinEachTime });
  const listed = execFileSync('pkcs11-tool', ['--module', sample.module, '--list-token-slots'], {
    env,
    encoding: 'utf8',
  });
  const serial = new RegExp(`${label}[\\s\\S]*?serial num\\s*: (\\S+)`).exec(listed)?.[1];
  if (serial === undefined) throw new Error(`no second token: ${listed}`);
  const choose = async (): Promise<void> => {
    await updateProfile(sample.folder, (profile) => ({
      ...profile,
      token: { ...profile.token!, label, serial, keyId: null },
    }));
  };
  const run = async (args: readonly string[]): Promise<void> => {
    let first: Awaited<ReturnType<typeof updateProfile>>['token'] = null;
    await updateProfile(sample.folder, (profile) => {
      first = profile.token;
      return profile;
    });
    await choose();
    try {
      const done = await attestryJson(sample.folder, args, { ATTESTRY_PIN: PIN });
      if (done.code !== 0) throw new Error(JSON.stringify(done.json));
    } finally {
      await updateProfile(sample.folder, (profile) => ({ ...profile, token: first }));
    }
  };
  return { pin: PIN, run, choose, approve: (requestId) => run(['keys', 'approve', requestId]) };
}
