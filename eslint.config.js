/** How the page's code is checked beyond its types (tsconfig.json). Decides that `any` and silenced errors are no way out. */

import js from "@eslint/js";
import globals from "globals";

/** JSDoc says `any` nowhere in a type; `unknown`, or the type of what comes, says what is known. */
const noAnyType = {
  meta: { schema: [], messages: { any: "`any` switches the check off: name the type, or take `unknown`." } },
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          // A type stands in braces, which may hold further ones.
          const types = comment.value.matchAll(/@\w+\s*(\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})/g);
          for (const [, type] of types) if (/\bany\b/.test(type)) context.report({ loc: comment.loc, messageId: "any" });
        }
      },
    };
  },
};

const rules = {
  ...js.configs.recommended.rules,
  "array-callback-return": "error",
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "no-var": "error",
  "no-warning-comments": ["error", { terms: ["@ts-ignore", "@ts-nocheck", "@ts-expect-error", "eslint-disable"], location: "anywhere" }],
  "object-shorthand": "error",
  "page/no-any-type": "error",
  "prefer-const": "error",
  "sort-imports": ["error", { ignoreDeclarationSort: true, ignoreCase: true }],
};
const plugins = { page: { rules: { "no-any-type": noAnyType } } };

export default [
  { ignores: ["**/*.d.ts", "app/web/vendor/", "build/", ".venv/"] },
  { files: ["app/web/**/*.js"], plugins, languageOptions: { globals: globals.browser }, rules },
  { files: ["tests/web/**/*.js", "*.js"], plugins, languageOptions: { globals: globals.node }, rules },
];
