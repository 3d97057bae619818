import { defineConfig } from "vite";
import { iconSprite } from "./icons";

export default defineConfig({
  base: "/static/",
  plugins: [iconSprite()],
  build: {
    outDir: "../build/static",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Inlined pieces would need `data:` in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Chat apps on old phones carry old browsers.
    target: ["es2020", "chrome87", "safari14"],
    chunkSizeWarningLimit: 1500,
    rollupOptions: { input: ["src/main.ts"] },
  },
});
