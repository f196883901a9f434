import PDFDocument from 'pdfkit'
import { formatIns } from '#app/kernel/formats.ts'
import { frenchDate, frenchDay } from '../clock.ts'
import type { DemoPatient } from '../patients.ts'
import type { Place } from '../places.ts'
import { nameOf, type StaffMember } from '../staff.ts'
import type { Section } from '../story.ts'

/** What stands on the sheet. A letter has somebody it is written to, a report has sections. */
export type Sheet = {
  title: string
  place: Place
  author: StaffMember
  patient: DemoPatient
  at: Date
  to?: string
  sections: Section[]
}

const ACCENT = '#0b6b68'
const GREY = '#5b6670'
const MARGIN = 56
const FOOTER = 'Document fictif – démonstration Cordée'

/** An A4 letter as a hospital prints it. The same sheet is the same bytes: its date is the letter's. */
export function writePdf(sheet: Sheet): Promise<Buffer> {
  const pdf = new PDFDocument({
    size: 'A4',
    margins: { top: 48, bottom: 64, left: MARGIN, right: MARGIN },
    bufferPages: true,
    lang: 'fr-FR',
    displayTitle: true,
    info: { Title: sheet.title, Author: nameOf(sheet.author), CreationDate: sheet.at },
  })
  const chunks: Buffer[] = []
  const done = new Promise<Buffer>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resolve(Buffer.concat(chunks)))
    pdf.on('error', reject)
  })
  writeHead(pdf, sheet)
  writeBody(pdf, sheet)
  writeFooters(pdf)
  pdf.end()
  return done
}

type Pdf = InstanceType<typeof PDFDocument>

function writeHead(pdf: Pdf, { place, title, patient, at, to }: Sheet) {
  pdf.font('Helvetica-Bold').fontSize(13).fillColor(ACCENT).text(place.name)
  pdf.font('Helvetica').fontSize(8.5).fillColor(GREY)
  pdf.text(`${place.street}, ${place.postalCode} ${place.city} – ${place.phone} – FINESS ${place.finess}`)
  pdf.moveDown(0.6)
  const line = pdf.y
  pdf
    .moveTo(MARGIN, line)
    .lineTo(pdf.page.width - MARGIN, line)
    .lineWidth(1)
    .strokeColor(ACCENT)
    .stroke()
  pdf.moveDown(1)
  pdf
    .fontSize(10)
    .fillColor('black')
    .text(`${place.city}, le ${frenchDay(at)}`, { align: 'right' })
  if (to) pdf.text(to, { align: 'right' })
  pdf.moveDown(1)
  pdf.font('Helvetica-Bold').fontSize(13).text(title)
  pdf.moveDown(0.5)
  pdf.fontSize(10).text(identityOf(patient))
  pdf.font('Helvetica').fontSize(9).fillColor(GREY).text(numbersOf(patient)).fillColor('black')
  pdf.moveDown(1)
}

const identityOf = ({ birthName, usedName, firstGivenName, birthDate, sex }: DemoPatient) => {
  const names = usedName ? `${birthName} (nom utilisé ${usedName})` : birthName
  return `${names} ${firstGivenName}, ${sex === 'female' ? 'née' : 'né'} le ${frenchDate(birthDate)}`
}

const numbersOf = ({ insMatricule, identityStatus }: DemoPatient) =>
  insMatricule && identityStatus === 'QUAL'
    ? `INS ${formatIns(insMatricule)} (autorité de test)`
    : 'Identité non qualifiée'

function writeBody(pdf: Pdf, { sections, author }: Sheet) {
  for (const { heading, lines } of sections) {
    if (heading) {
      pdf.font('Helvetica-Bold').fontSize(10.5).fillColor(ACCENT).text(heading).fillColor('black')
      pdf.moveDown(0.25)
    }
    pdf.font('Helvetica').fontSize(10)
    for (const line of lines) {
      pdf.text(line, { align: 'justify', lineGap: 1.5 })
      pdf.moveDown(0.5)
    }
    pdf.moveDown(0.3)
  }
  pdf.moveDown(1.2)
  pdf.text(nameOf(author), { align: 'right' })
  pdf.fillColor(GREY).text(author.calling, { align: 'right' }).fillColor('black')
}

function writeFooters(pdf: Pdf) {
  const { count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page)
    // Below the bottom margin a text would begin a new page.
    pdf.page.margins.bottom = 0
    pdf.font('Helvetica').fontSize(8).fillColor(GREY)
    pdf.text(`${FOOTER} – page ${page + 1} / ${count}`, MARGIN, pdf.page.height - 40, {
      align: 'center',
      lineBreak: false,
      width: pdf.page.width - 2 * MARGIN,
    })
  }
}
