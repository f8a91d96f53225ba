export type { JobKind, Progress } from './job.ts';
export { jobRunner, type JobContext, type JobRunner, type JobWork } from './runner.ts';
