import { Button, Checkbox, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { readEntries } from '../../src-shared/review/entry-list.ts';
import { BUNDLE_LIMITS } from '../../src-shared/review/types.ts';
import { formatInstant } from '../lib/format.ts';
import { useRunning } from '../jobs/running.ts';
import { useAnswer, useAsk } from '../lib/query.ts';
import { FailurePanel } from '../ui/failure.tsx';
import { JobProgress } from '../ui/job-progress.tsx';
import { Notice } from '../ui/notice.tsx';
import { Section } from '../ui/page.tsx';

/** Reports that are offered by their newest; older ones are named on the command line. */
const OFFERED = 8;

/** Makes one file for somebody who trusts nobody: entries with their proofs, and signed reports. */
export function MakeBundle(): ReactNode {
  const status = useAnswer('app.status', {});
  const reports = useAnswer('reports.list', {});
  const create = useAsk('bundle.create');
  const running = useRunning(['bundle']);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [note, setNote] = useState('');
  const [password, setPassword] = useState('');
  const entries = readEntries(text);
  const signed = (reports.data?.reports ?? []).filter((report) => report.signed).slice(0, OFFERED);
  const signedIn = status.data?.token.state === 'signed-in';
  const encrypted = entries.numbers.length > 0;
  const short = encrypted && password.length < BUNDLE_LIMITS.password.least;
  const nothing = entries.numbers.length + chosen.length === 0;
  return (
    <Section title="A bundle for an auditor">
      <p>
        One signed file with entries, their proofs and signed reports. Whoever gets it can browse and check it
        without the clinic, this computer or a token: here under “Offline review”, or with public tools.
      </p>
      <TextInput
        label="Entries"
        description={`Numbers such as 1200, 1300-1310; at most ${BUNDLE_LIMITS.entries.toLocaleString('en-US')}. Each goes in whole.`}
        value={text}
        error={entries.problem}
        onChange={(event) => {
          setText(event.currentTarget.value);
        }}
      />
      {signed.length === 0 ? (
        <p className="soft small">There is no signed report yet that could go in.</p>
      ) : (
        <Checkbox.Group label="Signed reports" value={[...chosen]} onChange={setChosen}>
          <div className="stack stack-tight gap-top">
            {signed.map(({ reportId, title, createdAt }) => (
              <Checkbox key={reportId} value={reportId} label={`${title}, ${formatInstant(createdAt)}`} />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <Textarea
        label="Why it is made"
        description="It is shown to whoever opens the bundle. No names of patients."
        maxLength={BUNDLE_LIMITS.note}
        autosize
        minRows={1}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value.replaceAll(/\s+/g, ' '));
        }}
      />
      {encrypted ? (
        <>
          <Notice tone="unsure">
            Entries are patient data, so the file is encrypted (AES-256). Give the password to the auditor by
            another way than the file; it is not kept here.
          </Notice>
          <PasswordInput
            label="Password of the file"
            description={`At least ${BUNDLE_LIMITS.password.least} characters.`}
            autoComplete="new-password"
            spellCheck={false}
            maxLength={BUNDLE_LIMITS.password.most}
            value={password}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
            }}
          />
        </>
      ) : null}
      {create.failure === null ? null : <FailurePanel failure={create.failure} />}
      {running === undefined ? (
        <div className="row">
          <Button
            leftSection={<IconPackageExport size={18} />}
            loading={create.busy}
            disabled={!signedIn || nothing || entries.problem !== null || short}
            onClick={() => {
              const wish = { entries: [...entries.numbers], reports: [...chosen], note: note.trim() };
              void create.ask({ ...wish, password: encrypted ? password : null }).then((answer) => {
                if (answer !== null) setPassword('');
              });
            }}
          >
            Save the bundle…
          </Button>
          {signedIn ? null : (
            <p className="soft small">Sign in with the token first: the bundle is signed.</p>
          )}
        </div>
      ) : (
        <JobProgress job={running} />
      )}
    </Section>
  );
}
