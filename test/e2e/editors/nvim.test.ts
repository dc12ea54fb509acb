/** The whole chain with a real editor: Neovim, the language server, and a web server that nobody here wrote. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { findNeovims } from "../../../scripts/tools.mjs";
import { until } from "../../until.js";
import { Neovim, type Shown } from "./neovim.js";
import { WebServer } from "./web-server.js";

const ADD = "Snappoint: add snapshot point";
const REMOVE = "Snappoint: remove snapshot point";

// Where there is none, `npm test` leaves this file out and says so.
describe.each(findNeovims())("Neovim $version", ({ path, minor }) => {
  let web: WebServer;
  let neovim: Neovim;

  beforeAll(async () => {
    const python = newestSupportedPython();
    if (!python) throw new Error("no Python 3.11 to 3.13 found");
    web = await WebServer.start(python.path);
    neovim = await Neovim.open({ program: path, file: web.source, env: web.env });
  });

  afterAll(async () => {
    await neovim?.close();
    await web?.stop();
  });

  test("a snapshot point shows each request's values beside its line, until it is removed", async () => {
    const line = web.lineOfSendHead("if os.path.isdir(path):");
    await neovim.go(line);
    await neovim.choose(ADD);
    await shownAt(line, "word that it is armed", ({ text }) => text.includes("no hit yet"));

    await web.get("/one.txt");
    const first = await shownAt(line, "the first request's path", ({ text }) => text.includes("one.txt"));
    // 0.10 asks for new hints and does not paint them, so it gets diagnostics.
    expect(first.by).toBe(minor === 10 ? "diagnostic" : "hint");

    await web.get("/two.txt");
    await shownAt(line, "the second request's path", ({ text }) => text.includes("two.txt"));

    await neovim.choose(REMOVE);
    await until(
      "an empty line again",
      () => neovim.shown(),
      (shown) => shown.length === 0,
    );
    expect(web.running).toBe(true);
    expect(await web.get("/one.txt")).toBe("one.txt\n");
    expect(await neovim.shown()).toEqual([]);
  });

  test("a condition and a message that were typed", async () => {
    const line = web.lineOfSendHead("if os.path.isdir(path):");
    await neovim.go(line);
    await neovim.run("SnappointWhen 'two' in path");
    await shownAt(line, "word that it is armed", ({ text }) => text.includes("no hit yet"));
    await web.get("/one.txt");
    await shownAt(line, "that it was not true", ({ text }) => text.includes("true in"));
    await web.get("/two.txt");
    await shownAt(line, "the second request's path", ({ text }) => text.includes("two.txt"));
    await neovim.choose(REMOVE);

    await neovim.run("SnappointLog it is {path}");
    await shownAt(line, "word that it is armed", ({ text }) => text.includes("no hit yet"));
    await web.get("/one.txt");
    await shownAt(line, "the message", ({ text }) => text.startsWith("it is "));
    await neovim.choose("Snappoint: remove logpoint");
  });

  function shownAt(line: number, what: string, wanted: (shown: Shown) => boolean): Promise<Shown> {
    return until(
      `${what} beside line ${line + 1}`,
      async () => (await neovim.shown()).filter((it) => it.line === line),
      (found) => found.some(wanted),
    ).then((found) => found.find(wanted) as Shown);
  }
});
