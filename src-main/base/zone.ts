/** A date and time as the clock on the wall shows it. */
export type WallTime = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
};

const DAY_MS = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(zone, made);
  return made;
}

/** The zone that this machine's clock is set to (IANA name). */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What the clock on the wall shows at an instant. Milliseconds since 1970 in. */
export function wallTime(at: number, zone: string): WallTime {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

const asUtc = ({ year, month, day, hour, minute }: WallTime): number =>
  Date.UTC(year, month - 1, day, hour, minute);

/**
 * The instant at which the clock on the wall shows a time: where it shows it twice, the first; where a change of the clock
 * skips it, as long after the change as the time lies after what was skipped to begin with.
 *
 * @param wall - a day beyond the end of the month is one of the next month
 * @returns milliseconds since 1970
 */
export function instantOfWall(wall: WallTime, zone: string): number {
  const wanted = asUtc(wall);
  const offset = (at: number): number => asUtc(wallTime(at, zone)) - Math.floor(at / 60_000) * 60_000;
  const before = wanted - offset(wanted - DAY_MS);
  const after = wanted - offset(wanted + DAY_MS);
  const shown = [before, after].filter((at) => asUtc(wallTime(at, zone)) === wanted);
  return shown.length === 0 ? before : Math.min(...shown);
}
