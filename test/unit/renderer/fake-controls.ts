import type { CoveredNode, frameworksContract } from '../../../src-shared/controls/frameworks.ts';
import type { Handlers } from '../../../src-shared/ipc/contract.ts';
import { LONG_NAME, type Scenario } from './fake-clinic.ts';

const group = (id: string, title: string): CoveredNode => ({
  ...{ id, title, kind: 'group', mappings: [], tests: [], review: null, coverage: null },
});
const requirement = (
  parent: string,
  id: string,
  title: string,
  more: Partial<CoveredNode> = {},
): CoveredNode => ({
  ...group(id, title),
  ...{ kind: 'requirement', parent, coverage: 'person' },
  ...more,
});

/** The Controls room in memory: one small framework. */
export function controlsHandlers(scenario: Scenario): Pick<Handlers, keyof typeof frameworksContract> {
  const nodes = [
    group('CC6', 'Access'),
    requirement('CC6', 'CC6.1', scenario === 'long-names' ? LONG_NAME : 'Protects access to information', {
      coverage: 'test',
      tests: [{ id: 'shared-log-ins', title: 'Nobody shares a log-in', conclusion: 'fail' }],
      mappings: [{ relation: 'intersects', to: { framework: 'hipaa-security', id: '164.312(a)(1)' } }],
    }),
    requirement('CC6', 'CC6.4', 'Limits physical access'),
  ];
  const summary = {
    ...{ id: 'soc2-2017', name: 'SOC 2 criteria', publisher: 'AICPA', version: '2017, revised 2022' },
    ...{ effective: { from: '2018-12-15' }, holds: true, requirements: 2, editions: null },
    coverage: { test: 1, review: 0, 'left-out': 0, person: 1 },
  };
  const name = scenario === 'long-names' ? LONG_NAME : 'Policies of the Sample Hospital';
  const own = {
    ...{ id: 'hospital-policies', name, publisher: 'Sample Hospital', version: '2' },
    ...{ effective: { from: '2026-01-01' }, holds: true, requirements: 2, coverage: summary.coverage },
    editions: ['2', '1'].map((version, cycles) => ({
      ...{ version, effective: { from: '2026-01-01' }, sha256: version.repeat(64), cycles },
      ...{ importedAt: '2026-11-20T08:00:00Z', importedBy: 'Olivia Officer' },
    })),
  };
  return {
    'frameworks.list': () => ({ frameworks: [summary, own] }),
    'frameworks.get': ({ framework }) => ({ summary: framework === own.id ? own : summary, nodes }),
    'frameworks.choose-file': () => ({
      chosen: {
        file: { handle: 'f1', name: 'policies.yaml' },
        preview: null,
        problems: [{ line: 12, text: 'A.1 stands twice; the first is number 2.' }],
      },
    }),
    'frameworks.import': () => ({ framework: summary.id }),
    'frameworks.remove': () => ({}),
    'frameworks.save-template': () => ({ saved: null }),
  };
}
