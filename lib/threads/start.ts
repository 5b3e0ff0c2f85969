/**
 * The first file of every worker: it prepares the worker for the program's modules, then loads `boot.entry`.
 *
 * Node loads this file as it is, before anything could compile TypeScript there. So its text is JavaScript as well: no
 * types, no `import`, no `export`. The braces keep its names to itself.
 */
{
  const { argv, compiled, entry, ts_node, tsx } = require('node:worker_threads').workerData.boot;

  process.argv.splice(1, Number.POSITIVE_INFINITY, ...argv);
  if (tsx !== undefined) require(tsx);
  if (compiled.size > 0) {
    process.setSourceMapsEnabled(true);
    let uncompiled = require.extensions['.ts'];
    require.extensions['.ts'] = (module, file) => {
      const text = compiled.get(file);
      // @ts-expect-error: undocumented, and what every compiler hook uses.
      if (text !== undefined) return module._compile(text, file);
      if (uncompiled === undefined) {
        const ours = require.extensions['.ts'];
        // ts-node would hand the text of a file to what it finds here.
        delete require.extensions['.ts'];
        require(ts_node).register({ transpileOnly: true });
        uncompiled = require.extensions['.ts'];
        require.extensions['.ts'] = ours;
      }
      return uncompiled?.(module, file);
    };
  }

  module.exports = require(entry);
}
