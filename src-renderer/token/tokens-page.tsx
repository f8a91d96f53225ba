import type { ReactNode } from 'react';
import { KeysTabs } from '../keys/keys-tabs.tsx';
import { Page, Section } from '../ui/page.tsx';
import { TokenChoice } from './token-choice.tsx';

/** What is plugged in, what is wrong with it, and what to do. */
export function TokensPage(): ReactNode {
  return (
    <Page title="Tokens" lead="The devices that hold the keys you sign with.">
      <KeysTabs />
      <Section title="Token in use">
        <TokenChoice />
      </Section>
    </Page>
  );
}
