/** What is wanted at `‸`. */
import { expect, test } from "vitest";
import { wantedAt } from "../../../server/comments/cursor.js";

test.each<[string, string | undefined]>([
  ["#?‸", "name, first"],
  ["#? ‸", "name, first"],
  ["#? to‸tal", "name, first"],
  ["#? a, to‸", "name"],
  ["#? a if to‸", "name"],
  ["#? a +‸", "name"],
  ["#? order.‸", "attribute of order"],
  ["#? order.to‸", "attribute of order"],
  ["#? order.lines[0].pr‸", "attribute of order.lines[0]"],
  ["#? order['a'].‸", "attribute of order['a']"],
  ["#? a, größe.x.‸", "attribute of größe.x"],
  ["#? len(order.‸", "attribute of order"],
  ["#? order[‸", "key of order"],
  ["#? order['na‸", "key of order"],
  ['#? order.lines["‸', "key of order.lines"],
  ["#? @‸", "word"],
  ["#? @more @co‸", "word"],
  ["#? @count if x‸", "name"],
  ['#? "a={‸', "name, first"],
  ['#? "a={order.‸', "attribute of order"],
  ['#? "a={a} {row["‸', "key of row"],
  ['#? "a={a}" if b‸', "name"],
  ['#? "‸', undefined],
  ['#? "a={a} b‸', undefined],
  ['#? "{{‸', undefined],
  ["#? a == 'b‸", undefined],
  ["#? a == 'b.‸", undefined],
  ["#? a  # rem‸", undefined],
  ["#? 1.‸", undefined],
  ["#? f().‸", undefined],
])("%s", (text, expected) => {
  const at = text.indexOf("‸");
  const wanted = wantedAt(text.slice(0, at));
  const told =
    wanted &&
    (wanted.what === "name"
      ? `name${wanted.isFirst ? ", first" : ""}`
      : "of" in wanted
        ? `${wanted.what} of ${wanted.of}`
        : wanted.what);
  expect(told).toBe(expected);
});

test("where what is being typed begins", () => {
  const begun = (text: string) => text.slice(wantedAt(text)?.from);
  expect(begun("#? a, tot")).toBe("tot");
  expect(begun("#? order.to")).toBe("to");
  expect(begun("#? order['na")).toBe("'na");
  expect(begun("#? @co")).toBe("@co");
  expect(begun('#? "{order.x')).toBe("x");
});
