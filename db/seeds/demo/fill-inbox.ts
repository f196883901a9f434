import { and, eq, inArray } from 'drizzle-orm'
import { drainStream, receiveMessage } from '#app/features/exchange/index.server.ts'
import { HOUR } from '#app/kernel/durations.ts'
import { inboundMessages } from '#db/schema/exchange.ts'
import type { Anchor } from './clock.ts'
import { bloodCount, marker } from './courses/biology.ts'
import { drawFor } from './draw.ts'
import {
  type AdmissionMessage,
  admissionMessage,
  type DocumentMessage,
  documentMessage,
} from './feed-messages.ts'
import { localIdOf } from './file-patient.ts'
import { feedOf, type Means } from './means.ts'
import { LOCAL_ROOT } from './papers/cda.ts'
import { type PaperStep, writePaper } from './papers/write-paper.ts'
import { type DemoPatient, PATIENTS } from './patients.ts'
import { CONNECTION, placeOf } from './places.ts'
import { staffOf } from './staff.ts'
import { biology, CODES, letter } from './story.ts'

type Received = { at: Date; bytes: Uint8Array }

/** A day and a half of the cancer centre's feed, taken and filed by the product's own means. */
export async function fillInbox(means: Means, anchor: Anchor) {
  for (const { at, bytes } of await messages(anchor)) {
    const feed = feedOf(means, CONNECTION.place, at)
    await receiveMessage(feed, { connectionId: CONNECTION.id, bytes }, means.store)
    // Drained at the moment of each message, so that each is filed at its own time.
    for (const stream of await waitingStreams(means, at))
      await drainStream(feed, { connectionId: CONNECTION.id, stream }, means.store)
  }
}

async function waitingStreams(means: Means, at: Date): Promise<string[]> {
  const rows = await feedOf(means, CONNECTION.place, at).read((tx) =>
    tx
      .selectDistinct({ stream: inboundMessages.stream })
      .from(inboundMessages)
      .where(
        and(eq(inboundMessages.connectionId, CONNECTION.id), inArray(inboundMessages.state, ['waiting'])),
      ),
  )
  return rows.map((row) => row.stream)
}

const patientOf = (key: string) => PATIENTS.find((patient) => patient.key === key)!
/** Announced by a letter before the admissions desk has ever met them. */
const STRANGER: DemoPatient = {
  ...patientOf('p001'),
  key: 'stranger',
  rank: 900,
  birthName: 'TEYSSIER',
  usedName: null,
  firstGivenName: 'Huguette',
  birthGivenNames: 'Huguette',
  birthDate: '1941-03-09',
  identityStatus: 'VALI',
  insMatricule: null,
  insOid: null,
}

async function messages(anchor: Anchor): Promise<Received[]> {
  const centre = placeOf[CONNECTION.place]
  let controls = 41_800
  const envelope = (hoursAgo: number, patient: DemoPatient) => ({
    controlId: `CTV${++controls}`,
    at: new Date(anchor.getTime() - hoursAgo * HOUR),
    patient,
    localId: localIdOf(centre, patient),
  })
  const admission = (
    hoursAgo: number,
    key: string,
    stay: Pick<AdmissionMessage, 'event' | 'unit'> & { since: number; isOver?: boolean },
  ): Received => {
    const about = envelope(hoursAgo, patientOf(key))
    const bytes = admissionMessage({
      ...about,
      event: stay.event,
      unit: stay.unit,
      visitNumber: `V${key}.${stay.since}`,
      admittedAt: new Date(anchor.getTime() - stay.since * HOUR),
      dischargedAt: stay.isOver ? about.at : undefined,
      attending: staffOf.fontanel,
    })
    return { at: about.at, bytes }
  }
  const document = async (hoursAgo: number, patient: DemoPatient, step: PaperStep): Promise<Received> => {
    const about = envelope(hoursAgo, patient)
    const number = about.controlId
    const paper = await writePaper(step, { ...about, number })
    const message: DocumentMessage = {
      ...about,
      kind: paper.mediaType === 'text/xml' ? 'ORU' : 'MDM',
      code: paper.code,
      title: paper.title,
      documentId: [`${LOCAL_ROOT}.7`, number],
      content: { mediaType: paper.mediaType as 'application/pdf', bytes: paper.bytes },
      author: staffOf[step.by],
    }
    return { at: about.at, bytes: documentMessage(message) }
  }
  const broken = (hoursAgo: number, key: string): Received => {
    const about = envelope(hoursAgo, patientOf(key))
    const bytes = documentMessage({
      ...about,
      kind: 'MDM',
      code: CODES.consultation,
      title: 'Courrier de consultation',
      documentId: [`${LOCAL_ROOT}.7`, about.controlId],
      content: { broken: 'JVBERi0xLjQK*coupé' },
      author: staffOf.valette,
    })
    return { at: about.at, bytes }
  }
  const draw = drawFor('inbox')
  const at = { day: 0, place: CONNECTION.place } as const
  const p = patientOf
  return [
    admission(34, 'p009', { event: 'A01', unit: 'Oncologie médicale', since: 34 }),
    await document(31, p('p009'), biologyStep('Bilan d’entrée')),
    admission(29, 'p016', { event: 'A01', unit: 'Hospitalisation de semaine', since: 29 }),
    await document(27, p('p005'), letterStep('fontanel', 'Courrier de consultation', p('p005'))),
    admission(26, 'p009', { event: 'A08', unit: 'Oncologie médicale', since: 34 }),
    admission(22, 'p016', { event: 'A60', unit: 'Hospitalisation de semaine', since: 29 }),
    admission(9, 'p016', { event: 'A03', unit: 'Hospitalisation de semaine', since: 29, isOver: true }),
    await document(8, p('p016'), letterStep('valette', 'Lettre de liaison à la sortie', p('p016'))),
    await document(7, STRANGER, letterStep('deligny', 'Courrier de première consultation', STRANGER)),
    await document(6, STRANGER, letterStep('deligny', 'Courrier complémentaire', STRANGER)),
    broken(5, 'p010'),
    await document(4, p('p009'), biologyStep('Numération de contrôle')),
    await document(2, p('p001'), letterStep('deligny', 'Compte rendu de téléconsultation', p('p001'))),
    await document(1.5, p('p011'), letterStep('valette', 'Courrier de consultation', p('p011'))),
  ]

  function biologyStep(title: string): PaperStep {
    const rows = [...bloodCount(draw), marker('CRP', String(4 + draw.below(40)), 'mg/L', '< 5', true)]
    return biology({ ...at, by: 'meziane' }, title, rows) as PaperStep
  }
  function letterStep(
    by: 'fontanel' | 'valette' | 'deligny',
    title: string,
    patient: DemoPatient,
  ): PaperStep {
    const name = `${patient.sex === 'female' ? 'Mme' : 'M.'} ${patient.usedName ?? patient.birthName}`
    return letter(
      { ...at, by },
      title,
      `Je vous donne des nouvelles de ${name}, que nous suivons ensemble. L’état général est stable, l’appétit conservé, le sommeil correct.`,
      'Le traitement en cours est poursuivi sans changement. Merci de nous prévenir en cas de fièvre, de saignement ou d’essoufflement.',
    ) as PaperStep
  }
}
