import { IconArrowRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Key, KeyUse, KeyVersion } from '../../src-shared/keys/types.ts';
import { Facts, Section } from '../ui/page.tsx';
import { When } from '../ui/when.tsx';
import { dueWords, KIND_WORDS, STATE_WORDS } from './words.ts';

/** One key with its versions, newest first. */
export function KeyBlock({
  of: key,
  uses,
}: {
  readonly of: Key;
  readonly uses: readonly KeyUse[];
}): ReactNode {
  return (
    <Section
      title={key.name}
      aside={
        <Link
          to="/keys/$keyId"
          params={{ keyId: key.keyId }}
          className="link row"
          aria-label={`Open the key ${key.name}`}
        >
          Open the key <IconArrowRight size={14} aria-hidden />
        </Link>
      }
    >
      <p className="soft">
        {KIND_WORDS[key.kind]}, on the token {key.serial}
      </p>
      {key.versions.map((version) => (
        <Facts
          key={version.version}
          rows={rowsOf(
            version,
            uses.filter((use) => use.version === version.version),
          )}
        />
      ))}
    </Section>
  );
}

function rowsOf(version: KeyVersion, uses: readonly KeyUse[]): readonly (readonly [string, ReactNode])[] {
  const { rotation, certificate } = version;
  const used = uses.map(({ operation, operations }) => `${operation} ${operations.toLocaleString('en-US')}`);
  return [
    [
      `Version ${version.version}`,
      `${STATE_WORDS[version.state]}${version.reason === '' ? '' : `: ${version.reason}`}`,
    ],
    [
      'In use since',
      version.activatedAt === null ? 'not yet' : <When key="since" at={version.activatedAt} />,
    ],
    [
      'Age and uses',
      `${rotation.ageDays} days; ${version.operations.toLocaleString('en-US')} used, ${rotation.usesLeft.toLocaleString('en-US')} left. ${dueWords(version)}`,
    ],
    ...(used.length === 0 ? [] : [['Used to', used.join(', ')] as const]),
    ...(version.objects === 0
      ? []
      : [['Protects', `${version.objects.toLocaleString('en-US')} things`] as const]),
    ...(certificate === null ? [] : [['Certificate', certificate.subject] as const]),
  ];
}
