/** Media types that can be shown; anything else is refused before it is filed. */
export const MEDIA_TYPES = ['application/pdf', 'text/xml', 'text/plain', 'image/jpeg', 'image/png'] as const
export type MediaType = (typeof MEDIA_TYPES)[number]

/** What a file is, by its first bytes: its name and what the browser says of it prove nothing. */
export type Sniffed = { ok: true; mediaType: MediaType } | { ok: false; looksLike: Unreadable }

/** What people bring that cannot be shown here, told apart so that they are told what to do. */
export const UNREADABLE = ['heic', 'office', 'dicom', 'archive', 'webpage', 'empty', 'other'] as const
export type Unreadable = (typeof UNREADABLE)[number]

/** So much of a file says what it is. */
export const SNIFFED_BYTES = 8192

const begins = (bytes: Uint8Array, ...signature: number[]) =>
  signature.every((value, place) => bytes[place] === value)
const latin = (bytes: Uint8Array, from = 0, to = SNIFFED_BYTES) =>
  String.fromCharCode(...bytes.subarray(from, Math.min(to, bytes.length)))

export function sniff(bytes: Uint8Array): Sniffed {
  const yes = (mediaType: MediaType): Sniffed => ({ ok: true, mediaType })
  const no = (looksLike: Unreadable): Sniffed => ({ ok: false, looksLike })
  if (bytes.length === 0) return no('empty')
  if (begins(bytes, 0xff, 0xd8, 0xff)) return yes('image/jpeg')
  if (begins(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return yes('image/png')
  // Some writers put a line or two before it; readers look into the first kilobyte.
  if (latin(bytes, 0, 1024).includes('%PDF-')) return yes('application/pdf')
  if (/^ftyp(hei|hev|mif1|msf1|avif)/.test(latin(bytes, 4, 12))) return no('heic')
  if (latin(bytes, 128, 132) === 'DICM') return no('dicom')
  if (begins(bytes, 0xd0, 0xcf, 0x11, 0xe0) || isOfficeArchive(bytes)) return no('office')
  if (begins(bytes, 0x50, 0x4b, 0x03, 0x04) || begins(bytes, 0x1f, 0x8b)) return no('archive')
  const text = textOf(bytes)
  if (text === null) return no('other')
  const start = text.replace(/^\uFEFF/, '').trimStart()
  if (/^<(\?xml|[\w:]*ClinicalDocument)/.test(start))
    return /ClinicalDocument/.test(start) && start.includes('urn:hl7-org:v3') ? yes('text/xml') : no('other')
  if (start.startsWith('<')) return no('webpage')
  return start === '' ? no('empty') : yes('text/plain')
}

/** Words in UTF-8, cut where the bytes end; anything a keyboard does not type is no text. */
function textOf(bytes: Uint8Array): string | null {
  for (let cut = 0; cut < 4 && cut < bytes.length; cut++) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(
        bytes.subarray(0, Math.min(bytes.length, SNIFFED_BYTES) - cut),
      )
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for
      return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text
    } catch {
      // Perhaps a letter of several bytes stands across the end.
    }
  }
  return null
}

const isOfficeArchive = (bytes: Uint8Array) =>
  begins(bytes, 0x50, 0x4b, 0x03, 0x04) &&
  /\[Content_Types\]\.xml|mimetypeapplication\/vnd\.oasis|word\/|xl\/|ppt\//.test(latin(bytes))
