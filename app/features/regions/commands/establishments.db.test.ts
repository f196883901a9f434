import { eq } from 'drizzle-orm'
import { describe, expect, test } from 'vitest'
import { establishments } from '#db/schema/regions.ts'
import { aFiness, aHospitalWithGp, aMember, anEstablishment } from '#db/test/factories.ts'
import { useDatabase } from '#db/test/harness.ts'
import { AddEstablishment, type EstablishmentForm } from '../contract.ts'
import { getEstablishment } from '../queries/get-establishment.server.ts'
import { listEstablishments } from '../queries/list-establishments.server.ts'
import { addEstablishment } from './add-establishment.server.ts'
import { changeEstablishment } from './change-establishment.server.ts'

// TEN-03, TEN-04: the region's administrators say which establishments there are, and whether one works there.
const t = useDatabase()
const form = (more: object) =>
  AddEstablishment.parse({ name: 'Clinique des Essais', kind: 'clinic', ...more })
const act = (intent: 'suspend' | 'resume' | 'close'): EstablishmentForm => ({ intent })

describe('adding', () => {
  test('takes numbers whose keys are right, written with spaces', () => {
    expect(form({ finess: '310 782 347' }).finess).toBe('310782347')
    expect(form({ siret: '732 829 320 00074' }).siret).toBe('73282932000074')
    for (const wrong of [{ finess: '310782348' }, { siret: '73282932000075' }, {}, { finess: '', siret: '' }])
      expect(() => form(wrong)).toThrow()
  })

  test('once for a number in a region; another region has its own', async () => {
    const [w, there] = [await aHospitalWithGp(t), await aHospitalWithGp(t)]
    const finess = aFiness()
    const { establishmentId } = await addEstablishment(w.regionAdmin.ctx, form({ finess }))
    await expect(addEstablishment(w.regionAdmin.ctx, form({ finess }))).rejects.toMatchObject({
      reason: 'regions.numberTaken',
    })
    await addEstablishment(there.regionAdmin.ctx, form({ finess }))
    await expect(getEstablishment(there.regionAdmin.ctx, establishmentId)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await getEstablishment(w.regionAdmin.ctx, establishmentId)).toMatchObject({
      state: 'open',
      administrators: 0,
      administratorsWanted: 2,
    })
  })

  test('by the region’s administrators alone', async () => {
    const w = await aHospitalWithGp(t)
    for (const who of [w.doctor, w.establishmentAdmin, w.technician, w.gp, w.privacyOfficer]) {
      const refused = { code: 'forbidden', reason: 'regions.regionNotAllowed' }
      await expect(addEstablishment(who.ctx, form({ finess: aFiness() }))).rejects.toMatchObject(refused)
      await expect(changeEstablishment(who.ctx, w.practice.id, act('close'))).rejects.toMatchObject(refused)
      await expect(getEstablishment(who.ctx, w.practice.id)).rejects.toMatchObject(refused)
    }
  })
})

describe('an establishment', () => {
  test('is suspended, taken up again and closed, which is the end', async () => {
    const w = await aHospitalWithGp(t)
    const place = await anEstablishment(t, w.regionId)
    const at = { regionId: w.regionId, establishmentId: place.id }
    await aMember(t, { ...at, role: 'establishment_admin' })
    const change = (intent: 'suspend' | 'resume' | 'close') =>
      changeEstablishment(w.regionAdmin.ctx, place.id, act(intent))
    const state = async () => (await getEstablishment(w.regionAdmin.ctx, place.id)).state
    await expect(change('resume')).rejects.toMatchObject({ reason: 'regions.stateChanged' })
    await change('suspend')
    expect(await state()).toBe('suspended')
    await change('resume')
    expect(await state()).toBe('open')
    await change('close')
    for (const again of ['close', 'suspend', 'resume'] as const)
      await expect(change(again)).rejects.toMatchObject({ reason: 'regions.stateChanged' })
    const open = await listEstablishments(w.regionAdmin.ctx)
    expect(open.rows.map((row) => row.id)).not.toContain(place.id)
    const closed = await listEstablishments(w.regionAdmin.ctx, { closed: '1' })
    expect(closed.rows).toMatchObject([{ id: place.id, state: 'closed', administrators: 1 }])
  })

  test('is not closed by whoever works in it, nor from another region', async () => {
    const [w, there] = [await aHospitalWithGp(t), await aHospitalWithGp(t)]
    await expect(changeEstablishment(w.regionAdmin.ctx, w.hospital.id, act('close'))).rejects.toMatchObject({
      reason: 'regions.ownEstablishment',
    })
    await expect(
      changeEstablishment(there.regionAdmin.ctx, w.hospital.id, act('close')),
    ).rejects.toMatchObject({ code: 'not_found' })
    const [row] = await t.owner.select().from(establishments).where(eq(establishments.id, w.hospital.id))
    expect(row!.closedAt).toBeNull()
  })
})
