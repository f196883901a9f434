/**
 * The bytes of a base64 text, or null unless it is exactly what an encoder would have written from them:
 * the standard alphabet, padding in full, no blanks, no stray bits. Anything else was damaged on its way,
 * and a clinical document is not repaired by guessing.
 */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length === 0 || text.length % 4 !== 0) return null
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
