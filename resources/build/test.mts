// npm test: every stage in order, or those named; stops at the first that fails, with its exit code.
import { spawnSync } from 'node:child_process';
import { root } from './bundles.mts';
import { ensurePackages } from './packages.mts';
import { hasDisplay } from './window-runtime.mts';

/** A stage and the npm script that is it. */
const STAGES: Readonly<Record<string, string>> = {
  build: 'build',
  typecheck: 'typecheck',
  lint: 'lint',
  format: 'format:check',
  unit: 'test:unit',
  integration: 'test:integration',
  e2e: 'test:e2e',
};

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function run(script: string): number {
  const npm = ['npm', 'run', '-s', script];
  // The stand-in draws off screen by itself; Electron needs a display.
  const needsDisplay = script === 'test:e2e' && process.env.ATTESTRY_E2E === 'electron' && !hasDisplay();
  const [program = 'npm', ...args] = needsDisplay
    ? ['xvfb-run', '-a', '-s', '-screen 0 1600x1200x24', ...npm]
    : npm;
  const { status } = spawnSync(program, args, {
    ...{ cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
  });
  return status ?? 1;
}

const named = process.argv.slice(2);
const unknown = named.find((name) => STAGES[name] === undefined);
if (unknown !== undefined) {
  console.error(`There is no stage "${unknown}". Stages: ${Object.keys(STAGES).join(', ')}.`);
  process.exit(1);
}
ensurePackages('test');
const begun = performance.now();
for (const [name, script] of Object.entries(STAGES)) {
  if (named.length > 0 && !named.includes(name)) continue;
  console.log(`\n== ${name}`);
  const stageBegun = performance.now();
  const status = run(script);
  console.log(`== ${name}: ${status === 0 ? 'passed' : 'FAILED'} in ${seconds(stageBegun)}`);
  if (status !== 0) process.exit(status);
}
console.log(`\nAll passed in ${seconds(begun)}.`);
