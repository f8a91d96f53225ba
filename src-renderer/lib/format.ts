/** Formatting in the user's locale. Every function is pure but for the locale and zone, which can be given. */

const counts = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify([locale, options]);
  const known = counts.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  counts.set(key, made);
  return made;
}

/** A whole number with the locale's grouping, e.g. `10,000`. */
export function formatCount(value: number, locale?: string): string {
  return numberFormat(locale, { maximumFractionDigits: 0 }).format(value);
}

/** A number with its noun, e.g. `1 entry`, `7 entries`. */
export function formatOf(value: number, one: string, many: string, locale?: string): string {
  return `${formatCount(value, locale)} ${value === 1 ? one : many}`;
}

/** A duration for people: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. Milliseconds in. */
export function formatDuration(ms: number, locale?: string): string {
  if (ms < 100) return 'under 0.1 s';
  if (ms < 10_000) return `${numberFormat(locale, { maximumFractionDigits: 1 }).format(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0
    ? `${formatCount(hours, locale)} h`
    : `${formatCount(hours, locale)} h ${minutes % 60} min`;
}

/** A rate with its unit, e.g. `120,000 entries/s`. */
export function formatRate(perSecond: number, unit: string, locale?: string): string {
  const digits = perSecond < 10 ? 1 : 0;
  return `${numberFormat(locale, { maximumFractionDigits: digits }).format(perSecond)} ${unit}/s`;
}

/** A file size in decimal units, e.g. `48 kB`. */
export function formatBytes(bytes: number, locale?: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return numberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: step === 0 ? 'long' : 'short',
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

/** A share between 0 and 1 as per cent, never rounded up to 100 nor down to 0 when it is not. */
export function formatShare(share: number, locale?: string): string {
  const shown = share > 0.99 && share < 1 ? 0.99 : share > 0 && share < 0.01 ? 0.01 : share;
  return numberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(shown);
}

/** Fixed when the window opens: the zone the officer's machine is in. */
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Date and time as the clinic writes them; null where the text is no instant. */
export function formatInstant(instant: string, locale?: string, zone = here): string | null {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return null;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    at,
  );
}

/** The same moment exactly, with seconds and the zone's name, and in UTC: what is shown on hover. */
export function formatInstantExactly(instant: string, locale?: string, zone = here): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return instant;
  const local = new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'medium',
    timeZone: zone,
  }).format(at);
  return `${local}, ${zone} (UTC: ${instant})`;
}

const AGO: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** How long ago, e.g. `5 minutes ago`; within a minute `just now`. */
export function formatAgo(
  instant: string,
  now: number,
  locale?: string,
  style: 'long' | 'short' = 'long',
): string {
  const passed = now - Date.parse(instant);
  for (const [unit, ms] of AGO) {
    if (passed >= ms) {
      return new Intl.RelativeTimeFormat(locale, { numeric: 'always', style }).format(
        -Math.floor(passed / ms),
        unit,
      );
    }
  }
  return 'just now';
}

/** A hash in groups of eight digits. */
export function groupHash(hash: string): readonly string[] {
  return hash.match(/.{1,8}/g) ?? [];
}

/** The first and the last eight digits; the whole where it is no longer than that. */
export function shortHash(hash: string): string {
  return hash.length <= 17 ? hash : `${hash.slice(0, 8)}…${hash.slice(-8)}`;
}
