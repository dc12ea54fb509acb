/** Packs the extension for VS Code: `dist/snappoint.vsix`, with the language server and the agent inside. */
import { createWriteStream, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { build } from "esbuild";
import yazl from "yazl";
import { filesUnder, ROOT } from "./stage.mjs";

const CLIENT = join(ROOT, "clients", "vscode");
const BUNDLE = join(ROOT, "dist", "vscode", "extension.js");
const VSIX = join(ROOT, "dist", "snappoint.vsix");

/** Sources and other systems' machine code, which the server does not load. */
const UNUSED =
  /tree-sitter-python\/(?!package\.json|LICENSE|.*\.wasm$)|\/web-tree-sitter\/debug\/|\/node-(addon-api|gyp-build)\/|\.map$|\.d\.[cm]?ts$/;

/** Puts the extension into one file, and packs that with the server. */
async function packExtension() {
  await build({
    entryPoints: [join(CLIENT, "src", "extension.ts")],
    outfile: BUNDLE,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    external: ["vscode"],
    logLevel: "warning",
  });
  const zip = new yazl.ZipFile();
  const manifest = JSON.parse(readFileSync(join(CLIENT, "package.json"), "utf8"));
  zip.addBuffer(Buffer.from(contentTypes()), "[Content_Types].xml");
  zip.addBuffer(Buffer.from(vsixManifest(manifest)), "extension.vsixmanifest");
  zip.addFile(BUNDLE, "extension/extension.js");
  for (const name of ["package.json", "README.md", "icon.svg", "screenshot.png"])
    zip.addFile(join(CLIENT, name), `extension/${name}`);
  zip.addFile(join(ROOT, "LICENSE"), "extension/LICENSE.txt");
  for (const file of serverFiles()) zip.addFile(join(ROOT, file), `extension/server/${file}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(VSIX));
}

/** What is published, and the packages that it needs at run time: those that the lock file has no `dev` beside. */
function serverFiles() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8"));
  const needed = Object.keys(packages).filter((path) => path && !packages[path].dev && !packages[path].peer);
  return ["bin", "dist/server", "agent", ...needed]
    .flatMap((folder) => filesUnder(folder, ""))
    .filter((path) => statSync(path).isFile())
    .map((path) => path.slice(ROOT.length + 1).replaceAll("\\", "/"))
    .filter((path) => !UNUSED.test(path) && !path.includes("__pycache__"))
    .concat("package.json");
}

/** The types of files, by their endings, that the format wants told. */
function contentTypes() {
  const types = { json: "application/json", js: "application/javascript", md: "text/markdown" };
  const others = ["vsixmanifest", "svg", "png", "txt", "py", "wasm", "mjs", "cjs", "toml", "pyi", "typed"];
  const all = [...Object.entries(types), ...others.map((ending) => [ending, "application/octet-stream"])];
  const lines = all.map(([ending, type]) => `<Default Extension=".${ending}" ContentType="${type}"/>`);
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${lines.join("")}</Types>
`;
}

/** @param {{ name: string, version: string, publisher: string, displayName: string, description: string, keywords: string[], categories: string[], engines: { vscode: string }, extensionKind: string[] }} it */
function vsixManifest(it) {
  const schema = "http://schemas.microsoft.com/developer/vsx-schema";
  const code = "Microsoft.VisualStudio.Code";
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="${schema}/2011" xmlns:d="${schema}-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${it.name}" Version="${it.version}" Publisher="${it.publisher}"/>
    <DisplayName>${it.displayName}</DisplayName>
    <Description xml:space="preserve">${it.description}</Description>
    <Tags>${it.keywords.join(",")}</Tags>
    <Categories>${it.categories.join(",")}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
      <Property Id="${code}.Engine" Value="${it.engines.vscode}"/>
      <Property Id="${code}.ExtensionKind" Value="${it.extensionKind.join(",")}"/>
    </Properties>
    <License>extension/LICENSE.txt</License>
  </Metadata>
  <Installation><InstallationTarget Id="${code}"/></Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="${code}.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/README.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

await packExtension();
console.log(VSIX);
