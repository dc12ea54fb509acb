/** The statements of a text that read like one that was known by its function and its form. */
import type { SourceText } from "../source-map/source-text.js";
import type { Statement } from "../source-map/statement.js";
import type { Site } from "./probe.js";

/** Those in the function of that name, or that define it. */
export function alikeIn(source: SourceText, site: Pick<Site, "function" | "normal">): Statement[] {
  return source.statements().filter((each) => {
    const isInside = each.function === site.function || each.defines?.function === site.function;
    return isInside && each.normal === site.normal;
  });
}
