/** How a value went over its captures. */
import { expect, test } from "vitest";
import { history } from "../../../server/view/history.js";
import { toPlainText } from "../../../server/view/markup.js";
import { sparkline } from "../../../server/view/sparkline.js";

/** The history of values that were captured a second apart; given oldest first, as `type text`. */
function of(...values: string[]): string[] {
  const moments = values.map((value, time) => {
    const [type = "", ...text] = value.split(" ");
    return { time, value: { type, text: text.join(" ") } };
  });
  return toPlainText(history("total", moments.reverse()))
    .split("\n")
    .filter((line) => line !== "");
}

test("of numbers a line of bars from the oldest to the newest, and their spread", () => {
  expect(of("int 1", "int 5", "float 2.5", "int 8", "int 1")).toEqual([
    "5 captured values of total in 4 s:",
    "- ▁▅▃█▁ min 1, mean 3.5, max 8",
    "- 4 different: 1 ×2, 8 ×1, 2.5 ×1, 5 ×1",
  ]);
});

test("of others how often each was there, the most frequent first", () => {
  expect(of("str 'a'", "str 'b'", "str 'b'", "str 'c'").at(-1)).toBe("- 3 different: 'b' ×2, 'c' ×1, 'a' ×1");
  expect(of("bool True", "bool True")).toEqual(["2 captured values of total in 1 s:", "- always the same"]);
  expect(of("str 'a'", "str 'b'").at(-1)).toBe("- all different");
});

test("of very many only the most frequent", () => {
  const many = Array.from({ length: 90 }, (_, index) => `str '${index % 30}'`);
  expect(of(...many, "str 'often'", "str 'often'", "str 'often'", "str 'often'").at(-1)).toMatch(
    /^- 31 different: 'often' ×4, ('\d+' ×3, ){5}and 25 more$/,
  );
});

test("of many that were there once, only how many they are", () => {
  const once = Array.from({ length: 20 }, (_, index) => `int ${index}`);
  expect(of(...once, "int 7").at(-1)).toBe("- 20 different: 7 ×2, and 19 more");
});

test("None among them is told, and disturbs no numbers", () => {
  expect(of("int 3", "NoneType None", "int 5", "NoneType None")).toEqual([
    "4 captured values of total in 3 s:",
    "- ▁█ min 3, mean 4, max 5",
    "- None in 50 % of them",
    "- 3 different: None ×2, 5 ×1, 3 ×1",
  ]);
});

test("what cannot be drawn is left out of the bars", () => {
  expect(of("float nan", "int 1", "float inf", "int 2", "str '3'")[1]).toBe("- ▁█ min 1, mean 1.5, max 2");
  const huge = `int 1${"0".repeat(400)}`;
  expect(of("int 1", huge, "int 2")[1]).toBe("- ▁█ min 1, mean 1.5, max 2");
});

test("one value has no history", () => expect(of("int 1")).toEqual([]));

test("a long history is drawn up to its newest forty", () => {
  const bars = of(...Array.from({ length: 100 }, (_, index) => `int ${index}`))[1];
  expect(bars).toMatch(/^- [▁▂▃▄▅▆▇█]{40} min 0, mean 49.5, max 99$/);
});

test("bars", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe("▁▂▃▄▅▆▇█");
  expect(sparkline([5, 5, 5])).toBe("▁▁▁");
  expect(sparkline([-1e308, 1e308])).toBe("▁█");
});
