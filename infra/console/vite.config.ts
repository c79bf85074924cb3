import { defineConfig } from 'vite'

// Everything lies at most two segments deep: deeper paths are images (docs/decisions/0021).
export default defineConfig({
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
