/** What a page of ours can do in its process: nothing but be a page. Asserted member by member in a test. */
export const WEB_PREFERENCES = Object.freeze({
  sandbox: true,
  contextIsolation: true,
  webSecurity: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  experimentalFeatures: false,
  allowRunningInsecureContent: false,
  // Its dictionaries would be fetched from the internet.
  spellcheck: false,
} as const);
