import { beforeAll, expect, test } from "vitest";
import { loadGrammar } from "../../../server/source-map/parser.js";
import { SourceText } from "../../../server/source-map/source-text.js";

beforeAll(loadGrammar);

const TEXT = `# 0
import os

def f():
    """4

    6"""
    # 7
    x = (
        9
    ); y = x
    return y
`;

function nearest(line: number, count: number): number[] {
  const source = new SourceText(TEXT);
  const lines = source.nearestLines(line, count);
  source.dispose();
  return lines;
}

test("the nearest lines on which statements begin come first, each once", () => {
  expect(nearest(0, 3)).toEqual([1, 3, 8]);
  expect(nearest(7, 2)).toEqual([8, 10]);
});

test("of two as near the later one comes first", () => {
  expect(nearest(2, 2)).toEqual([3, 1]);
});

test("there are no more than there are", () => {
  expect(nearest(100, 100)).toEqual([11, 10, 8, 3, 1]);
  expect(new SourceText("# nothing\n").nearestLines(0, 3)).toEqual([]);
});
