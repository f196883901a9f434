// What the shell, workers and tests may ask of the feeds, named one by one.
export { drainStream } from './commands/drain-stream.server.ts'
export { loadMessages } from './commands/load-messages.server.ts'
export { receiveMessage } from './commands/receive-message.server.ts'
export { retryUnknownPatients } from './commands/retry-unknown-patients.server.ts'
export { messageStore, messageStoreOf } from './inbox.server.ts'
export { listConnections } from './queries/list-connections.server.ts'
