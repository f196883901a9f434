import type { Upload } from './use-uploads.ts'

// What was on its way when the page went: reloaded, closed by the phone, left for another page. The bytes that came
// whole are in the store for hours and the browser holds their sealed token; of the others only the words remain,
// because a page is never given a file again. For this tab, this person and this patient alone, until it is filed.

const PREFIX = 'cordee.uploads'
/** The server files what it received for twelve hours. */
const FILED_WITHIN_MS = 11 * 60 * 60 * 1000

export type Keeper = { personId: string; patientId: string }
const keyOf = ({ personId, patientId }: Keeper) => `${PREFIX} ${personId} ${patientId}`

/** As they go on: received or lost. What somebody else left in this tab goes. */
export function keptUploads(of: Keeper, now = Date.now()): Upload[] {
  for (const key of Object.keys(sessionStorage))
    if (key.startsWith(PREFIX) && !key.startsWith(`${PREFIX} ${of.personId} `)) sessionStorage.removeItem(key)
  try {
    const kept = JSON.parse(sessionStorage.getItem(keyOf(of)) ?? '[]') as Upload[]
    return kept.map((upload) => {
      const isThere = upload.token !== null && now - (upload.receivedAt ?? 0) < FILED_WITHIN_MS
      return { ...upload, file: null, refusal: null, state: isThere ? 'received' : 'lost' }
    })
  } catch {
    return []
  }
}

export function keepUploads(of: Keeper, uploads: Upload[]): void {
  const kept = uploads.filter(({ state }) => state !== 'refused').map((upload) => ({ ...upload, file: null }))
  try {
    if (kept.length > 0) sessionStorage.setItem(keyOf(of), JSON.stringify(kept))
    else sessionStorage.removeItem(keyOf(of))
  } catch {
    // A browser that keeps nothing, or is full: then nothing is kept.
  }
}

/** Who signs out leaves nothing in the tab. */
export function forgetKeptUploads(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
}
