// Renders Markdown in every way that is common outside Python: a list of texts on standard input, a list of pages by
// the name of the renderer on standard output. The renderers lie below PLANCODE_NODE.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const installed = createRequire(join(process.env.PLANCODE_NODE, "package.json"));
const load = (name) => import(pathToFileURL(installed.resolve(name)));

const { default: MarkdownIt } = await load("markdown-it");
const { marked } = await load("marked");
const { unified } = await load("unified");
const steps = await Promise.all(
  ["remark-parse", "remark-gfm", "remark-rehype", "rehype-raw", "rehype-stringify"].map(load),
);
const [parse, gfm, rehype, raw, stringify] = steps.map((one) => one.default);

const it = new MarkdownIt({ html: true, linkify: true });
it.linkify.set({ fuzzyLink: false });
const remark = unified()
  .use(parse).use(gfm).use(rehype, { allowDangerousHtml: true }).use(raw).use(stringify);

let given = "";
for await (const part of process.stdin.setEncoding("utf-8")) given += part;
const texts = JSON.parse(given);
const pages = {
  "markdown-it": texts.map((text) => it.render(text)),
  marked: texts.map((text) => marked.parse(text)),
  remark: texts.map((text) => String(remark.processSync(text))),
};
process.stdout.write(JSON.stringify(pages));
