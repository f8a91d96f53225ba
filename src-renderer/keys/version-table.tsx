import { Button, Menu, Table } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { isDataKind, type Key, type KeyVersion } from '../../src-shared/keys/types.ts';
import { formatCount, formatOf } from '../lib/format.ts';
import { commonName } from '../token/words.ts';
import { When } from '../ui/when.tsx';
import { STEP_WORDS, STEPS, type VersionStep, VersionStepSheet } from './version-steps.tsx';
import { dueWords, STATE_WORDS } from './words.ts';

/** The versions of a key, each with the steps that may be taken with it. */
export function VersionTable({ of: key }: { readonly of: Key }): ReactNode {
  const [open, setOpen] = useState<{ readonly version: number; readonly step: VersionStep } | null>(null);
  const chosen = key.versions.find(({ version }) => version === open?.version);
  const data = isDataKind(key.kind);
  return (
    <div className="key-versions">
      <Table verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>In use since</Table.Th>
            <Table.Th>Left use</Table.Th>
            <Table.Th className="end">Used</Table.Th>
            <Table.Th className="end">Uses left</Table.Th>
            <Table.Th className={data ? 'end' : ''}>{data ? 'Protects' : 'Certificate'}</Table.Th>
            <Table.Th aria-label="Steps" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {key.versions.map((version) => (
            <Table.Tr key={version.version}>
              <Table.Td>{version.version}</Table.Td>
              <Table.Td className="break">
                {STATE_WORDS[version.state]}
                {version.reason === '' ? '' : `: ${version.reason}`}{' '}
                <span className="soft">{dueWords(version)}</span>
              </Table.Td>
              <Table.Td>{version.activatedAt === null ? '–' : <When at={version.activatedAt} />}</Table.Td>
              <Table.Td>{version.endedAt === null ? '–' : <When at={version.endedAt} />}</Table.Td>
              <Table.Td className="end">{formatCount(version.operations)}</Table.Td>
              <Table.Td className="end">
                {version.state === 'active' ? formatCount(version.rotation.usesLeft) : '–'}
              </Table.Td>
              <Table.Td className={data ? 'end' : 'break'}>
                {data ? formatOf(version.objects, 'thing', 'things') : <Certified version={version} />}
              </Table.Td>
              <Table.Td className="end">
                <StepMenu
                  version={version}
                  onStep={(step) => {
                    setOpen({ version: version.version, step });
                  }}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {open === null || chosen === undefined ? null : (
        <VersionStepSheet
          of={key}
          version={chosen}
          step={open.step}
          onClose={() => {
            setOpen(null);
          }}
        />
      )}
    </div>
  );
}

function StepMenu({
  version,
  onStep,
}: {
  readonly version: KeyVersion;
  readonly onStep: (step: VersionStep) => void;
}): ReactNode {
  const steps = STEPS[version.state];
  if (steps.length === 0) return null;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Steps with version ${String(version.version)}`}
        >
          <IconDots size={16} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {steps.map((step) => (
          <Menu.Item
            key={step}
            onClick={() => {
              onStep(step);
            }}
          >
            {STEP_WORDS[step]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Certified({ version: { certificate } }: { readonly version: KeyVersion }): ReactNode {
  if (certificate === null) return 'none yet';
  return (
    <>
      <bdi>{commonName(certificate.subject)}</bdi>{' '}
      <span className="soft">
        from <bdi>{commonName(certificate.issuer)}</bdi>, until <When at={certificate.notAfter} />
      </span>
    </>
  );
}
