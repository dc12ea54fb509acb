/** Addresses on the network, as people write them. */
import { expect, test } from "vitest";
import { addressIn, addressText } from "../../../server/relay/address.js";
import { remoteFile } from "../../../server/relay/remote.js";

test.each<[string, string, number, number]>([
  ["web-1:4711", "web-1", 4711, 4711],
  ["tcp://web-1:4711", "web-1", 4711, 4711],
  ["tcp://0.0.0.0:4711-4720/", "0.0.0.0", 4711, 4720],
  ["[fe80::1%eth0]:4711", "fe80::1%eth0", 4711, 4711],
  ["a:1-100", "a", 1, 100],
])("%s", (text, host, firstPort, lastPort) => {
  const address = addressIn(text);
  expect(address).toEqual({ host, firstPort, lastPort });
  expect(address && addressIn(addressText(address))).toEqual(address);
});

test.each([
  "",
  "web-1",
  "4711",
  ":4711",
  "web-1:0",
  "web-1:65536",
  "a:2-1",
  "a:1-101",
  "a b:1",
  "http://a:1",
  "a:1:2",
])("%s is none", (text) => {
  expect(addressIn(text)).toBeUndefined();
});

test("each has a file of its own, whose name leads nowhere else", () => {
  const file = (text: string) =>
    remoteFile("/run", addressIn(text) as NonNullable<ReturnType<typeof addressIn>>);
  expect(file("web-1:4711-4712")).toBe("/run/web-1_4711-4712.remote");
  expect(file("[::1]:4711")).toBe("/run/___1__4711.remote");
  expect(file("..%2f:4711")).toBe("/run/.._2f_4711.remote");
});
