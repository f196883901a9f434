import iconv from 'iconv-lite'

/**
 * MSH-18 as senders write it, to an encoding. 8859/1 is read as windows-1252, its superset: feeds that
 * declare 8859/1 often carry typographic quotes from there, and the bytes it adds mean nothing in 8859/1.
 */
const ENCODINGS: Record<string, Encoding> = {
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  '8859/1': 'windows-1252',
  'ISO-8859-1': 'windows-1252',
  '8859/15': 'iso-8859-15',
  'ISO-8859-15': 'iso-8859-15',
  ASCII: 'utf-8',
}

export type Encoding = 'utf-8' | 'windows-1252' | 'iso-8859-15'

/** Null when we do not know the character set: guessing would garble names. */
export function encodingOf(declared: string): Encoding | null {
  return ENCODINGS[declared.trim().toUpperCase()] ?? null
}

/** Null when the bytes are not what they claim to be (UTF-8 only: every byte is something in the others). */
export function decode(bytes: Uint8Array, encoding: Encoding): string | null {
  if (encoding !== 'utf-8')
    return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), encoding)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

export function encode(text: string, encoding: Encoding): Uint8Array {
  return encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, encoding)
}

/** For the few bytes of an escape sequence: what cannot be read becomes the replacement character. */
export function decodeLoosely(bytes: Uint8Array, encoding: Encoding): string {
  return iconv.decode(Buffer.from(bytes), encoding)
}
