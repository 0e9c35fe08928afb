// The types of codemirror.js, from the packages that it is made of.
export * from "../../../tests/web/editor-parts.js";
