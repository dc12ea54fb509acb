/** Which editors get hints and which diagnostics. */
import { expect, test } from "vitest";
import { channelsOf, type Facts, refreshPace } from "../../../../server/lsp/display/display-choice.js";
import type { DisplaySetting } from "../../../../server/probes/settings.js";

function check(facts: Partial<Facts>, expected: string, setting: DisplaySetting = "auto"): void {
  const { hints, diagnostics } = channelsOf(setting, client(facts));
  expect([hints ? "hints" : "", diagnostics ? "diagnostics" : ""].filter(Boolean).join("+")).toBe(expected);
}

function client(facts: Partial<Facts>): Facts {
  return { name: "", version: "", refreshesHints: false, ...facts };
}

test("an editor that refreshes hints gets hints", () => {
  check({ name: "Visual Studio Code", version: "1.100.3", refreshesHints: true }, "hints");
  check({ name: "Neovim", version: "0.12.4", refreshesHints: true }, "hints");
  check({ name: "Neovim", version: "0.11.0-dev+1234", refreshesHints: true }, "hints");
  check({ refreshesHints: true }, "hints");
});

test("an editor that does not gets diagnostics", () => {
  check({ name: "helix", version: "25.07.1" }, "diagnostics");
  check({}, "diagnostics");
});

test("Neovim before 0.11 promises to and does not", () => {
  check({ name: "Neovim", version: "0.10.4", refreshesHints: true }, "diagnostics");
  check({ name: "Neovim", version: "v0.9.5", refreshesHints: true }, "diagnostics");
});

test("kakoune-lsp promises to and waits for a key", () => {
  check({ name: "kakoune-lsp", version: "21.0.2", refreshesHints: true }, "diagnostics");
  check({ name: "kakoune-lsp", version: "21.0.2", refreshesHints: true }, "hints", "hints");
});

test("the user's word counts more", () => {
  check({}, "hints", "hints");
  check({ refreshesHints: true }, "diagnostics", "diagnostics");
  check({ refreshesHints: true }, "hints+diagnostics", "both");
});

test("Zed gets time for its own pause between two refreshes", () => {
  expect(refreshPace(client({ name: "Zed" }))).toEqual({ interval: 1000, burst: 1 });
  expect(refreshPace(client({ name: "Neovim" }))).toEqual({ interval: 250, burst: 3 });
});
