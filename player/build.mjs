// Builds dist/player.html: src/index.html with the bundled script and style inside, and a
// Content-Security-Policy that lets exactly that script run.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SRC = join(HERE, "src");
const OUT = join(HERE, "dist", "player.html");
const LIMIT_BYTES = 350_000;
const TARGET = ["chrome110", "firefox115", "safari16.4"];

// The export replaces CONNECT by "connect-src 'none'": a replay in a file of its own has no need of a network.
const CONNECT = "connect-src 'self' http: https: ws: wss: blob:";

const policy = (script) =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(script, "utf8").digest("base64")}'`,
    "style-src 'unsafe-inline'", // media-chrome styles its elements with inline style sheets
    "img-src data: blob:",
    CONNECT,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");

// `import css from "./x.css"` gives the minified text, for style sheets of shadow roots.
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => ({ contents: await style(path), loader: "text" }));
  },
};

// A style sheet with what it imports.
async function style(path) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [path],
    bundle: true,
    write: false,
    minify: true,
    target: TARGET,
    legalComments: "none",
  });
  return outputFiles[0].text.trim();
}

// The licences of the packages whose code is in the bundle, for its first comment.
function notices(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
    if (name !== undefined) packages.add(name);
  }
  return [...packages].sort().map((name) => {
    const folder = join(HERE, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : `\n${readFileSync(join(folder, file), "utf8").trim()}`;
    return `${name} ${version} (${license})${text}`;
  });
}

async function script() {
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [join(SRC, "main.ts")],
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: "iife",
    target: TARGET,
    charset: "utf8",
    legalComments: "none",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: [cssAsText],
  });
  const code = result.outputFiles[0].text;
  const comment = ["h5rec player (BSD-3-Clause), with", ...notices(Object.keys(result.metafile.inputs))]
    .join("\n\n")
    .replaceAll("*/", "* /");
  // Inside <script>, only these character sequences mean something to an HTML parser.
  return `/*\n${comment}\n*/\n${code}`
    .replaceAll("\r\n", "\n")
    .replaceAll(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "\\x3C!--");
}

function fill(template, values) {
  for (const name of Object.keys(values)) {
    if (template.split(`{{${name}}}`).length !== 2) {
      throw new Error(`src/index.html must contain {{${name}}} exactly once`);
    }
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole);
}

async function build() {
  const code = await script();
  const css = existsSync(join(SRC, "style.css")) ? await style(join(SRC, "style.css")) : "";
  const page = fill(readFileSync(join(SRC, "index.html"), "utf8"), {
    policy: policy(code),
    style: css,
    script: code,
  });
  if (page.split(CONNECT).length !== 2) throw new Error("connect-src must be in the page exactly once");
  const size = Buffer.byteLength(page);
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, page);
  console.log(`${relative(HERE, OUT)}: ${(size / 1000).toFixed(1)} kB`);
  if (size > LIMIT_BYTES) throw new Error(`the player is larger than ${LIMIT_BYTES / 1000} kB`);
}

try {
  await build();
} catch (error) {
  console.error(`player: ${error.message}`);
  process.exitCode = 1;
}
