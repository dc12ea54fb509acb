/** When refreshes go out, in a time that only passes when the test says so. */
import { describe, expect, test } from "vitest";
import { Pacer } from "../../../../server/lsp/display/pacer.js";
import { TestClock } from "../test-clock.js";

interface Scenario {
  /** Moments of changes. */
  changes: number[];
  until: number;
  /** Milliseconds that each answer takes; absent: the answers never come. */
  answerAfter?: number;
  trailing?: number;
  burst?: number;
}

/** The moments at which something was sent. */
async function sends({ changes, until, answerAfter, trailing, burst = 1 }: Scenario): Promise<number[]> {
  const clock = new TestClock();
  const sent: number[] = [];
  const send = (): Promise<void> => {
    sent.push(clock.ticks());
    return new Promise((resolve) => {
      if (answerAfter !== undefined) clock.after(answerAfter, resolve);
    });
  };
  const pace = { interval: 250, burst, patience: 2000, ...(trailing === undefined ? {} : { trailing }) };
  const pacer = new Pacer(send, clock, pace);
  for (const moment of changes) {
    await clock.reach(moment);
    pacer.change();
  }
  await clock.reach(until);
  return sent;
}

describe("the leading edge", () => {
  test("a single change goes out at once", async () => {
    expect(await sends({ changes: [100], until: 5000, answerAfter: 5 })).toEqual([100]);
  });

  test("and so do a few in quick succession, but not more", async () => {
    const sent = await sends({ changes: [100, 120, 140, 160, 180], until: 5000, answerAfter: 5, burst: 3 });
    expect(sent).toEqual([100, 120, 140, 350]);
  });

  test("and so does one after a pause", async () => {
    expect(await sends({ changes: [100, 1000], until: 5000, answerAfter: 5 })).toEqual([100, 1000]);
  });
});

describe("a stream of changes", () => {
  test("goes out four times a second, however it began, and the last change is not lost", async () => {
    const changes = Array.from({ length: 100 }, (_, index) => index * 10);
    const sent = await sends({ changes, until: 5000, answerAfter: 5, burst: 3 });
    expect(sent).toEqual([0, 10, 20, 250, 500, 750, 1000]);
  });

  test("goes out at most four times a second without a burst", async () => {
    const changes = Array.from({ length: 100 }, (_, index) => index * 10);
    expect(await sends({ changes, until: 5000, answerAfter: 5 })).toEqual([0, 250, 500, 750, 1000]);
  });

  test("waits for the answer of a slow editor, with one request under way", async () => {
    const changes = Array.from({ length: 10 }, (_, index) => index * 100);
    expect(await sends({ changes, until: 5000, answerAfter: 600 })).toEqual([0, 600, 1200]);
  });

  test("goes on without an answer when none comes", async () => {
    expect(await sends({ changes: [0, 100, 4000], until: 9000 })).toEqual([0, 2000, 4000]);
  });
});

describe("the trailing refresh", () => {
  test("comes once, after the last change", async () => {
    expect(await sends({ changes: [0], until: 5000, answerAfter: 5, trailing: 400 })).toEqual([0, 400]);
  });

  test("comes after the last of several", async () => {
    const sent = await sends({ changes: [0, 200], until: 5000, answerAfter: 5, trailing: 400 });
    expect(sent).toEqual([0, 250, 600]);
  });

  test("makes no change wait", async () => {
    const sent = await sends({ changes: [0, 410], until: 5000, answerAfter: 5, trailing: 400 });
    expect(sent).toEqual([0, 400, 410, 810]);
  });

  test("is put off by each change", async () => {
    const changes = [0, 300, 600, 900];
    const sent = await sends({ changes, until: 5000, answerAfter: 5, trailing: 400 });
    expect(sent).toEqual([0, 300, 600, 900, 1300]);
  });

  test("waits for an answer that is still on its way", async () => {
    expect(await sends({ changes: [0], until: 5000, answerAfter: 700, trailing: 400 })).toEqual([0, 700]);
  });
});

test("after stop nothing is sent and no timer is left, not even for an answer that never comes", async () => {
  const clock = new TestClock();
  const sent: number[] = [];
  const send = (): Promise<void> => {
    sent.push(clock.ticks());
    return new Promise(() => {});
  };
  const pacer = new Pacer(send, clock, { interval: 250, burst: 1, patience: 2000, trailing: 400 });
  pacer.change();
  await clock.reach(10);
  pacer.change();
  pacer.stop();
  pacer.change();
  await clock.reach(5000);
  expect(sent).toEqual([0]);
  expect(clock.pending).toBe(0);
});
