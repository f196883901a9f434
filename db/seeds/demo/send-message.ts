import { connect } from 'node:net'
import { createMllpDecoder, frame } from '#app/features/exchange/formats/hl7v2/mllp.ts'
import { documentMessage } from './feed-messages.ts'
import { localIdOf } from './file-patient.ts'
import { LOCAL_ROOT } from './papers/cda.ts'
import { type PaperStep, writePaper } from './papers/write-paper.ts'
import { PATIENTS } from './patients.ts'
import { CONNECTION, placeOf } from './places.ts'
import { staffOf } from './staff.ts'
import { letter } from './story.ts'

// `npm run demo:message`: the cancer centre's software sends a letter about Dr Delmas's first patient over a
// real connection, as often as one likes. Whoever has that record open sees it arrive.
const port = Number(process.env.MLLP_PORT) || 2575
const at = new Date()
const patient = PATIENTS.find(({ key }) => key === 'p001')!
const number = `D${at.getTime()}`
const localId = localIdOf(placeOf[CONNECTION.place], patient)
const step = letter(
  { day: 0, place: CONNECTION.place, by: 'fontanel' },
  'Courrier de consultation',
  'Cher confrère, je revois ce jour votre patiente : état général conservé, traitement bien supporté.',
  'Prochaine consultation dans trois semaines avec bilan biologique.',
) as PaperStep
const paper = await writePaper(step, { at, number, patient, localId })
const message = documentMessage({
  controlId: number,
  at,
  patient,
  localId,
  kind: 'MDM',
  code: paper.code,
  title: paper.title,
  documentId: [`${LOCAL_ROOT}.7`, number],
  content: { mediaType: 'application/pdf', bytes: paper.bytes },
  author: staffOf.fontanel,
})

const decoder = createMllpDecoder({ maxBytes: 1_000_000 })
const socket = connect({ host: '127.0.0.1', port }, () => socket.write(frame(message)))
socket.on('data', (chunk) => {
  for (const event of decoder.push(chunk))
    if (event.kind === 'frame') {
      const ack = Buffer.from(event.bytes).toString('utf8').replaceAll('\r', '\n').trim()
      console.log(`Envoyé pour ${patient.birthName} ${patient.firstGivenName}. Réponse :\n${ack}`)
      socket.end()
    }
})
socket.on('error', (error: NodeJS.ErrnoException) => {
  console.error(
    error.code === 'ECONNREFUSED'
      ? `Personne n’écoute sur le port ${port} : lancez d’abord « npm run up ».`
      : String(error.code),
  )
  process.exitCode = 1
})
