// npm start: the window where there is a display, otherwise the same job in the terminal.
import { build, bundlesAreStale, cliBundle, root } from './bundles.mts';
import { runInPlace } from './child.mts';
import { ensurePackages } from './packages.mts';
import { chooseRuntime, electronCli, hasDisplay, windowCommand } from './window-runtime.mts';

const args = process.argv.slice(2);
ensurePackages('start');
if (bundlesAreStale()) build();
if (hasDisplay()) {
  const window = windowCommand(chooseRuntime());
  const command = [electronCli, ...window.args, ...args];
  process.exitCode = await runInPlace(process.execPath, command, { cwd: root, env: window.env });
} else {
  process.exitCode = await runInPlace(process.execPath, [cliBundle, 'demo', ...args], {
    cwd: root,
    env: process.env,
  });
}
