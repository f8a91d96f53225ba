/**
 * What the bundle tells whoever opens it without Attestry: how to check it with public tools.
 *
 * @param entries - whether it holds entries
 * @param reports - whether it holds reports
 */
export const readMeText = (entries: boolean, reports: boolean): string =>
  [
    'This bundle was made with Attestry for somebody who trusts nobody. It can be checked without Attestry,',
    'without the hospital and without the officer’s computer. You need the certificate of the authority that',
    'certifies the officer’s key, as ca.pem: get it from the hospital’s IT department, never from this bundle.',
    '',
    '1. The list of files (manifest.json) is signed:',
    '   openssl cms -verify -cades -inform DER -in manifest.json.p7s -content manifest.json -binary -CAfile ca.pem -out /dev/null',
    '2. Each file is the one that is listed: compare "sha256" in manifest.json with',
    '   sha256sum FILE',
    ...(entries
      ? [
          '3. The key that signed the checkpoint belongs to the hospital:',
          '   openssl verify -CAfile ca.pem certificate.pem',
          '4. Each file in entries/ proves that its entry stood in the sealed log when the checkpoint was signed:',
          '   it is a C2SP tlog-proof (c2sp.org/tlog-proof), and key.vkey is the verifier key. With Attestry, without a profile:',
          '   attestry proof verify entries/entry-N.tlog-proof --key certificate.pem',
        ]
      : []),
    ...(reports
      ? [
          `${entries ? '5' : '3'}. Each PDF in reports/ carries its own signature: any PDF reader shows it, or`,
          '   pdfsig reports/report-ID.pdf',
        ]
      : []),
    '',
    'All of it at once, with Attestry: attestry bundle verify FILE --trust ca.pem, or Offline review in the window.',
    ...(entries
      ? ['', 'The entries are patient data. Delete what you unpacked when you no longer need it.']
      : []),
    '',
  ].join('\n');
