/** A real server in a private folder, driven by the small editor, with a Python file to work on. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { FakeEditor } from "../../e2e/editor.js";
import type { EditorOptions } from "../../e2e/introduction.js";

export const SHOP = `\
"""What the shop sells."""
import math

# Prices are in cents.
class Cart:
    def total(self, items):
        """The sum of all."""
        total = sum(item.price for item in items)

        if total > 1000:
            total = round(
                total * 0.9
            )
        return total
`;

export const ADD = "Snappoint: add snapshot point";
export const MORE = "Snappoint: capture more";
export const LESS = "Snappoint: capture less";
export const REMOVE = "Snappoint: remove snapshot point";
export const WRITE = "Snappoint: write this snapshot point as a comment";
export const PAUSE = "Snappoint: pause snapshot point";
export const RESUME = "Snappoint: resume snapshot point";
export const PAUSE_ALL = "Snappoint: pause all snapshot points in this file";
export const RESUME_ALL = "Snappoint: resume all snapshot points in this file";
export const REMOVE_EVERYWHERE = "Snappoint: remove all snapshot points in the workspace";
export const REMOVE_ALL = "Snappoint: remove all snapshot points in this file";

export interface Fixture {
  editor: FakeEditor;
  /** A file with the text of `SHOP`, already open. */
  shop: string;
  uri: string;
  folder: string;
  runtimeDir: string;
}

/** Runs a test with an editor of its own; the server must end with exit code 0 afterwards. */
export async function withEditor(
  options: EditorOptions,
  use: (fixture: Fixture) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "snappoint-lsp-"));
  const runtimeDir = path.join(folder, "run");
  mkdirSync(runtimeDir, { mode: 0o700 });
  const shop = path.join(folder, "shop.py");
  writeFileSync(shop, SHOP);
  const env = { SNAPPOINT_RUNTIME_DIR: runtimeDir, ...options.env };
  const editor = await FakeEditor.start({ ...options, env });
  try {
    editor.open(shop);
    await use({ editor, shop, uri: pathToFileURL(shop).href, folder, runtimeDir });
    expect(await editor.quit()).toBe(0);
  } finally {
    await editor.kill();
    rmSync(folder, { recursive: true });
  }
}

/** The 0-based line on which a piece of SHOP stands. */
export function lineOf(piece: string, text = SHOP): number {
  const line = text.split("\n").findIndex((one) => one.includes(piece));
  if (line < 0) throw new Error(`no line contains ${JSON.stringify(piece)}`);
  return line;
}
