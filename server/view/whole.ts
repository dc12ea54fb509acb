/** The whole of one capture as a text to read, with nothing left out that was captured. */
import type { KeptCapture } from "../history/packed-capture.js";
import type { StackFrame } from "../probes/capture.js";
import type { ProbeSnapshot } from "../probes/snapshot.js";
import { context } from "./called-by.js";
import { KIND_NAMES } from "./kind-names.js";
import { type Block, toPlainText } from "./markup.js";
import { grouped } from "./plain.js";
import { record } from "./record.js";
import type { TreeLimits } from "./tree.js";

/** What the agent sends is bounded already. */
const ALL: TreeLimits = { lines: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY, width: 10_000 };

export function wholeCapture(snapshot: ProbeSnapshot, capture: KeptCapture): string {
  const { probe, hits, agents } = snapshot;
  const { file, wire, text } = probe.site;
  const program = agents.find(({ agent }) => agent.key === capture.agent)?.agent.argv.join(" ");
  const moment = new Date(capture.time * 1000).toISOString();
  const blocks: Block[] = [
    { heading: `Snappoint ${KIND_NAMES[probe.kind]} ${probe.id}` },
    { text: [{ prose: `${file}:${wire.start.line}` }] },
    { code: [text], language: "python" },
    { text: [`Hit ${grouped(capture.hit)} of ${grouped(hits)}, ${moment}`] },
    {
      text: [
        `process ${capture.pid}`,
        ...(program ? [" ", { code: program }] : []),
        ...context(capture),
        capture.unfinished ? ", still running" : "",
      ],
    },
    ...record(probe, capture, ALL),
    { text: ["Stack, newest first:"] },
    { list: capture.stack.map((frame) => [{ code: told(frame) }]) },
  ];
  return `${toPlainText(blocks)}\n`;
}

function told({ function: name, file, line, folded }: StackFrame): string {
  const more = folded === undefined || folded === 1 ? "" : ` and ${folded - 1} more of libraries`;
  return `${name} (${file}:${line})${more}`;
}
