/** Probe comments in the real server: what becomes of them while the user types. No program runs here. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { until } from "../../until.js";
import { ADD, type Fixture, lineOf, MORE, REMOVE, REMOVE_ALL, SHOP, WRITE, withEditor } from "./fixture.js";

const TOTAL = "total = sum(item.price for item in items)";
const RETURN = "return total";
const TOTAL_LINE = lineOf(TOTAL);
const RETURN_LINE = lineOf(RETURN);

interface Listed {
  line: number;
  kind: string;
  comment?: true;
  condition?: string;
  expressions?: string[];
  message?: string;
  detail?: string;
}

/** The probes that comments have made: line, kind and what is asked for. */
async function fromComments({ editor }: Fixture): Promise<string[]> {
  const listed = await editor.execute<Listed[]>("snappoint.listProbes");
  return listed
    .filter(({ comment }) => comment)
    .toSorted((one, other) => one.line - other.line)
    .map(({ line, kind, condition, expressions, message, detail }) => {
      const asked = [expressions?.join(", "), message, condition && `if ${condition}`, detail];
      return [line, kind, ...asked.filter((each) => each !== undefined)].join(" ");
    });
}

function untilProbes(fixture: Fixture, expected: string[]): Promise<string[]> {
  return until(
    JSON.stringify(expected),
    () => fromComments(fixture),
    (found) => JSON.stringify(found) === JSON.stringify(expected),
  );
}

/** Replaces a statement of the shop by itself with a comment behind it. */
function comment({ editor, shop }: Fixture, statement: string, text: string): void {
  editor.edit(shop, statement, `${statement}  ${text}`);
}

test("a comment that is typed becomes a probe, follows what is typed, and goes with the comment", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, TOTAL, "#? total, len(items)");
    await untilProbes(fixture, [`${TOTAL_LINE} snapshot total, len(items)`]);
    await editor.waitForBeside(shop, TOTAL_LINE, "no running program");
    editor.edit(shop, "#? total, len(items)", "#? if total > 100");
    await untilProbes(fixture, [`${TOTAL_LINE} snapshot if total > 100`]);
    editor.edit(shop, "#? if total > 100", '#? "total={total}"');
    await untilProbes(fixture, [`${TOTAL_LINE} log total={total}`]);
    editor.edit(shop, '  #? "total={total}"', "");
    await untilProbes(fixture, []);
    await editor.waitForBeside(shop, TOTAL_LINE, "");
    expect(editor.text(shop)).toBe(SHOP);
  }));

test("a file that is opened brings its probes, of every kind", () =>
  withEditor({}, async (fixture) => {
    const { editor, folder } = fixture;
    const file = path.join(folder, "cart.py");
    const text = `\
import math  #? @count if math
@math.cached  #?
def tax(price,  # per cent
        rate):  # of the year
    """x"""  # no code
    total = price + (  #? price
        rate)  #? rate if rate > 1
    if total: return 1  #? @more
    #? @function @more if price
    note = "#? price"
    return '''
      #? total
    '''  #? note  # remark
`;
    writeFileSync(file, text);
    editor.open(file);
    await untilProbes(fixture, [
      "0 count if math",
      "2 function",
      "2 function if price more",
      "5 snapshot price",
      "5 snapshot rate if rate > 1",
      "7 snapshot more",
      "10 snapshot note",
    ]);
    editor.close(file);
    await untilProbes(fixture, []);
  }));

test("while it is wrong, the probe stays as it was", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, RETURN, "#? total");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot total`]);
    editor.edit(shop, "#? total", "#? total if");
    await editor.waitFor("the mistake to be told", () => editor.diagnostics(shop).length === 1);
    expect(await fromComments(fixture)).toEqual([`${RETURN_LINE} snapshot total`]);
    editor.edit(shop, "#? total if", "#? total if total > 1");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot total if total > 1`]);
    expect(editor.diagnostics(shop)).toEqual([]);
  }));

