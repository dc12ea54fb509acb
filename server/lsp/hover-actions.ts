/** What can be done with the probes of a line, told in their hover. */
import type { CodeAction } from "vscode-languageserver/node";
import type { Block, Inline } from "../view/markup.js";

const PREFIX = /^Snappoint: /;

/** @param asLinks for editors that run commands from links, and trust ours to be such */
export function actionsBlock(actions: readonly CodeAction[], asLinks: boolean): Block[] {
  if (actions.length === 0) return [];
  const told = actions.flatMap((action, index): Inline[] => [
    index === 0 ? "" : ", ",
    asLinks ? linkTo(action) : { code: nameOf(action) },
  ]);
  return [{ text: [asLinks ? "" : "Code actions: ", ...told] }];
}

function nameOf({ title }: CodeAction): string {
  return title.replace(PREFIX, "");
}

/** An action that changes the text can't be a link. */
function linkTo(action: CodeAction): Inline {
  if (action.edit || !action.command) return { code: nameOf(action) };
  const { command, arguments: args = [] } = action.command;
  return { link: nameOf(action), to: `command:${command}?${encodeURIComponent(JSON.stringify(args))}` };
}
