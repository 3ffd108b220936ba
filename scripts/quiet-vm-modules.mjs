/** Jest runs ES modules through node:vm, and Node says in every process that this is experimental. Only that line goes. */
const emitWarning = process.emitWarning.bind(process);

process.emitWarning = (warning, ...details) => {
  if (String(warning).startsWith('VM Modules is an experimental feature')) return;
  emitWarning(warning, ...details);
};
