import { expect, test } from 'vitest'
import { aCda } from '#app/kernel/cda/factories.ts'
import { sniff } from './sniff.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test.each([
  ['a PDF', bytes('%PDF-1.7\n'), 'application/pdf'],
  ['a PDF after some line', bytes('scanner\n%PDF-1.4'), 'application/pdf'],
  ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image/jpeg'],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'image/png'],
  ['a CDA', aCda(), 'text/xml'],
  ['words', bytes('Compte rendu d’été'), 'text/plain'],
  ['words cut inside a letter', bytes(`${'a'.repeat(8191)}é`), 'text/plain'],
])('%s', (_, content, mediaType) => expect(sniff(content)).toEqual({ ok: true, mediaType }))

test.each([
  ['nothing', new Uint8Array(), 'empty'],
  ['blanks', bytes(' \n '), 'empty'],
  ['a photo of an iPhone', bytes('\0\0\0\u0018ftypheic'), 'heic'],
  ['a Word document', bytes('PK\u0003\u0004 [Content_Types].xml word/document.xml'), 'office'],
  ['an archive', bytes('PK\u0003\u0004 lettre.pdf'), 'archive'],
  ['an image of a scanner', bytes(`${'\0'.repeat(128)}DICM`), 'dicom'],
  ['a web page', bytes('<html><script>alert(1)</script>'), 'webpage'],
  ['some other XML', bytes('<?xml version="1.0"?><svg onload="x"/>'), 'other'],
  ['a program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 1, 2), 'other'],
  ['words in another charset', Uint8Array.of(0xe9, 0x74, 0xe9), 'other'],
])('%s is refused', (_, content, looksLike) => expect(sniff(content)).toEqual({ ok: false, looksLike }))
