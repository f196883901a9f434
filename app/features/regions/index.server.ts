// What other features may ask of regions and establishments, named one by one.
export { getEventFlow } from './queries/get-event-flow.server.ts'
export { getRegion } from './queries/get-region.server.ts'
export { listEstablishments } from './queries/list-establishments.server.ts'
