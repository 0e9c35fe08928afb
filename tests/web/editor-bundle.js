/**
 * CodeMirror, as npm's lock pins it -> one module that the page loads, with its licences.
 * Decides that the page needs no other host and no build: the bundle is kept, and made again to be compared.
 *
 *   node tests/web/editor-bundle.js [--check]
 *
 * With --check nothing is written; a file that differs is an error.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { argv, exit, stderr } from "node:process";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const TARGET = "app/web/vendor/codemirror.js";
const root = fileURLToPath(new URL("../..", import.meta.url));
const { outputFiles, metafile } = await build({
  absWorkingDir: root, entryPoints: ["tests/web/editor-parts.js"], bundle: true, format: "esm", target: "es2022", minify: true, charset: "utf8",
  legalComments: "none", metafile: true, write: false,
});

/** The packages that something of came in, by name. */
function packages() {
  const paths = Object.keys(metafile.inputs).map((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(paths)].filter((name) => name !== undefined).sort();
}

/** A package with its version, and its licence. @param {string} name */
function told(name) {
  const { version } = JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, "utf8"));
  return { title: `${name} ${version}`, licence: readFileSync(`${root}/node_modules/${name}/LICENSE`, "utf8").trim() };
}

/** The licences, each once, below the packages that have it. */
function head() {
  /** @type {Map<string, string[]>} */
  const byLicence = new Map();
  for (const { title, licence } of packages().map(told)) byLicence.set(licence, [...(byLicence.get(licence) ?? []), title]);
  const parts = [...byLicence].map(([licence, titles]) => `${titles.join(", ")}\n\n${licence}`);
  return `/*! Made by \`make editor\`; not edited by hand.\n\n${parts.join("\n\n\n")}\n*/\n`;
}

const made = head() + outputFiles[0].text;
if (argv[2] !== "--check") writeFileSync(`${root}/${TARGET}`, made);
else if (made !== readFileSync(`${root}/${TARGET}`, "utf8")) {
  stderr.write(`${TARGET} is not what its packages make now: run \`make editor\`\n`);
  exit(1);
}
