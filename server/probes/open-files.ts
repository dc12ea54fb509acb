/**
 * What to ask programs about the files that the user opens. A program can tell which text it runs only until the
 * file is changed, so it is asked before the user can have done that.
 */
import { fileURLToPath } from "node:url";
import type { Documents } from "./documents.js";
import type { UnknownText } from "./event.js";
import type { AgentInfo } from "./probe.js";
import type { RunningTexts } from "./running-texts.js";

export function textsToAskFor(
  uris: Iterable<string>,
  agents: Iterable<AgentInfo>,
  documents: Documents,
  texts: RunningTexts,
): UnknownText[] {
  const asked = [...agents];
  return [...uris].flatMap((uri) => {
    const file = fileURLToPath(uri);
    const saved = documents.savedText(uri);
    const unaware = asked.filter(({ key }) => texts.hash(key, file) === undefined);
    if (saved === undefined || unaware.length === 0) return [];
    const known = texts.keep(saved);
    return unaware.map(({ key }) => ({ agent: key, file, known }));
  });
}
