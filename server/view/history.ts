/** How one value went over the captures that are kept: how it spread, which values it had. */
import type { Value } from "../probes/capture.js";
import type { Block, Inline } from "./markup.js";
import { clip } from "./plain.js";
import { sparkline } from "./sparkline.js";

/** A value and when it was captured, in seconds since the epoch. */
export interface Moment {
  time: number;
  value: Value;
}

const MOST_BARS = 40;
const MOST_DISTINCT = 6;
const VALUE_LENGTH = 40;

/** @param moments newest first; of fewer than two there is nothing to tell */
export function history(name: string, moments: readonly Moment[]): Block[] {
  const [newest] = moments;
  const oldest = moments.at(-1);
  if (!newest || !oldest || moments.length < 2) return [];
  const title = `${moments.length} captured values of `;
  const facts = [...spreadOf(moments), ...shareOfNone(moments), ...distinct(moments)];
  return [{ text: [title, { code: name }, ` in ${duration(newest.time - oldest.time)}:`] }, { list: facts }];
}

/** `▁▂▅▇ min 1, mean 4.25, max 9` of the numbers among them. */
function spreadOf(moments: readonly Moment[]): Inline[][] {
  const found = moments.flatMap(({ value }) => {
    const number = numberIn(value);
    return number === undefined ? [] : [{ number, text: value.text }];
  });
  if (found.length < 2) return [];
  const sorted = found.toSorted((one, other) => one.number - other.number);
  const mean = found.reduce((sum, { number }) => sum + number / found.length, 0);
  const bars = sparkline(
    found
      .slice(0, MOST_BARS)
      .map(({ number }) => number)
      .reverse(),
  );
  return [
    [
      { code: bars },
      " min ",
      { code: sorted[0]?.text ?? "" },
      ", mean ",
      { code: String(Number(mean.toPrecision(6))) },
      ", max ",
      { code: sorted.at(-1)?.text ?? "" },
    ],
  ];
}

function shareOfNone(moments: readonly Moment[]): Inline[][] {
  const none = moments.filter(({ value }) => value.type === "NoneType").length;
  if (none === 0 || none === moments.length) return [];
  return [[{ code: "None" }, ` in ${Math.max(1, Math.round((100 * none) / moments.length))} % of them`]];
}

/** `'GET' ×88, 'PUT' ×12`, or that no two are the same. */
function distinct(moments: readonly Moment[]): Inline[][] {
  const counts = new Map<string, number>();
  for (const { value } of moments) counts.set(value.text, (counts.get(value.text) ?? 0) + 1);
  if (counts.size === 1) return [["always the same"]];
  if (counts.size === moments.length) return [["all different"]];
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  const frequent = counts.size > MOST_DISTINCT ? sorted.filter(([, count]) => count > 1) : sorted;
  const shown = frequent
    .slice(0, MOST_DISTINCT)
    .flatMap(([text, count], index): Inline[] => [
      index === 0 ? "" : ", ",
      { code: clip(text, VALUE_LENGTH) },
      ` ×${count}`,
    ]);
  const others = sorted.length - Math.min(frequent.length, MOST_DISTINCT);
  return [[`${counts.size} different: `, ...shown, others > 0 ? `, and ${others} more` : ""]];
}

/** Undefined for what is no finite number written out whole; truth values are no numbers here. */
function numberIn({ type, text, cut }: Value): number | undefined {
  if (type === "bool" || cut !== undefined || !/^-?\d[\d_]*(\.\d*)?(e[-+]?\d+)?$/.test(text))
    return undefined;
  const number = Number(text.replaceAll("_", ""));
  return Number.isFinite(number) ? number : undefined;
}

function duration(seconds: number): string {
  if (seconds < 1) return "under a second";
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
