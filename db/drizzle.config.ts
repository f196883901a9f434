import { defineConfig } from 'drizzle-kit'

export default defineConfig({
  dialect: 'postgresql',
  schema: './db/schema/index.ts',
  out: './db/migrations',
  entities: {
    roles: { exclude: ['app_user', 'app_relay', 'app_definer', 'app_auditor', 'app_identity', 'app_owner'] },
  },
})
