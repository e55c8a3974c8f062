// Compiles styles/hearth.scss and hearth.mjs into accounts/static/hearth and copies fonts, marks and licences.
// Run it from a copy of this folder outside the repository: see README.md.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { compile } from "sass";

const out = resolve(process.argv[2] ?? "../static/hearth");
const modules = resolve("node_modules");
for (const folder of ["", "fonts", "licences", "marks"]) mkdirSync(join(out, folder), { recursive: true });

const { css } = compile("styles/hearth.scss", {
  loadPaths: [modules],
  style: "compressed",
  quietDeps: true,
});
writeFileSync(join(out, "hearth.css"), `${css}\n`);

await build({
  entryPoints: ["hearth.mjs"],
  outfile: join(out, "hearth.js"),
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2020",
  nodePaths: [modules],
  legalComments: "none",
});

for (const subset of ["latin", "latin-ext"]) {
  for (const weight of [400, 700]) {
    const name = `source-sans-3-${subset}-${weight}-normal.woff2`;
    copyFileSync(join(modules, "@fontsource/source-sans-3/files", name), join(out, "fonts", name));
  }
}
for (const mark of ["hearth-mark.svg", "hearth-wordmark.svg", "favicon.svg", "favicon.ico", "icon-180.png"]) {
  copyFileSync(join("marks", mark), join(out, "marks", mark));
}
copyFileSync(join(modules, "@fontsource/source-sans-3/LICENSE"), join(out, "licences/source-sans-3-OFL.txt"));
copyFileSync("licences/govuk-frontend-MIT.txt", join(out, "licences/govuk-frontend-MIT.txt"));
