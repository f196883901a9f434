import { eq } from 'drizzle-orm'
import { connections } from '#db/schema/exchange.ts'
import { establishments, regions } from '#db/schema/regions.ts'
import type { Anchor } from './clock.ts'
import type { Means } from './means.ts'
import { CONNECTION, PLACES, placeOf, REGION } from './places.ts'

/**
 * The region, its establishments and the cancer centre's feed. Answers when the region was first made: a run
 * that goes on where another was cut off tells the same days.
 */
export async function makeRegion({ owner, mllpPort, now }: Means): Promise<Anchor> {
  await owner
    .insert(regions)
    .values({ ...REGION, isTest: true, createdAt: now, updatedAt: now })
    .onConflictDoNothing()
  const [region] = await owner
    .select({ createdAt: regions.createdAt })
    .from(regions)
    .where(eq(regions.id, REGION.id))
  await owner
    .insert(establishments)
    .values(
      PLACES.map(({ id, kind, name, finess, city, phone }) => ({
        regionId: REGION.id,
        id,
        kind,
        name,
        finess,
        city,
        phone,
      })),
    )
    .onConflictDoNothing()
  await owner
    .insert(connections)
    .values({
      regionId: REGION.id,
      id: CONNECTION.id,
      establishmentId: placeOf[CONNECTION.place].id,
      name: CONNECTION.name,
      port: mllpPort,
      defaultCharset: 'UNICODE UTF-8',
      patientAuthority: CONNECTION.authority[1],
      acceptsTest: true,
    })
    .onConflictDoNothing()
  return region!.createdAt
}
