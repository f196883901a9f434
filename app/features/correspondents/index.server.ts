// What the demonstration's seed and other features may ask, named one by one.
export { saveUrgentCard } from './commands/save-urgent-card.server.ts'