test("saving carries out what is typed without a pause", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, RETURN, "#? total");
    editor.save(shop);
    expect(await fromComments(fixture)).toEqual([`${RETURN_LINE} snapshot total`]);
  }));

test("it follows its statement, and stays with it when that is edited", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, RETURN, "#? total");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot total`]);
    editor.edit(shop, "import math\n", "import math\nimport os\n");
    await untilProbes(fixture, [`${RETURN_LINE + 1} snapshot total`]);
    editor.edit(shop, "return total", "return -total");
    await editor.waitForBeside(shop, RETURN_LINE + 1, "stale: edited since");
    editor.save(shop);
    await editor.waitForBeside(shop, RETURN_LINE + 1, "no running program");
    expect(await fromComments(fixture)).toEqual([`${RETURN_LINE + 1} snapshot total`]);
  }));

test("beside a probe that an action has made", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, uri } = fixture;
    await editor.choose(shop, RETURN_LINE, ADD);
    comment(fixture, RETURN, "#?");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot`]);
    expect(await editor.execute("snappoint.listProbes")).toHaveLength(2);
    editor.edit(shop, "  #?", "");
    await untilProbes(fixture, []);
    expect(await editor.execute("snappoint.listProbes")).toMatchObject([{ uri, line: RETURN_LINE }]);
  }));

test("turned off by a setting, and on again", () =>
  withEditor({ initializationOptions: { comments: false } }, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, RETURN, "#? total if");
    editor.save(shop);
    expect(await fromComments(fixture)).toEqual([]);
    const set = (comments: boolean) =>
      editor.notify("workspace/didChangeConfiguration", { settings: { snappoint: { comments } } });
    set(true);
    await editor.waitFor("the mistake to be told", () => editor.diagnostics(shop).length === 1);
    editor.edit(shop, "#? total if", "#? total");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot total`]);
    set(false);
    await untilProbes(fixture, []);
    expect(editor.diagnostics(shop)).toEqual([]);
  }));

test("nothing is carried out before the editor has told the settings", () =>
  withEditor({ settings: { comments: false } }, async (fixture) => {
    const { editor, folder } = fixture;
    const file = path.join(folder, "cart.py");
    writeFileSync(file, "a = 1  #? a\n");
    editor.open(file);
    await editor.waitFor("the settings", () => editor.happenings.counts.has("workspace/configuration"));
    editor.save(file);
    expect(await fromComments(fixture)).toEqual([]);
  }));

test("what is suggested in a comment, and nothing elsewhere", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    comment(fixture, RETURN, "#?");
    const first = await editor.completions(shop, "#?");
    expect(first?.slice(0, 5).map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      "self: local",
      "items: local",
      "total: local",
      "Cart: global",
      "math: global",
    ]);
    const column = "        return total  #?".length;
    const at = { line: RETURN_LINE, character: column };
    expect(first?.[2]?.textEdit).toEqual({ range: { start: at, end: at }, newText: " total" });
    expect(first?.map(({ label }) => label)).toEqual(
      expect.arrayContaining(["len", "if", "@count", "@more"]),
    );

    editor.edit(shop, "#?", '#? "{it');
    const next = await editor.completions(shop, "{it");
    expect(next?.find(({ label }) => label === "items")?.textEdit).toEqual({
      range: {
        start: { line: RETURN_LINE, character: column + ' "{'.length },
        end: { line: RETURN_LINE, character: column + ' "{it'.length },
      },
      newText: "items",
    });
    expect(await editor.completions(shop, "return total")).toBeUndefined();
    expect(await editor.completions(shop, "# Prices")).toBeUndefined();
    editor.edit(shop, '"{it', '"it');
    expect(await editor.completions(shop, '"it')).toBeUndefined();
  }));

const KEEP = "Snappoint: keep this snapshot point without its comment";

test("actions turn a point into a comment, and back", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, uri } = fixture;
    await editor.execute("snappoint.addProbe", { uri, line: RETURN_LINE, condition: "total > 1" });
    await editor.choose(shop, RETURN_LINE, WRITE);
    expect(editor.text(shop)).toBe(SHOP.replace(RETURN, `${RETURN}  #? if total > 1`));
    await untilProbes(fixture, [`${RETURN_LINE} snapshot if total > 1`]);
    expect(await editor.execute("snappoint.listProbes")).toHaveLength(1);
    await editor.choose(shop, RETURN_LINE, KEEP);
    expect(editor.text(shop)).toBe(SHOP);
    await untilProbes(fixture, []);
    expect(await editor.execute("snappoint.listProbes")).toMatchObject([
      { line: RETURN_LINE, kind: "snapshot", condition: "total > 1" },
    ]);
  }));

