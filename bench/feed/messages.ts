import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { anMdm, aPdf } from '#app/features/exchange/formats/hl7v2/factories.ts'
import { aMovement, anOruOfValues } from '#app/features/exchange/formats/hl7v2/factories-events.ts'
import { aCdaText, aSection } from '#app/kernel/cda/factories.ts'

// What a hospital sends, of invented people: a day of it for the feed, years of it for the initial load.

/** A day of a hospital in small: of each patient an admission, a report of values, a letter, a discharge. */
export function aDay(count: number, of: string): Uint8Array[] {
  const day: Uint8Array[] = []
  for (let n = 0; day.length < count; n++) {
    const person = { ipp: `${of}${n}`, ins: '', birthName: `EXEMPLE${of}${n}` }
    const stay = { person, visit: `V${of}${n}`, id: `${of}${n}` }
    day.push(
      aMovement({
        event: 'A01',
        saidAt: '20260301080000',
        unit: ['CHIR', 'Chirurgie'],
        controlId: `${of}A${n}`,
        ...stay,
      }),
      anOruOfValues({
        person,
        controlId: `${of}R${n}`,
        saidAt: '20260301100000',
        segments: [
          `OBR|1||${of}${n}^LABO|NFS^Numération^L|||20260301093000`,
          ...Array.from(
            { length: 12 },
            (_, i) => `OBX|${i + 1}|NM|718-${i}^Hb${i}^LN||${i + 9}.1|g/dL|12-16|N|||F`,
          ),
        ],
      }),
      anMdm({
        person,
        controlId: `${of}D${n}`,
        documentId: [`1.2.250.1.999.70.${of}.${n}`],
        content: aPdf(`${of}${n}`.padEnd(30_000, 'x')),
      }),
      aMovement({ event: 'A03', saidAt: '20260303080000', controlId: `${of}Z${n}`, ...stay }),
    )
  }
  return day.slice(0, count)
}

const NAMES = [
  'MARTIN',
  'BERNARD',
  'PETIT',
  'ROBERT',
  'RICHARD',
  'DURAND',
  'LEROY',
  'MOREAU',
  'SIMON',
  'LAURENT',
]
const GIVEN = [
  'JEANNE',
  'PAUL',
  'LOUISE',
  'HENRI',
  'ALICE',
  'JULES',
  'ROSE',
  'MARCEL',
  'EMMA',
  'LUCIEN',
  'ANNE',
]
const pad = (value: number, digits: number) => String(value).padStart(digits, '0')

/** The same person each time, and unlike the others: a register of twins would be matched at leisure. */
function aPerson(n: number) {
  const sex = n % 2 === 0 ? 'F' : 'M'
  const [year, month, day] = [1930 + (n % 71), 1 + (n % 12), 1 + (n % 28)]
  const base = `${sex === 'F' ? 2 : 1}${pad(year % 100, 2)}${pad(month, 2)}31555${pad(n % 1000, 3)}`
  return {
    ipp: `H${n}`,
    // Some are not known by it.
    ins: n % 7 === 0 ? '' : base + pad(97 - (Number(base) % 97), 2),
    birthName: `${NAMES[n % NAMES.length]}-${letters(n)}`,
    givenNames: GIVEN[n % GIVEN.length]!,
    birthDate: `${year}${pad(month, 2)}${pad(day, 2)}`,
    sex,
  }
}
const letters = (n: number): string =>
  (n >= 26 ? letters(Math.floor(n / 26) - 1) : '') + String.fromCharCode(65 + (n % 26))

