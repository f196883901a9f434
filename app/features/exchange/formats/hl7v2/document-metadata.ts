import { type CdaHeader, type CdaId, formatCdaId } from '#app/kernel/cda/document.ts'
import type { PatientIdentity, Professional, Warning } from './intents.ts'
import type { Envelope } from './message.ts'
import type { Segment } from './segment.ts'
import { isOid, NATIONAL_IDS, orNull, readProfessional } from './values.ts'

type Sources = {
  txa?: Segment | undefined
  obr?: Segment | undefined
  obx?: Segment | undefined
  cda?: CdaHeader | null
  field?: number
}

/**
 * The id under which the document is known: TXA-12, else the CDA's own, else the filler's order (OBR-3).
 * Further contents of one message have the CDA's own id, or the first's with their number.
 */
export function documentIdOf(
  { txa, obr, obx, cda, field = 12 }: Sources,
  envelope: Envelope,
  index: number,
  warnings: Warning[] = [],
): string | null {
  const own = cda ? formatCdaId(cda.id) : null
  const given = txa && (index === 0 || !own) ? formatEntityId(txa, field, envelope) : null
  const id = given ?? own ?? (obr ? formatEntityId(obr, 3, envelope) : null)
  if (given && own && given !== own) warnings.push('documentIdDiffersFromCda')
  return id && index > 0 && id !== own ? `${id}#${obx?.field(1) || index + 1}` : id
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** EI: `ext^^root^ISO`, or a root alone; an id of a namespace, or of the sender, is put behind its name. */
function formatEntityId(segment: Segment, field: number, envelope: Envelope): string | null {
  const value = segment.field(field).trim()
  if (!value) return null
  const universal = segment.field(field, 3).trim()
  if (isOid(universal) || UUID.test(universal)) return formatCdaId({ root: universal, extension: value })
  if (isOid(value.split('^')[0]!) || UUID.test(value)) return UUID.test(value) ? value.toLowerCase() : value
  return `${orNull(segment.field(field, 2)) ?? envelope.sendingFacility}^${value}`
}

const LOINC = /^\d{1,6}-\d$/

/** A LOINC wherever one is given; some senders leave a code of their own in TXA-2. */
export function typeCodeOf({ txa, obx, obr, cda }: Sources): string | null {
  const codes = [txa?.field(2), obx?.field(3), obr?.field(4), cda?.code?.code].map((code) =>
    orNull(code ?? ''),
  )
  return codes.find((code) => code && LOINC.test(code)) ?? codes.find((code) => code) ?? null
}

type AuthorSources = { txa: Segment | undefined; cda: CdaHeader | null; participations: Segment[] }

/** Originator (TXA-9), author of the CDA, who authenticated (TXA-22), who sent it (PRT SB): the first that is given. */
export function authorOf({ txa, cda, participations }: AuthorSources): Professional | null {
  const sender = participations.find((prt) => prt.field(4) === 'SB')
  const candidates = [
    readProfessional(txa?.repetitions(9)[0]),
    authorOfCda(cda),
    readProfessional(txa?.repetitions(22)[0]),
    readProfessional(sender?.repetitions(5)[0]),
  ].filter((candidate) => candidate !== null)
  const [author] = candidates
  if (!author || author.familyName || !author.rpps) return author ?? null
  // TXA-22 often holds the number alone, and another segment the name that goes with it.
  return candidates.find(({ rpps, familyName }) => rpps === author.rpps && familyName) ?? author
}

/** Those whom the CDA, a copy list (TXA-23) or the receiving participations (PRT RCT) name by an RPPS. */
export function recipientsOf({ txa, cda, participations }: AuthorSources): string[] {
  const receivers = participations
    .filter((prt) => prt.field(4) === 'RCT')
    .flatMap((prt) => prt.repetitions(5))
  const named = [...(txa?.repetitions(23) ?? []), ...receivers].map((xcn) => readProfessional(xcn)?.rpps)
  const inCda = (cda?.recipientIds ?? []).filter(({ root }) => root === NATIONAL_IDS).map(rppsOfId)
  return [...new Set([...named, ...inCda].filter((rpps) => rpps !== null && rpps !== undefined))]
}

const rppsOfId = ({ extension }: CdaId): string | null => /^8(\d{11})$/.exec(extension ?? '')?.[1] ?? null

function authorOfCda(cda: CdaHeader | null): Professional | null {
  const author = cda?.authors[0]
  if (!author) return null
  const said = author.ids.find(({ root }) => root === NATIONAL_IDS)
  const id = said?.extension ?? null
  const rpps = said ? rppsOfId(said) : null
  const { familyName, givenName } = author
  return { rpps, otherId: rpps ? null : id, familyName, givenName }
}

/** An authority known to both the message and the CDA must name the same person: else files would be mixed up. */
export function isOfAnotherPatient({ patient }: CdaHeader, { ins, localIds }: PatientIdentity): boolean {
  const ids = localIds.map(({ oid, value }) => ({ root: oid, value }))
  if (ins) ids.push({ root: ins.oid, value: ins.matricule })
  return ids.some(({ root }) => {
    const theirs = patient.ids.filter((id) => id.root === root).map((id) => id.extension)
    const ours = ids.filter((id) => id.root === root).map((id) => id.value)
    return theirs.length > 0 && !theirs.some((id) => id && ours.includes(id.replaceAll(' ', '')))
  })
}
