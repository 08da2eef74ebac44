// Compresses every built file and writes down what it was built from.
//
//   node pack.mjs BUILT DIST
//
// DIST is flat: one `<name>.br` for each built file, and SOURCE.sha256 in the format of `sha256sum`,
// checked by `cd src/graphiql && sha256sum -c dist/SOURCE.sha256` and by a test of the gateway.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const [built, dist] = process.argv.slice(2);
const room = join(import.meta.dirname, '..');

async function filesBelow(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
}

async function compress(path) {
  const raw = await readFile(path);
  const packed = await promisify(brotliCompress)(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  await writeFile(join(dist, `${basename(path)}.br`), packed);
}

async function sourceHashes() {
  const names = [];
  for (const folder of ['examples', 'source']) {
    const entries = await readdir(join(room, folder), { withFileTypes: true });
    names.push(...entries.filter(entry => entry.isFile()).map(entry => `${folder}/${entry.name}`));
  }
  const lines = await Promise.all(
    names.sort().map(async name => {
      const hash = createHash('sha256').update(await readFile(join(room, name))).digest('hex');
      return `${hash}  ${name}\n`;
    }),
  );
  return lines.join('');
}

await mkdir(dist, { recursive: true });
await Promise.all((await filesBelow(built)).map(compress));
await writeFile(join(dist, 'SOURCE.sha256'), await sourceHashes());