/** A CDA that names this person, as long as a letter of two pages. */
function aLetterOf(person: ReturnType<typeof aPerson>, root: string) {
  const text = Array.from(
    { length: 30 },
    (_, i) =>
      `<paragraph>Alinéa ${i + 1} de ${root} : suites simples, examen sans particularité.</paragraph>`,
  )
  const cda = aCdaText({
    root,
    title: 'Compte rendu de consultation',
    body: aSection('Conclusion', text.join('')),
  })
  const named = cda
    .replaceAll('EXEMPLE-TEST', person.birthName)
    .replaceAll('EXEMPLE', person.birthName)
    .replaceAll('CLAIRE MARIE', person.givenNames)
    .replaceAll('CLAIRE', person.givenNames)
    .replace('19840512', person.birthDate)
    .replace('IPP000771', person.ipp)
    .replace('administrativeGenderCode code="F"', `administrativeGenderCode code="${person.sex}"`)
  return Buffer.from(
    person.ins
      ? named.replace('284053155512379', person.ins)
      : named.replace(/<id root="1\.2\.250\.1\.213\.1\.4\.10"[^>]*>/, ''),
  )
}

/** What an export of years holds of one person, in time: a stay, values twice, two PDF and a CDA. */
function aCourse(n: number): Uint8Array[] {
  const person = aPerson(n)
  const year = 2012 + (n % 13)
  const stay = {
    person,
    visit: `VH${n}`,
    id: `H${n}`,
    unit: [`U${n % 40}`, `Service ${n % 40}`] as [string, string],
  }
  const values = (k: number) =>
    anOruOfValues({
      person,
      controlId: `HR${n}-${k}`,
      saidAt: `${year}030${2 + k}100000`,
      segments: [
        `OBR|1||${n}-${k}^LABO|NFS^Numération^L|||${year}030${2 + k}093000`,
        ...Array.from(
          { length: 12 },
          (_, i) => `OBX|${i + 1}|NM|718-${i}^Analyse ${i}^LN||${i + 9}.${n % 10}|g/dL|12-16|N|||F`,
        ),
      ],
    })
  const paper = (k: number, content: Uint8Array, type: [string, string]) =>
    anMdm({
      person,
      controlId: `HD${n}-${k}`,
      documentId: type[1] === 'XML' ? null : [`1.2.250.1.999.71.${n}.${k}`],
      title: `Document ${k}`,
      writtenAt: `${year}030${3 + k}1800`,
      contentType: type,
      content,
    })
  const pdf = (k: number) => aPdf(`${n}-${k} `.padEnd(20_000 + ((n * 7919) % 40_000), 'x'))
  return [
    aMovement({ event: 'A01', saidAt: `${year}0301080000`, controlId: `HA${n}`, ...stay }),
    values(1),
    paper(1, pdf(1), ['APPLICATION', 'PDF']),
    values(2),
    paper(2, aLetterOf(person, `1.2.250.1.999.72.${n}`), ['TEXT', 'XML']),
    paper(3, pdf(3), ['APPLICATION', 'PDF']),
    aMovement({ event: 'A03', saidAt: `${year}0309080000`, controlId: `HZ${n}`, ...stay }),
  ]
}

/** As many people are in the house at a time: their messages lie between each other's. */
const AT_A_TIME = 40

/** Years of a hospital as one batch file. Nothing but the message at hand is in memory. */
export async function writeHistory(path: string, count: number): Promise<void> {
  const file = createWriteStream(path)
  const write = (bytes: Uint8Array | string) =>
    file.write(bytes) ? undefined : new Promise<void>((resolve) => file.once('drain', () => resolve()))
  await write('FHS|^~\\&|GAM|CLCC-TEST\rBHS|^~\\&|GAM|CLCC-TEST\r')
  let written = 0
  for (let first = 0; written < count; first += AT_A_TIME) {
    const courses = Array.from({ length: AT_A_TIME }, (_, i) => aCourse(first + i))
    for (let step = 0; step < courses[0]!.length; step++)
      for (const course of courses) {
        if (written === count) break
        await write(course[step]!)
        await write('\r')
        written++
      }
  }
  await write(`BTS|${count}\rFTS|1\r`)
  file.end()
  await finished(file)
}
