/** When comments are carried out, in a time that only passes when the test says so. */
import { beforeAll, expect, test } from "vitest";
import { Comments, SETTLE_MS } from "../../../server/lsp/comments.js";
import type { Event } from "../../../server/probes/event.js";
import { Registry } from "../../../server/probes/registry.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { edit, URI } from "../probes/fixture.js";
import { TestClock } from "./test-clock.js";

beforeAll(loadGrammar);

const SHOP = "def f(total):\n    b = total\n    return b\n";

class Scene {
  readonly clock = new TestClock();
  readonly registry = new Registry();
  readonly comments = new Comments(this.registry, this.clock, (event) => this.apply(event));
  private time = 0;

  constructor(text: string) {
    this.comments.ready();
    this.apply({ type: "document-opened", uri: URI, text });
  }

  /** Types letter by letter, with a pause after each. */
  async type(text: string, pause: number): Promise<void> {
    for (let end = 1; end <= text.length; end++) {
      const line = `b = total${text.slice(0, end - 1)}\n`;
      edit(this.registry, line, `b = total${text.slice(0, end)}\n`);
      this.comments.follow({ type: "document-edited", uri: URI, changes: [] });
      await this.wait(pause);
    }
  }

  async wait(milliseconds: number): Promise<void> {
    this.time += milliseconds;
    await this.clock.reach(this.time);
  }

  conditions(): (string | undefined)[] {
    return this.registry.probes().map(({ probe }) => probe.condition);
  }

  private apply(event: Event): void {
    this.registry.apply(event);
    this.comments.follow(event);
  }
}

test("half of a condition never gets into a program while the user types", async () => {
  const scene = new Scene(SHOP);
  const seen = new Set<unknown>();
  const look = scene.comments.follow.bind(scene.comments);
  scene.comments.follow = (event) => {
    look(event);
    for (const condition of scene.conditions()) seen.add(condition);
  };
  await scene.type("  #? if total > 100", SETTLE_MS - 1);
  expect([...seen]).toEqual([]);
  await scene.wait(SETTLE_MS);
  expect(scene.conditions()).toEqual(["total > 100"]);
});

test("mistakes are told when the user stops, and not while the next word is typed", async () => {
  const scene = new Scene(SHOP);
  await scene.type("  #? total if", 10);
  expect(scene.comments.problems(URI)).toEqual([]);
  await scene.wait(SETTLE_MS);
  expect(scene.comments.problems(URI)).toHaveLength(1);
  edit(scene.registry, "total if", "total if t");
  scene.comments.follow({ type: "document-edited", uri: URI, changes: [] });
  expect(scene.comments.problems(URI)).toEqual([]);
  await scene.wait(SETTLE_MS);
  expect(scene.comments.problems(URI)).toMatchObject([
    { severity: "warning", reason: "t is not known here" },
  ]);
});

test("nothing is left to be done when the document is closed or the server stops", async () => {
  for (const end of ["close", "stop"]) {
    const scene = new Scene(SHOP);
    await scene.type("  #?", 1);
    if (end === "stop") scene.comments.stop();
    else scene.comments.follow({ type: "document-closed", uri: URI });
    expect(scene.clock.pending).toBe(0);
  }
});
