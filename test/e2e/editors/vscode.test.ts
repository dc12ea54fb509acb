/** VS Code asks for hints again when told to, so it gets hints. */
import { ADD, checkEditor, TYPED_COMMENT } from "./scenario.js";
import { VsCode } from "./vscode.js";

checkEditor("VS Code", (web) => VsCode.open(web), {
  ...TYPED_COMMENT,
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
  "a link in the hover does what it says": async (vscode, web) => {
    const line = (text: string) => vscode.page.locator(".view-line", { hasText: text });
    // The view of points had the keys before.
    await line("def send_head").click();
    await vscode.go(web.lineOfSendHead("if os.path.isdir(path):"));
    await vscode.choose(ADD);
    await line("no hit yet").waitFor();
    await web.get("/one.txt");
    await line("×1").waitFor();
    await vscode.page.keyboard.press("Control+k");
    await vscode.page.keyboard.press("Control+i");
    await vscode.page.locator(".monaco-hover a", { hasText: "pause snapshot point" }).click();
    await line("paused").waitFor();
    await vscode.choose("Snappoint: remove snapshot point");
    await line("paused").waitFor({ state: "detached" });
  },
});
