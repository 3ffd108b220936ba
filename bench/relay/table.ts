import type { Speed } from './race.js';

/** The middle of several values, and how far they lie apart. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
  return { median, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}

/** Round by round against another server in the same round: the machine is never the same for long. */
export function ratioTo(
  own: readonly Speed[],
  others: readonly Speed[] | undefined,
  of: (speed: Speed) => number | undefined,
): Spread | undefined {
  const ratios = own.flatMap((speed, round) => {
    const other = others?.[round];
    const [mine, theirs] = [of(speed), other && of(other)];
    return mine === undefined || theirs === undefined ? [] : [mine / theirs];
  });
  return ratios.length === 0 ? undefined : spreadOf(ratios);
}

/** Round by round less another server in the same round. */
export function differenceTo(
  own: readonly Speed[],
  others: readonly Speed[] | undefined,
  of: (speed: Speed) => number,
): Spread | undefined {
  const differences = own.flatMap((speed, round) => {
    const other = others?.[round];
    return other ? [of(speed) - of(other)] : [];
  });
  return differences.length === 0 ? undefined : spreadOf(differences);
}

/** What comes on top, of a ratio to what is there without it. */
export const lessOne = (ratio: Spread | undefined): Spread | undefined =>
  ratio && { median: ratio.median - 1, least: ratio.least - 1, most: ratio.most - 1 };

export const number = (value: number | undefined, digits = 1): string =>
  value === undefined || Number.isNaN(value)
    ? '–'
    : value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const range = (spread: Spread | undefined, digits = 1): string =>
  spread && !Number.isNaN(spread.median)
    ? `${number(spread.median, digits)} (${number(spread.least, digits)}–${number(spread.most, digits)})`
    : '–';

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '--:'))), ...rows.map(line)].join('\n');
}
