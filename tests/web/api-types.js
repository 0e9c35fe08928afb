/**
 * OpenAPI (a file) -> the types of the API's paths and bodies that the page is checked with (a file).
 * Decides that only fields count: without descriptions and names of functions, so that a new sentence changes nothing.
 *
 *   node tests/web/api-types.js build/openapi.json app/web/platform/api-schema.d.ts [--check]
 *
 * With --check nothing is written; a file that differs is an error.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { argv, exit, stderr } from "node:process";

import openapiTS, { astToString } from "openapi-typescript";

const PROSE = ["title", "description", "summary", "examples", "example", "operationId", "tags"];
const HEAD = "// Paths and bodies of the API, made by `make web-types` from its OpenAPI schema; not edited by hand.\n\n";

/** The same schema without prose; names of fields are no prose, whatever they are. @param {unknown} node @param {string} key above it */
function withoutProse(node, key = "") {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item));
  if (typeof node !== "object" || node === null) return node;
  const areNames = key === "properties" || key === "schemas" || key === "paths";
  const entries = Object.entries(node).filter(([name]) => areNames || !PROSE.includes(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, withoutProse(value, areNames ? "" : name)]));
}

/** Only what the page reads: what is answered well and what is sent. @param {{paths: Record<string, Record<string, {responses: Record<string, unknown>}>>}} schema */
function withoutErrors(schema) {
  for (const operations of Object.values(schema.paths)) {
    for (const operation of Object.values(operations)) {
      for (const status of Object.keys(operation.responses)) if (!status.startsWith("2")) delete operation.responses[status];
    }
  }
  return schema;
}

const [source, target, mode] = argv.slice(2);
const schema = withoutErrors(withoutProse(JSON.parse(readFileSync(source, "utf8"))));
const made = HEAD + astToString(await openapiTS(schema, { alphabetize: true }));
if (mode === "--check") {
  if (made !== readFileSync(target, "utf8")) {
    stderr.write(`${target} is not what the API says now: run \`make web-types\`, then see what the page makes of it\n`);
    exit(1);
  }
} else writeFileSync(target, made);
