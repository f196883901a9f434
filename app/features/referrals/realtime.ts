/** Rooms and messages of this feature. Client-safe: names and types only. */

export const referralRoom = (regionId: string, referralId: string) =>
  `region:${regionId}:referral:${referralId}`
export const askerRoom = (regionId: string, personId: string) => `region:${regionId}:referrals-of:${personId}`
export const serviceRoom = (regionId: string, serviceId: string) =>
  `region:${regionId}:referrals-to:${serviceId}`

export const REFERRALS_CHANGED = 'referrals:changed'
