import { existsSync } from "node:fs";
import { resolve } from "node:path";
import preact from "@preact/preset-vite";
import { defineConfig } from "vitest/config";

// Every page starts from one of these; the template tag {% asset %} looks them up by this path.
const entries = ["web/web.ts", "web/map.ts", "phone/main.tsx", "phone/sw.ts"].filter((entry) =>
  existsSync(resolve(import.meta.dirname, entry)),
);

export default defineConfig({
  root: import.meta.dirname,
  base: "/static/",
  plugins: [preact()],
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
