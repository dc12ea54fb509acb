/** Which probes go and come when the comments of a text are read. */
import { beforeAll, expect, test } from "vitest";
import { placeComments } from "../../../server/comments/placed.js";
import { difference } from "../../../server/comments/reconcile.js";
import { Registry } from "../../../server/probes/registry.js";
import { siteOf } from "../../../server/probes/site.js";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { addProbe, edit, FILE, URI } from "../probes/fixture.js";

beforeAll(loadGrammar);

const SHOP = "def f(a):\n    b = a\n    return b\n";

/** Reads the comments of the open document as the server does, and tells what that changed: `-p1`, `+b if b`. */
function read(registry: Registry): string[] {
  const source = registry.source(URI);
  if (!source) throw new Error("the document is not open");
  const { removed, added } = difference(registry.probes(URI), placeComments(source));
  const adding = added.flatMap(({ kind, asked, statement, text }) => {
    if (!asked || !statement) throw new Error(`${text} asks for nothing`);
    const site = siteOf(kind, FILE, source.text, statement);
    return [
      { type: "probe-added", uri: URI, kind, site, text: source.text, wishes: asked, comment: true } as const,
    ];
  });
  registry.apply({ type: "comments-read", uri: URI, removed, added: adding });
  return [...removed.map((id) => `-${id}`), ...added.map(({ text }) => `+${text.slice("#? ".length)}`)];
}

function opened(text: string): Registry {
  const registry = new Registry();
  registry.apply({ type: "document-opened", uri: URI, text });
  return registry;
}

test("one comes with its comment, stays with it, changes with it and goes with it", () => {
  const registry = opened(SHOP.replace("b = a", "b = a  #? b"));
  expect(read(registry)).toEqual(["+b"]);
  expect(read(registry)).toEqual([]);
  edit(registry, "#? b", "#? b if b");
  expect(read(registry)).toEqual(["-p1", "+b if b"]);
  edit(registry, "#? b if b", "#?   b   if   b  # remark");
  expect(read(registry)).toEqual([]);
  edit(registry, "  #?   b   if   b  # remark", "");
  expect(read(registry)).toEqual(["-p2"]);
});

test("while the comment is wrong, the probe stays", () => {
  const registry = opened(SHOP.replace("b = a", "b = a  #? b"));
  read(registry);
  edit(registry, "#? b", "#? b if");
  expect(read(registry)).toEqual([]);
  edit(registry, "#? b if", "#? b");
  expect(read(registry)).toEqual([]);
});

test("it moves with its statement, also while that is edited, and is another one on another statement", () => {
  const registry = opened(SHOP.replace("b = a", "b = a  #? b"));
  read(registry);
  edit(registry, "def f", "import os\n\ndef f");
  expect(read(registry)).toEqual([]);
  edit(registry, "b = a", "b = -a");
  expect(read(registry)).toEqual([]);
  edit(registry, "  #? b", "");
  edit(registry, "return b", "return b  #? b");
  expect(read(registry)).toEqual(["-p1", "+b"]);
});

test("several on one statement", () => {
  const registry = opened("f(  #? a\n  1,  #? if b\n)  #? c\n");
  expect(read(registry)).toEqual(["+a", "+if b", "+c"]);
  edit(registry, "  #? c", "");
  expect(read(registry)).toEqual(["-p3"]);
});

test("the same asked for twice at one place is one probe", () => {
  const registry = opened("f(  #? a\n  1,  #?  a\n)  #? c\n");
  expect(read(registry)).toEqual(["+a", "+c"]);
  expect(read(registry)).toEqual([]);
});

test("what an action has made is left alone, the same asked for twice too", () => {
  const registry = opened(SHOP);
  addProbe(registry, SHOP.replace("return b", "«return b»"));
  edit(registry, "return b", "return b  #?");
  expect(read(registry)).toHaveLength(1);
  expect(registry.probes().map(({ probe }) => [probe.id, probe.comment])).toEqual([
    ["p1", undefined],
    ["p2", true],
  ]);
  edit(registry, "  #?", "");
  expect(read(registry)).toEqual(["-p2"]);
  expect(registry.probes().map(({ probe }) => probe.id)).toEqual(["p1"]);
});
