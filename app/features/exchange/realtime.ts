/** Rooms and messages of this feature. Client-safe: names and types only. */

export const exchangeRoom = (regionId: string, establishmentId: string) =>
  `region:${regionId}:exchange:${establishmentId}`

export const EXCHANGE_CHANGED = 'exchange:changed'
