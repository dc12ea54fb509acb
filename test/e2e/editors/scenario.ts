/** What every editor must show of a running program, whatever its means of showing. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newestSupportedPython } from "../../../scripts/pythons.mjs";
import { until } from "../../until.js";
import { WebServer } from "./web-server.js";

/** An editor with the file of the running program open, driven as its user would. */
export interface Driver {
  /** Puts the cursor on a line (0-based). */
  go(line: number): Promise<void>;
  /** Chooses the code action with this title for the cursor's line from the editor's own menu. */
  choose(title: string): Promise<void>;
  /** Has the point at the cursor's line show values only when a condition holds. */
  addWhen(condition: string): Promise<void>;
  /** What the user sees beside a line, empty when that is nothing. */
  beside(line: number): Promise<string>;
  /** Everything that the user could see beside a line while something goes on, in order. */
  record(line: number, during: Promise<unknown>): Promise<string[]>;
  close(): Promise<void>;
}

/** An editor in which a test types into the text. */
export interface Typist extends Driver {
  /** Types at the end of the cursor's line. */
  append(text: string): Promise<void>;
  /** Takes back what was typed. */
  undo(): Promise<void>;
}

export const ADD = "Snappoint: add snapshot point";
const REMOVE = "Snappoint: remove snapshot point";
const STATEMENT = "if os.path.isdir(path):";
const PACE = { perSecond: 20, seconds: process.env.CI ? 3 : 10 };

/** What else an editor must show; the cursor is on a line without a point that each request passes. */
type Further<Editor> = (editor: Editor, web: WebServer) => Promise<void>;

export function checkEditor<Editor extends Driver>(
  name: string,
  open: (web: WebServer) => Promise<Editor>,
  further: Record<string, Further<Editor>> = {},
): void {
  describe(name, () => {
    let web: WebServer;
    let editor: Editor;
    let line: number;

    beforeAll(async () => {
      const python = newestSupportedPython();
      if (!python) throw new Error("no Python 3.11 to 3.13 found");
      web = await WebServer.start(python.path);
      editor = await open(web);
      line = web.lineOfSendHead(STATEMENT);
      await editor.go(line);
    });

    afterAll(async () => {
      await editor?.close();
      await web?.stop();
    });

    test("the values of each request stand beside its line, without a key press, until the point is removed", async () => {
      await editor.choose(ADD);
      await shown("word that it is armed", "no hit yet");
      await requested("/one.txt", "one.txt");
      await requested("/two.txt", "two.txt");
      await remove();
      expect(await web.get("/one.txt")).toBe("one.txt\n");
    });

    test("a condition that was typed holds back the values of the point that is there", async () => {
      await editor.choose(ADD);
      await shown("word that it is armed", "no hit yet");
      await editor.addWhen("'two' in path");
      await requested("/one.txt", "true in");
      await requested("/two.txt", "two.txt");
      await remove();
    });

    test("between two values there is never nothing", async () => {
      await editor.choose(ADD);
      await shown("word that it is armed", "no hit yet");
      await requested("/one.txt", "one.txt");
      const texts = await editor.record(line, web.visit(PACE));
      expect(texts.filter((text) => text === "")).toEqual([]);
      expect(new Set(texts).size).toBeGreaterThan(PACE.seconds);
      await remove();
    });

    test.each(Object.entries(further))("%s", async (_title, check) => check(editor, web));

    /** A busy machine may leave a hit out of what is captured, so the page is asked for until one is shown. */
    async function requested(page: string, text: string): Promise<void> {
      await until(
        `“${text}” beside line ${line + 1}`,
        async () => {
          await web.get(page);
          return editor.beside(line);
        },
        (seen) => seen.includes(text),
      );
    }

    async function remove(): Promise<void> {
      await editor.choose(REMOVE);
      await until(
        "nothing beside the line",
        () => editor.beside(line),
        (text) => text === "",
      );
    }

    async function shown(what: string, text: string): Promise<void> {
      await until(
        `${what} beside line ${line + 1}`,
        () => editor.beside(line),
        (seen) => seen.includes(text),
      );
    }
  });
}

/** A further check of editors that type. */
export const TYPED_COMMENT = {
  "a comment that is typed is a point, and is gone when that is undone": async (
    editor: Typist,
    web: WebServer,
  ): Promise<void> => {
    const line = web.lineOfSendHead(STATEMENT);
    const beside = () => editor.beside(line);
    await editor.append("  #? if 'two' in path");
    await until("word that it is armed", beside, (text) => text.includes("no hit yet"));
    await until(
      "the values of the second page",
      () => web.get("/two.txt").then(beside),
      (text) => text.includes("two.txt"),
    );
    await editor.undo();
    await until("nothing beside the line", beside, (text) => text === "");
  },
};

/** The states that `look` gives one after another until `during` has ended. */
export async function statesUntil<State>(
  look: () => Promise<State>,
  during: Promise<unknown>,
): Promise<State[]> {
  let over = false;
  const ended = during.finally(() => {
    over = true;
  });
  const states: State[] = [];
  do {
    const state = await look();
    if (state !== states.at(-1)) states.push(state);
    await pause(5);
  } while (!over);
  await ended;
  return states;
}
