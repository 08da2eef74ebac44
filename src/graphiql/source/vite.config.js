import { defineConfig } from 'vite';

export default defineConfig({
  // The gateway serves every built file but the page itself below /graphiql/.
  base: '/',
  oxc: { jsx: { runtime: 'automatic' } },
  build: {
    assetsDir: 'graphiql',
    // Everything is a file with a hash in its name, so that it can be cached for ever.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 10_000,
    // The bundle is redistributed inside the binary, so the notices of what it is made of travel along.
    license: { fileName: 'graphiql/licenses.md' },
    modulePreload: { polyfill: false },
    target: 'es2022',
    // Libraries mark modules for server rendering, which means nothing here and would fill the screen.
    rolldownOptions: {
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      output: {
        // What we write is a file apart, so that a new example does not give every other file a new name.
        // The formatter stays apart as well: it is loaded when somebody formats.
        codeSplitting: { groups: [{ name: 'libraries', test: /node_modules[\\/](?!prettier)|vite[\\/]preload-helper/ }] },
      },
    },
  },
});
