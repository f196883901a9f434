import { act, aSentReferral, aService } from '#app/features/referrals/factories.ts'
import type { BlobStore } from '#app/kernel/blobs.server.ts'
import type { aHospitalWithGp } from '#db/test/factories.ts'
import type { TestDatabase } from '#db/test/harness.ts'

type Here = Awaited<ReturnType<typeof aHospitalWithGp>>

type Told = { patientId: string; blobs: BlobStore; witness: string }

/** A service of the hospital that its nurse works for, and what the GP asked of it: to read, to act on, refused. */
export async function referralsOf(database: TestDatabase, here: Here, { patientId, blobs, witness }: Told) {
  const service = await aService(here.establishmentAdmin, [here.nurse], `Service ${witness}`)
  const asked = () =>
    aSentReferral(here.gp, patientId, service.id, { question: `Que faire pour ${witness} ?` })
  const [read, toAccept, refused] = [await asked(), await asked(), await asked()]
  await act(here.nurse, refused, { intent: 'refuse', reason: 'other', note: 'Relève d’ailleurs' })
  const blob = await blobs.put(here.regionId, Buffer.from(`joint ${witness}`))
  const [document] = await database.owner.execute<{ id: string }>(`
    insert into referral_documents (region_id, referral_id, title, occurred_at, media_type, byte_length, sha256, blob_key)
    values ('${here.regionId}', '${read}', 'Joint', now(), 'text/plain', ${blob.byteLength}, '${blob.sha256}', '${blob.key}')
    returning id`)
  return { serviceId: service.id, read, toAccept, refused, documentId: document!.id }
}
