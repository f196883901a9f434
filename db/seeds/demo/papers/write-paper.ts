import type { MediaType } from '#app/features/record/contract.ts'
import { cdaText, readCda } from '#app/kernel/cda/read-cda.ts'
import { type DemoPatient, gpNameOf } from '../patients.ts'
import { placeOf } from '../places.ts'
import { staffOf } from '../staff.ts'
import { CODES, type Section, type Step } from '../story.ts'
import { analysesBody, fileBody, LOCAL_ROOT, sectionsBody, writeCda } from './cda.ts'
import { writePdf } from './pdf.ts'

export type PaperStep = Exclude<Step, { kind: 'stay' }>
export type Paper = {
  bytes: Buffer
  mediaType: MediaType
  title: string
  code: string
  /** Its words, for search inside the record. */
  text: string
}
/** root^extension, as its CDA says it too. */
export const uniqueIdOf = (number: string) => `${LOCAL_ROOT}.7^${number}`

type About = { patient: DemoPatient; localId: string; at: Date; number: string }

/** A step of a course as the document that its establishment would send. */
export async function writePaper(step: PaperStep, about: About): Promise<Paper> {
  const { title } = step
  const code = step.kind === 'biology' ? CODES.biology : step.code
  const paper = { title, code }
  if (step.kind === 'letter') {
    const to = `À l’attention du ${gpNameOf(about.patient)}`
    const sections = [
      { heading: '', lines: ['Chère consœur, cher confrère,', ...step.body, 'Confraternellement,'] },
    ]
    return { ...paper, ...(await asPdf(step, about, sections, to)) }
  }
  if (step.kind === 'report' && step.form === 'pdf') {
    return { ...paper, ...(await asPdf(step, about, step.sections)) }
  }
  return { ...paper, ...(await asCda(step, about, paper)) }
}

async function asPdf(step: PaperStep, { patient, at }: About, sections: Section[], to?: string) {
  const bytes = await writePdf({
    title: step.title,
    place: placeOf[step.place],
    author: staffOf[step.by],
    patient,
    at,
    to,
    sections,
  })
  return { bytes, mediaType: 'application/pdf' as const, text: wordsOf(step.title, sections) }
}

const wordsOf = (title: string, sections: Section[]) =>
  [title, ...sections.flatMap(({ heading, lines }) => [heading, ...lines])].filter(Boolean).join('\n')

async function asCda(
  step: Exclude<PaperStep, { kind: 'letter' }>,
  about: About,
  { code, title }: { code: string; title: string },
) {
  const isFileInside = step.kind === 'report' && step.form === 'cdaPdf'
  const body = isFileInside
    ? fileBody('application/pdf', (await asPdf(step, about, step.sections)).bytes)
    : step.kind === 'biology'
      ? analysesBody('Résultats', step.rows, step.comment)
      : sectionsBody(step.sections)
  const bytes = writeCda({
    root: `${LOCAL_ROOT}.7`,
    extension: about.number,
    code,
    title,
    at: about.at,
    patient: about.patient,
    localId: about.localId,
    author: staffOf[step.by],
    place: placeOf[step.place],
    body,
  })
  // A file inside has words too, which the reader of the CDA does not look for.
  const text = isFileInside ? wordsOf(title, step.sections) : textOf(bytes)
  return { bytes, mediaType: 'text/xml' as const, text }
}

function textOf(bytes: Buffer): string {
  const read = readCda(bytes, { zone: 'Europe/Paris' })
  if (!read.ok) throw new Error(`the demonstration wrote a CDA that does not read: ${read.reason}`)
  return cdaText(read.document)
}
