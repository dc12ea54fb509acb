import type { Editor } from "./connection/editor.js";

/** Tells each trouble once: an agent that is found again and again would fill the editor's log. */
export class Troubles {
  private readonly told = new Set<string>();

  constructor(private readonly editor: Editor) {}

  log(message: string): void {
    if (this.isNew(message)) this.editor.log(message);
  }

  /** For what the user must do something about. */
  warn(message: string): void {
    if (!this.isNew(message)) return;
    this.editor.log(message);
    this.editor.showWarning(message);
  }

  private isNew(message: string): boolean {
    if (this.told.has(message)) return false;
    this.told.add(message);
    return true;
  }
}
