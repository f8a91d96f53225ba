export { failureMapper, newCorrelation, type ToFailure } from './failure.ts';
export type { ChosenFile, FileDialogs, FileFilter, Push, WindowEnd } from './ports.ts';
export { pushTo, windowRegister, type Windows } from './push.ts';
export { router, type Route } from './router.ts';
export { APP_HOST, APP_SCHEME, developmentUrl, isOwnUrl, senderCheck, type Sender } from './sender.ts';
