import { resolve } from 'node:path'
import { DATA } from './prepare.js'

/** What each process is started with. */
export type Programs = { seed: string[]; web: string[]; worker: string[] }

const PRODUCTION: Programs = {
  seed: ['--enable-source-maps', 'dist/seed.js'],
  web: ['--enable-source-maps', 'dist/main.js'],
  worker: ['--enable-source-maps', 'dist/worker.js'],
}
const DEVELOPMENT: Programs = {
  seed: ['--import', 'tsx', 'db/seeds/demo/main.ts'],
  web: ['--import', 'tsx', 'app/server/main.ts'],
  worker: ['--import', 'tsx', 'workers/main.ts'],
}

export const programsFor = (dev: boolean) => (dev ? DEVELOPMENT : PRODUCTION)

/** A demonstration sends no mail to anyone and keeps its files here, whatever the shell has set. */
const NOT_PASSED_ON = /^(DATABASE_|SMTP_URL$|S3_|npm_)/

type Setting = { dev: boolean; address: { port: number; host: string; url: string }; secret: string }

/** The environment of production, on loopback, with the demonstration's doors open. */
export function environmentFor({ dev, address, secret }: Setting): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_PASSED_ON.test(name))
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: dev ? 'development' : 'production',
    PORT: String(address.port),
    HOST: address.host,
    ORIGIN: address.url,
    CORDEE_DEMO: 'true',
    CORDEE_SECRET: secret,
    CORDEE_DATA: resolve(DATA),
  }
}
