// Loaded ahead of web, worker and seed by the supervisor (`--import`): when it is gone, even by kill -9, they end.
// They shut down in order by themselves; this is for a process that hangs or has not got so far.
const PATIENCE_MS = 15_000

process.on('disconnect', () => {
  setTimeout(() => process.exit(1), PATIENCE_MS).unref()
  process.kill(process.pid, 'SIGTERM')
})
// Listening must not keep a process alive that has nothing else to do.
process.channel?.unref()
