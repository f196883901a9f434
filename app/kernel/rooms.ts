// Names of rooms that are nobody's feature. Apart from the sockets, so that reactions can name them.

/** Rooms of a person's sockets, so that a relation that ends or a revoked sign-in finds them. */
export const granteeRoom = (regionId: string, granteeId: string) => `region:${regionId}:grantee:${granteeId}`
export const signInRoom = (signInId: string) => `sign-in:${signInId}`
