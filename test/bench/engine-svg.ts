/** Bar charts as SVG, readable on light and dark pages. */

export interface Bar {
  name: string;
  value: number;
  /** As it stands behind the bar, with its unit. */
  text: string;
  ours: boolean;
}

export interface Chart {
  title: string;
  bars: Bar[];
}

const WIDTH = 760;
const MARGIN = 16;
const NAMES = 250;
const VALUES = 90;
const ROW = 22;
const TITLE = 34;
const BAR = 12;
const THINNEST = 1.5;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #57606a }
  .title { font-weight: 600; fill: #24292f }
  .ours { fill: #1a7f37; font-weight: 600 }
  rect { fill: #afb8c1 }
  rect.ours { fill: #2da44e }
  @media (prefers-color-scheme: dark) {
    text { fill: #9198a1 }
    .title { fill: #e6edf3 }
    .ours { fill: #3fb950 }
    rect { fill: #57606a }
    rect.ours { fill: #3fb950 }
  }`;

/** One below the other; within a chart lengths compare, from zero on. */
export function svg(charts: Chart[], description: string): string {
  const parts: string[] = [];
  let top = MARGIN;
  for (const chart of charts) {
    parts.push(...drawn(chart, top));
    top += TITLE + chart.bars.length * ROW + MARGIN;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" role="img">`,
    `<title>${escaped(description)}</title>`,
    `<style>${STYLE}\n</style>`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

function drawn({ title, bars }: Chart, top: number): string[] {
  const most = Math.max(...bars.map(({ value }) => value));
  const room = WIDTH - 2 * MARGIN - NAMES - VALUES;
  const rows = bars.flatMap((bar, number) => {
    const middle = top + TITLE + number * ROW;
    const length = Math.max(THINNEST, (Math.max(0, bar.value) / most) * room);
    const kind = bar.ours ? ' class="ours"' : "";
    return [
      `<text x="${MARGIN}" y="${middle + 4}"${kind}>${escaped(bar.name)}</text>`,
      `<rect x="${MARGIN + NAMES}" y="${middle - BAR / 2}" width="${length.toFixed(1)}" height="${BAR}" rx="2"${kind}/>`,
      `<text x="${(MARGIN + NAMES + length + 8).toFixed(1)}" y="${middle + 4}"${kind}>${escaped(bar.text)}</text>`,
    ];
  });
  return [`<text x="${MARGIN}" y="${top + 12}" class="title">${escaped(title)}</text>`, ...rows];
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
