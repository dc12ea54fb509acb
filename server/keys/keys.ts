/** What a program needs to be reached by network, and what those need who reach it. */
import { generateKeyPairSync, randomBytes, X509Certificate } from "node:crypto";
import { pem, selfSigned } from "./certificate.js";

const TOKEN = "SNAPPOINT TOKEN";

/** PEM files. `agent` has all of `connect`, and the private key. */
export interface Keys {
  agent: string;
  connect: string;
}

/** @param now milliseconds since the epoch */
export function newKeys(now: number): Keys {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const connect = selfSigned(privateKey, "snappoint", now) + pem(TOKEN, randomBytes(32));
  return { agent: privateKey.export({ type: "pkcs8", format: "pem" }) + connect, connect };
}

/** What somebody needs who connects; a private key beside it is not looked at. */
export interface Pass {
  certificate: string;
  token: string;
}

/** Undefined when the text holds no pass. */
export function passIn(text: string): Pass | undefined {
  const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/.exec(text)?.[0];
  const token = new RegExp(`-----BEGIN ${TOKEN}-----\\s+([\\w+/=-]{40,200})\\s+-----END ${TOKEN}-----`).exec(
    text,
  )?.[1];
  if (certificate === undefined || token === undefined) return undefined;
  try {
    new X509Certificate(certificate);
    return { certificate, token };
  } catch {
    return undefined;
  }
}
