/** Neovim asks for hints again when told to; before 0.11 it does not paint them, so it gets diagnostics there. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quietly } from "../../../scripts/stage.mjs";
import { findNeovims } from "../../../scripts/tools.mjs";
import { REPOSITORY } from "../../repository.js";
import { until } from "../../until.js";
import { Neovim } from "./neovim.js";
import { ADD, checkEditor, TYPED_COMMENT } from "./scenario.js";

const CLIENT = join(REPOSITORY, "clients", "nvim");

// Where there is none, `npm test` leaves this file out and says so.
for (const { path, minor, version } of findNeovims()) {
  checkEditor(`Neovim ${version}`, (web) => Neovim.open(web, path), {
    "values come by the means that this Neovim paints": async (neovim, web) => {
      await neovim.choose(ADD);
      await armed(neovim, 1);
      const [shown] = await until(
        "the request's path",
        () => web.get("/one.txt").then(() => neovim.shown()),
        (all) => all.some(({ text }) => text.includes("one.txt")),
      );
      expect(shown?.by).toBe(minor === 10 ? "diagnostic" : "hint");
      await neovim.choose("Snappoint: remove snapshot point");
    },

    ...TYPED_COMMENT,

    "commands add points, list and count them, and take them away": async (neovim, web) => {
      await neovim.command("SnappointAdd");
      await counted(neovim, 1);
      await neovim.command("SnappointLog it is {path}");
      await counted(neovim, 2);
      await armed(neovim, 2);
      await until(
        "the message",
        () => web.get("/one.txt").then(() => neovim.shown()),
        (all) => all.some(({ text }) => text.startsWith("it is ")),
      );
      await neovim.command("SnappointDescribe");
      await neovim.terminal.until("the description", (rows) =>
        rows.some((row) => row.startsWith("Snappoint snapshot point · ")),
      );
      await neovim.command("close");
      await neovim.command("SnappointPoints");
      await neovim.terminal.until("the list", (rows) =>
        rows.some((row) => row.includes("| log · it is {path} · ×")),
      );
      await neovim.command("cclose");
      await neovim.command("SnappointRemoveAll");
      await counted(neovim, 0);
    },
  });

  test(`Neovim ${version}: \`:help\` has every command, and its tags are in order`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "sp-help-"));
    cpSync(join(CLIENT, "doc"), folder, { recursive: true });
    await quietly(path, ["--headless", "--clean", "-c", `helptags ${folder}`, "-c", "qall!"]);
    const written = readFileSync(join(folder, "tags"), "utf8");
    // Kept beside the text: without a plugin manager nobody would make them.
    expect(readFileSync(join(CLIENT, "doc", "tags"), "utf8")).toBe(written);
    const tags = written.split("\n").map((line) => line.split("\t")[0]);
    const plugin = readFileSync(join(CLIENT, "plugin", "snappoint.lua"), "utf8");
    const commands = [...plugin.matchAll(/command\('(\w+)'/g)].map(([, name]) => `:${name}`);
    expect(commands.filter((name) => !tags.includes(name))).toEqual([]);
    expect(commands.length).toBeGreaterThan(5);
    rmSync(folder, { recursive: true });
  });
}

function armed(neovim: Neovim, points: number): Promise<unknown> {
  return until(
    `word that ${points} are armed`,
    () => neovim.shown(),
    (all) => all.filter(({ text }) => text === "no hit yet").length === points,
  );
}

/** What the plugin has for a status line. */
function counted(neovim: Neovim, points: number): Promise<unknown> {
  return until(
    `a count of ${points}`,
    () => neovim.evaluate("luaeval('require(\"snappoint\").count()')"),
    (told) => told === `${points}`,
  );
}
