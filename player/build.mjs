// Builds dist/player.html and dist/conformance.html: a template with the bundled script and style inside, and a
// Content-Security-Policy that lets exactly that script run.

import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SRC = join(HERE, "src");
const TARGET = ["chrome110", "firefox115", "safari16.4"];

// The export replaces CONNECT by "connect-src 'none'": a replay in a file of its own has no need of a network.
const CONNECT = "connect-src 'self' http: https: ws: wss: blob:";

const PAGES = [
  {
    out: join(HERE, "dist", "player.html"),
    limitBytes: 350_000,
    template: join(SRC, "index.html"),
    script: join(SRC, "main.ts"),
    style: join(SRC, "style.css"),
    name: "player",
    rules: ["img-src data: blob:", CONNECT],
  },
  {
    out: join(HERE, "dist", "conformance.html"),
    limitBytes: 40_000,
    template: join(SRC, "conformance", "page.html"),
    script: join(SRC, "conformance", "main.ts"),
    style: join(SRC, "conformance", "page.css"),
    name: "conformance page",
    rules: ["img-src 'self' file: data:"], // files beside the page
  },
];

const policy = (script, rules) =>
  [
    "default-src 'none'",
    `script-src 'sha256-${createHash("sha256").update(script, "utf8").digest("base64")}'`,
    "style-src 'unsafe-inline'", // media-chrome styles its elements with inline style sheets
    ...rules,
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

async function script(entry, name) {
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [entry],
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
  const others = notices(Object.keys(result.metafile.inputs));
  const comment = [`h5rec ${name} (BSD-3-Clause)${others.length > 0 ? ", with" : ""}`, ...others]
    .join("\n\n")
    .replaceAll("*/", "* /");
  // Inside <script>, only these character sequences mean something to an HTML parser.
  return `/*\n${comment}\n*/\n${code}`
    .replaceAll("\r\n", "\n")
    .replaceAll(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "\\x3C!--");
}

function fill(path, values) {
  const template = readFileSync(path, "utf8");
  for (const name of Object.keys(values)) {
    if (template.split(`{{${name}}}`).length !== 2) {
      throw new Error(`${relative(HERE, path)} must contain {{${name}}} exactly once`);
    }
  }
  return template.replaceAll(/\{\{(\w+)\}\}/g, (whole, name) => values[name] ?? whole);
}

async function build(page) {
  const code = await script(page.script, page.name);
  const html = fill(page.template, {
    policy: policy(code, page.rules),
    style: await style(page.style),
    script: code,
  });
  if (page.rules.includes(CONNECT) && html.split(CONNECT).length !== 2) {
    throw new Error("connect-src must be in the page exactly once");
  }
  const size = Buffer.byteLength(html);
  mkdirSync(dirname(page.out), { recursive: true });
  writeFileSync(page.out, html);
  console.log(`${relative(HERE, page.out)}: ${(size / 1000).toFixed(1)} kB`);
  if (size > page.limitBytes) throw new Error(`the ${page.name} is larger than ${page.limitBytes / 1000} kB`);
}

try {
  for (const page of PAGES) await build(page);
} catch (error) {
  console.error(`player: ${error.message}`);
  process.exitCode = 1;
}
