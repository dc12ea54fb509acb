/** A Python file is read as Python reads it. */
import { expect, test } from "vitest";
import { pythonText, UnreadableText } from "../../../server/probes/python-text.js";

function check(bytes: string, text: string): void {
  expect(pythonText(Buffer.from(bytes, "latin1"))).toBe(text);
}

test("UTF-8 where nothing is said", () => {
  check("x = '\u00C3\u00A9'\n", "x = 'é'\n");
});

test("a byte order mark goes before everything", () => {
  check("\u00EF\u00BB\u00BF# coding: latin-1\nx = '\u00C3\u00A9'\n", "# coding: latin-1\nx = 'é'\n");
});

test("a cookie in the first line, or in the second behind a comment", () => {
  check("# -*- coding: latin-1 -*-\nx = '\u00E9\u0080'\n", "# -*- coding: latin-1 -*-\nx = 'é\u0080'\n");
  check(
    "#!/usr/bin/python\n# vim: set fileencoding=iso8859-15 :\n'\u00A4'\n",
    "#!/usr/bin/python\n# vim: set fileencoding=iso8859-15 :\n'€'\n",
  );
});

test("a cookie behind code is none", () => {
  check("x = 1\n# coding: latin-1\n'\u00C3\u00A9'\n", "x = 1\n# coding: latin-1\n'é'\n");
});

test("what can't be read says why", () => {
  expect(() => pythonText(Buffer.from("'\u00E9'", "latin1"))).toThrow(
    new UnreadableText("it is not utf-8 text"),
  );
  expect(() => pythonText(Buffer.from("# coding: rot13\n", "latin1"))).toThrow(
    new UnreadableText("its encoding rot13 is not known here"),
  );
});
