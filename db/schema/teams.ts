import { sql } from 'drizzle-orm'
import { foreignKey, index, pgPolicy, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { instant, regionOwned, versioned } from '../columns.ts'
import { definerInRegion, ownerAll, regionWall } from '../policies.ts'
import { appRole } from '../roles.ts'
import { people } from './people.ts'
import { establishments } from './regions.ts'

const ofHouse = sql`establishment_id = (select app.establishment_id())`

/** Of the whole house, its administrator too: a team names professionals and opens no patient. */
const ownHouse = (table: string) =>
  pgPolicy(`${table}_house`, { to: appRole, using: ofHouse, withCheck: ofHouse })

/** Professionals of a house who look after patients together (fr: équipe). */
export const careTeams = pgTable(
  'care_teams',
  {
    ...regionOwned,
    establishmentId: uuid('establishment_id').notNull(),
    name: text('name').notNull(),
    ...versioned,
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.id] }),
    foreignKey({
      columns: [t.regionId, t.establishmentId],
      foreignColumns: [establishments.regionId, establishments.id],
    }),
    unique('care_teams_name').on(t.regionId, t.establishmentId, t.name),
    unique('care_teams_of_house').on(t.regionId, t.id, t.establishmentId),
    regionWall('care_teams'),
    ownHouse('care_teams'),
    definerInRegion('care_teams'),
    ownerAll('care_teams'),
  ],
)

/** Who is of which team: whom one of them sees is in the list of all of them. A right it is not. */
export const teamMembers = pgTable(
  'team_members',
  {
    regionId: uuid('region_id').notNull().default(sql`app.current_region()`),
    establishmentId: uuid('establishment_id').notNull(),
    teamId: uuid('team_id').notNull(),
    personId: uuid('person_id').notNull(),
    joinedAt: instant('joined_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.regionId, t.personId, t.teamId] }),
    foreignKey({
      name: 'team_members_team',
      columns: [t.regionId, t.teamId, t.establishmentId],
      foreignColumns: [careTeams.regionId, careTeams.id, careTeams.establishmentId],
    }).onDelete('cascade'),
    foreignKey({ columns: [t.personId], foreignColumns: [people.id] }),
    index('team_members_by_team').on(t.regionId, t.teamId),
    regionWall('team_members'),
    ownHouse('team_members'),
    definerInRegion('team_members'),
    ownerAll('team_members'),
  ],
)
