export { type PlanStore, schedule, type Schedule } from './plan-service.ts';
export { scheduler, type Scheduler } from './scheduler.ts';
export type { JobKind, Progress } from './job.ts';
export { jobRunner, type JobContext, type JobRunner, type JobWork } from './runner.ts';