test("what changes or removes the point of a comment changes the text", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop, uri } = fixture;
    comment(fixture, RETURN, "#? total  # the sum");
    editor.save(shop);
    await editor.choose(shop, RETURN_LINE, MORE);
    expect(editor.text(shop)).toContain("return total  #? @more total  # the sum\n");
    await untilProbes(fixture, [`${RETURN_LINE} snapshot total more`]);
    const refused = editor.execute("snappoint.removeProbe", { uri, line: RETURN_LINE });
    await expect(refused).rejects.toThrow(
      `a comment in the text asks for the probe in line ${RETURN_LINE + 1}: delete that, and it goes with it`,
    );
    await editor.choose(shop, RETURN_LINE, REMOVE);
    expect(editor.text(shop)).toContain("return total  # the sum\n");
    await untilProbes(fixture, []);
  }));

test("remove all takes the comments too, and one that is no probe is taken away by itself", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    await editor.choose(shop, lineOf("import math"), ADD);
    comment(fixture, TOTAL, "#? total");
    comment(fixture, RETURN, "#? total if");
    editor.save(shop);
    await editor.choose(shop, RETURN_LINE, "Snappoint: remove the probe comment");
    expect(editor.text(shop)).toBe(SHOP.replace(TOTAL, `${TOTAL}  #? total`));
    await editor.choose(shop, 0, REMOVE_ALL);
    expect(editor.text(shop)).toBe(SHOP);
    await untilProbes(fixture, []);
    expect(await editor.execute("snappoint.listProbes")).toEqual([]);
  }));

test("the hover over a comment says what it does, what came of it, and what could be written", () =>
  withEditor({}, async (fixture) => {
    const { editor, shop } = fixture;
    const column = `        ${RETURN}  #? to`.length;
    comment(fixture, RETURN, "#? total, items if total > 1");
    editor.save(shop);
    const text = await editor.hover(shop, RETURN_LINE, column);
    expect(text?.split("\n\n").slice(0, 2)).toEqual([
      "Snappoint probe comment: a snapshot point with `total`, `items`, only where `total > 1`",
      "**Snappoint snapshot point · 0 hits**",
    ]);
    expect(text).toContain("#? order.total if total > 100   only where the condition is true");
    expect(text).toContain("- `@count`: only counts");
    editor.edit(shop, "total, items if", "tax(total) if");
    const [first] = ((await editor.hover(shop, RETURN_LINE, column)) ?? "").split("\n\n");
    expect(first).toContain("Snappoint probe comment that does nothing yet; only these can be called: ");
    expect(await editor.hover(shop, lineOf("# Prices"), 3)).toBeUndefined();
  }));

test("only so many of one file", () =>
  withEditor({}, async (fixture) => {
    const { editor, folder } = fixture;
    const file = path.join(folder, "many.py");
    writeFileSync(file, "x = 1  #? x\n".repeat(103));
    editor.open(file);
    await editor.waitFor("the problems", () => editor.diagnostics(file).length === 3);
    expect(await fromComments(fixture)).toHaveLength(100);
    expect(editor.diagnostics(file)[0]).toEqual({
      range: { start: { line: 100, character: 7 }, end: { line: 100, character: 11 } },
      message: "only the first 100 probe comments of a file are carried out",
      severity: 2,
      source: "snappoint",
    });
  }));
