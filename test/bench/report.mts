import { join } from 'node:path';
import { composePages } from '../../src-main/compose-reports.ts';
import { documentOf } from '../../src-main/reports/readiness/document.ts';
import { sampleReview } from '../fixtures/readiness-report.ts';

/* How long the PDF of a review takes, and how much memory: node test/bench/report.mts [controls] [evidence]; needs the bundles. */

const [controls, evidence] = [Number(process.argv[2] ?? 500), Number(process.argv[3] ?? 5000)];
const document = documentOf(sampleReview(controls, evidence));
const pages = composePages(join(import.meta.dirname, '../../out/main'));
let peak = 0;
const watch = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage.rss());
}, 50);
const [from, cpu] = [performance.now(), process.cpuUsage()];
const pdf = await pages.readiness(document);
const used = process.cpuUsage(cpu);
clearInterval(watch);
console.log(
  `${controls} requirements, ${evidence} pieces of evidence: ${((performance.now() - from) / 1000).toFixed(1)} s (CPU ${((used.user + used.system) / 1e6).toFixed(1)} s), ${(pdf.length / 1e6).toFixed(1)} MB, peak ${Math.round(Math.max(peak, process.memoryUsage.rss()) / 1e6)} MB`,
);
