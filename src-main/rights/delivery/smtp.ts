import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { MailOutcome, MailRelay } from './ports.ts';

const PATIENCE = { connectionTimeout: 30_000, greetingTimeout: 30_000, socketTimeout: 120_000 };

type SmtpError = Error & { readonly responseCode?: number; readonly command?: string };
const isSmtp = (error: unknown): error is SmtpError => error instanceof Error;

/** What of a relay's answer may be kept: its codes. The words can hold addresses. */
const codesOf = (text: string): string => /^\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?/.exec(text)?.[0] ?? '';

/**
 * Hands one message to a relay over SMTP (RFC 5321). A connection that breaks after the message was handed over and before
 * the relay answered leaves the outcome unknown: it is never tried again here.
 */
export const smtpRelay: MailRelay = async ({ from, to, eml }, { host, port, security, user }, password) => {
  const connection = new SMTPConnection({
    ...{ host, port, secure: security === 'tls', requireTLS: security === 'starttls', ...PATIENCE },
    ...{ ignoreTLS: security === 'none', disableFileAccess: true, disableUrlAccess: true, logger: false },
  });
  let handedOver = false;
  try {
    return await new Promise<MailOutcome>((resolve) => {
      const failed = (error: unknown): void => {
        const code = isSmtp(error) ? (error.responseCode?.toString() ?? '') : '';
        // With a code the relay has answered: whatever it was, it did not take the message.
        resolve({ outcome: handedOver && code === '' ? 'unknown' : 'refused', reply: code });
      };
      connection.on('error', failed);
      connection.on('end', () => {
        failed(null);
      });
      const send = (): void => {
        // From here on the message may reach the relay.
        handedOver = true;
        connection.send({ from, to: [to] }, Buffer.from(eml), (error, info) => {
          if (error !== null) {
            failed(error);
            return;
          }
          resolve({ outcome: 'accepted', reply: codesOf(info.response) });
        });
      };
      connection.connect((error) => {
        if (error !== undefined) {
          failed(error);
          return;
        }
        if (user === null) send();
        else
          connection.login({ credentials: { user, pass: password ?? '' } }, (refused) => {
            if (refused === null) send();
            else failed(refused);
          });
      });
    });
  } finally {
    connection.close();
  }
};
