/** Where on the network a program listens. */

const MOST_PORTS = 100;

export interface Address {
  host: string;
  firstPort: number;
  /** Each process of a program has one port of its own, from the first on. */
  lastPort: number;
}

/** @param address `HOST:PORT` or `HOST:FIRST-LAST`, also with `tcp://` before it */
export function addressIn(address: string): Address | undefined {
  const match = /^(?:tcp:\/\/)?(?:\[([\w:.%]+)\]|([^\s:/[\]]+)):(\d{1,5})(?:-(\d{1,5}))?\/?$/.exec(address);
  if (!match) return undefined;
  const [, literal, name, first, last = first] = match;
  const found = { host: literal ?? name ?? "", firstPort: Number(first), lastPort: Number(last) };
  const { firstPort, lastPort } = found;
  const isRange = firstPort > 0 && firstPort <= lastPort && lastPort <= 65_535;
  return isRange && lastPort - firstPort < MOST_PORTS ? found : undefined;
}

/** As a person would write it. */
export function addressText({ host, firstPort, lastPort }: Address): string {
  const shown = host.includes(":") ? `[${host}]` : host;
  return `${shown}:${firstPort}${lastPort > firstPort ? `-${lastPort}` : ""}`;
}
