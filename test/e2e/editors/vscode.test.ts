/** VS Code asks for hints again when told to, so it gets hints. */
import { ADD, checkEditor } from "./scenario.js";
import { VsCode } from "./vscode.js";

checkEditor("VS Code", (web) => VsCode.open(web), {
  "the status bar counts points, and their view has each with its captures": async (vscode, web) => {
    const count = (text: string) =>
      vscode.page.locator("#snappoint\\.snappoint\\.snappoint", { hasText: text });
    const row = (text: string) => vscode.page.locator(".monaco-list-row", { hasText: text }).first();
    await vscode.choose(ADD);
    await count("1").waitFor();
    await count("1").click();
    const unfold = (text: string) => row(text).locator(".monaco-tl-twistie").click();
    await unfold("snapshot · ×0");
    await web.get("/one.txt");
    await row("snapshot · ×1").waitFor();
    await unfold("one.txt");
    await row("local variables").waitFor();
    await row("called by").waitFor();
    await row("server.py:").hover();
    await vscode.page.locator('.monaco-list-row a[aria-label="Remove Point"]').click();
    await count("0").waitFor();
  },
});
