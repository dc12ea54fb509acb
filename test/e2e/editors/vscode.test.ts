/** VS Code asks for hints again when told to, so it gets hints. */
import { until } from "../../until.js";
import { ADD, checkEditor, TYPED_COMMENT } from "./scenario.js";
import { VsCode } from "./vscode.js";
import type { WebServer } from "./web-server.js";

checkEditor("VS Code", (web) => VsCode.open(web), {
  ...TYPED_COMMENT,
  "the status bar counts points, and their view has each with its captures": async (vscode, web) => {
    await vscode.choose(ADD);
    await count(vscode, 1).waitFor();
    await count(vscode, 1).click();
    await row(vscode, /snapshot · ×0/)
      .locator(".monaco-tl-twistie")
      .click();
    await visited(vscode, web, /one\.txt/);
    await row(vscode, /snapshot · ×[1-9]/).waitFor();
    await row(vscode, /one\.txt/)
      .locator(".monaco-tl-twistie")
      .click();
    await row(vscode, /local variables/).waitFor();
    await row(vscode, /called by/).waitFor();
    await removeInView(vscode);
  },
  "the view says how long a timer's statement took, in all and each time": async (vscode, web) => {
    await toTheText(vscode, web);
    await vscode.choose("Snappoint: time this statement");
    await row(vscode, /time · ×0/)
      .locator(".monaco-tl-twistie")
      .click();
    await visited(vscode, web, /[\d.]+ [nµm]?s · path=/);
    await row(vscode, /time · [\d.]+ [nµm]?s · .*×[1-9]/).waitFor();
    await removeInView(vscode);
  },
  "a link in the hover does what it says": async (vscode, web) => {
    const line = (text: string) => vscode.page.locator(".view-line", { hasText: text });
    await toTheText(vscode, web);
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

function count(vscode: VsCode, points: number) {
  return vscode.page.locator("#snappoint\\.snappoint\\.snappoint", { hasText: `${points}` });
}

function row(vscode: VsCode, text: RegExp) {
  return vscode.page.locator(".monaco-list-row", { hasText: text }).first();
}

/** Out of the view of points, which has the keys. */
async function toTheText(vscode: VsCode, web: WebServer): Promise<void> {
  await vscode.page.locator(".view-line", { hasText: "def send_head" }).click();
  await vscode.go(web.lineOfSendHead("if os.path.isdir(path):"));
}

/** Asks for the page until a hit is captured, and the view of points has it. */
async function visited(vscode: VsCode, web: WebServer, capture: RegExp): Promise<void> {
  await until(
    `${capture} in the view`,
    () => web.get("/one.txt").then(() => row(vscode, capture).isVisible()),
    (shown) => shown,
  );
}

async function removeInView(vscode: VsCode): Promise<void> {
  await row(vscode, /server\.py:/).hover();
  await vscode.page.locator('.monaco-list-row a[aria-label="Remove Point"]').click();
  await count(vscode, 0).waitFor();
}
