import { sql } from 'drizzle-orm'
import type { Means } from './means.ts'
import { REGION } from './places.ts'

const FR = `Je n’ouvre que les dossiers des patients que je prends en charge, pour leur soin.

Je ne prête ni mon mot de passe, ni mon téléphone, ni ma clé d’accès. Je ferme ma session quand je quitte mon poste.

Je sais que chaque consultation est enregistrée et que le patient peut demander qui a ouvert son dossier.`
const EN = `I open only the records of patients whom I care for, for their care.

I lend neither password, nor phone, nor passkey. I sign out when I leave my desk.

I know that each consultation is recorded and that patients may ask who opened their record.`

/** The region's charter, which those who are shown have accepted: one click leads into the product. */
export async function makeCharter({ owner }: Means): Promise<void> {
  await owner.execute(sql`
    insert into charters (region_id, number, text_fr, text_en) values (${REGION.id}::uuid, 1, ${FR}, ${EN})
    on conflict do nothing`)
  await owner.execute(sql`
    insert into charter_acceptances (region_id, charter_id, person_id)
    select distinct c.region_id, c.id, m.person_id from charters c
    join memberships m on m.region_id = c.region_id
    where c.region_id = ${REGION.id}::uuid and c.number = 1
    on conflict do nothing`)
}
