/** Commands for a line: the cursor's, or the one whose number was clicked. What a menu has no place for is asked. */
import { commands, type Disposable, type Uri, window, workspace } from "vscode";
import type { Server } from "./server.js";

/** What VS Code hands to the commands in the menu of line numbers; lines count from 1. */
interface Clicked {
  lineNumber: number;
  uri: Uri;
}

interface Place {
  uri: string;
  line: number;
}

export function lineCommands(server: Server, changed: () => void): Disposable[] {
  const at = (name: string, act: (place: Place) => Promise<void>) =>
    commands.registerCommand(`snappoint.here.${name}`, async (clicked?: Clicked) => {
      const place = placeOf(clicked);
      if (place) await attempt(() => act(place));
      changed();
    });
  /** The server changes the point that is there already. */
  const add = (place: Place, wishes: object) => server.ask<void>("changeProbe", { ...place, ...wishes });
  const asking = (name: string, prompt: string, placeHolder: string, wishes: (text: string) => object) =>
    at(name, async (place) => {
      const text = await window.showInputBox({ prompt, placeHolder });
      if (text !== undefined) await add(place, wishes(text));
    });
  return [
    at("add", (place) => add(place, { kind: "snapshot" })),
    asking("when", "Show values only when", "total > 100", (condition) => ({ condition })),
    asking("show", "Show an expression too", "len(items)", (text) => ({ expressions: [text] })),
    asking("log", "Show a message, with {expressions} in it", "user={user.id}", (message) => ({ message })),
    at("describe", async (place) => {
      const content = await server.ask<string>("describe", place);
      await window.showTextDocument(await workspace.openTextDocument({ content }), { preview: true });
    }),
    at("remove", (place) => server.ask<void>("removeProbe", place)),
  ];
}

/** Tells what goes wrong where the user looks. */
export async function attempt(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    await window.showErrorMessage(`Snappoint: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function placeOf(clicked: Clicked | undefined): Place | undefined {
  if (clicked) return { uri: clicked.uri.toString(), line: clicked.lineNumber - 1 };
  const editor = window.activeTextEditor;
  return editor && { uri: editor.document.uri.toString(), line: editor.selection.active.line };
}
