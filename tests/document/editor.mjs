// What the editor reads: for every line of input, a text as JSON, one line with its documents or its faults.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const { parseAllDocuments } = createRequire(`${process.argv[2]}/`)("yaml");

const keyOf = (key) => (key === null ? "" : typeof key === "object" ? "a collection" : String(key));

function told(value) {
  if (value instanceof Map) return ["map", [...value].map(([key, below]) => [keyOf(key), told(below)])];
  if (Array.isArray(value)) return ["list", value.map(told)];
  return value === null || value === undefined ? ["null"] : [typeof value, String(value)];
}

function read(text) {
  const documents = [...parseAllDocuments(text, { version: "1.2", logLevel: "silent" })];
  const faults = documents.flatMap((one) => one.errors.map((error) => error.message));
  return faults.length ? { faults } : { documents: documents.map((one) => told(one.toJS({ mapAsMap: true }))) };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(read(JSON.parse(line)))}\n`);
}
