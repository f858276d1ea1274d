import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { compression, defineAlgorithm } from 'vite-plugin-compression2';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Where `npm run dev:web` finds the API. */
const API = 'http://127.0.0.1:3000';

/** The dashboard: built into dist/web, from where the program serves it (src/dashboard). */
export default defineConfig({
  root: folder,
  oxc: { jsx: { runtime: 'automatic' } },
  plugins: [
    compression({
      include: /\.(js|css|svg|webmanifest)$/,
      threshold: 1024,
      algorithms: [defineAlgorithm('gzip', { level: 9 }), 'brotliCompress'],
      logLevel: 'silent',
    }),
  ],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    reportCompressedSize: false,
    // Charts come by themselves, when a page shows one.
    chunkSizeWarningLimit: 1_500,
    rolldownOptions: {
      // Ant Design marks its files for servers that render React: nothing is lost here.
      checks: { moduleLevelDirective: false },
    },
    // data: URLs of scripts and fonts are what the Content-Security-Policy forbids.
    assetsInlineLimit: 0,
  },
  server: { port: 5173, proxy: { '/api': API, '/docs': API, '/docs-json': API } },
});
