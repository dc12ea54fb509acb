/** What a comment does, and what others could do, in the hover over it. */
import type { ProbeKind } from "../probes/probe.js";
import { KIND_NAMES } from "../view/kind-names.js";
import type { Block, Inline } from "../view/markup.js";
import type { PlacedComment } from "./placed.js";
import { WORDS } from "./words.js";

const EXAMPLES = [
  "#?                              the values of this line",
  "#? total, len(items)            these values too",
  "#? order.total if total > 100   only where the condition is true",
  '#? "total={total}"              a message instead',
];

/** In one line. */
export function meaningOf({ kind, asked, problems }: PlacedComment): Block {
  if (!asked) {
    const reasons = problems.flatMap(({ reason }): Inline[] => ["; ", { prose: reason }]);
    return { text: ["Snappoint probe comment that does nothing yet", ...reasons] };
  }
  const { condition, changes, show = [], message } = asked;
  return {
    text: [
      `Snappoint probe comment: a ${KIND_NAMES[kind satisfies ProbeKind]}`,
      ...(message === undefined ? [] : [" that says ", { code: message }]),
      ...show.flatMap((each, index): Inline[] => [index === 0 ? " with " : ", ", { code: each }]),
      ...(changes === undefined ? [] : [", when ", { code: changes }, " changes"]),
      ...(condition === undefined ? [] : [", only where ", { code: condition }]),
    ],
  };
}

export function grammarInShort(): Block[] {
  const words = Object.entries(WORDS).map(([word, { meaning }]): Inline[] => [
    { code: `@${word}` },
    `: ${meaning}`,
  ]);
  return [{ code: EXAMPLES, language: "python" }, { list: words }];
}
