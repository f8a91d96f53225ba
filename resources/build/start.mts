// npm start: the window where there is a display, otherwise the same job in the terminal.
import { build, bundlesAreStale, cliBundle, root } from './bundles.mts';
import { runInPlace } from './child.mts';
import { ensurePackages } from './packages.mts';
import { chooseRuntime, electronCli, hasDisplay, windowCommand } from './window-runtime.mts';

const args = process.argv.slice(2);
const inProject = { cwd: root, env: process.env };
ensurePackages('start');
if (bundlesAreStale()) build();
if (hasDisplay()) {
  const window = windowCommand(chooseRuntime());
  // A profile that knows no clinic yet shows the sample clinic; one that belongs to a real clinic is left as it is.
  const sample = await runInPlace(
    process.execPath,
    [cliBundle, 'sample', 'up', '--unless-connected', ...args],
    inProject,
  );
  process.exitCode =
    sample === 0
      ? await runInPlace(process.execPath, [electronCli, ...window.args, ...args], {
          cwd: root,
          env: window.env,
        })
      : sample;
} else {
  process.exitCode = await runInPlace(process.execPath, [cliBundle, 'demo', ...args], inProject);
}
