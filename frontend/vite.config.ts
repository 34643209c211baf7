import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import preact from "@preact/preset-vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// Every page starts from one of these; the template tag {% asset %} looks them up by this path.
const entries = ["web/web.ts", "web/map.ts", "phone/main.tsx", "phone/preview.tsx", "phone/sw.ts"].filter((entry) =>
  existsSync(resolve(import.meta.dirname, entry)),
);

const WORTH_GZIP = /\.(css|js|json|mjs|svg|wasm)$/;

/** Beside every file its gzip: the web server hands that over to whoever takes it. */
const gzipBeside: Plugin = {
  name: "gzip-beside",
  async writeBundle({ dir = "dist" }, bundle) {
    const written = Object.values(bundle).filter(({ fileName }) => WORTH_GZIP.test(fileName));
    await Promise.all(
      written.map(async (file) => {
        const content = file.type === "chunk" ? file.code : file.source;
        const packed = await promisify(gzip)(content, { level: 9 });
        await writeFile(resolve(dir, `${file.fileName}.gz`), packed);
      }),
    );
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: "/static/",
  plugins: [preact(), gzipBeside],
  build: {
    outDir: "dist",
    // A house that runs from this folder keeps the files its pages name while we build anew.
    emptyOutDir: false,
    target: "es2022",
    // Django reads this file to turn "web/web.ts" into a hashed address.
    manifest: "manifest.json",
    // Nothing is inlined: the content security policy allows fonts from our own address only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // MapLibre alone is a megabyte; only pages with a map load it.
    chunkSizeWarningLimit: 1200,
    rollupOptions: { input: entries, checks: { eval: false } },
  },
  test: { environment: "jsdom", include: ["{web,board,phone}/**/*.test.{ts,tsx}"] },
});
