import { createHash, createHmac, randomBytes } from 'node:crypto'

/** 256 random bits that only the browser, or the mail, holds. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What the database holds of a token: reading the table opens nothing. */
export const hashToken = (token: string) => createHash('sha256').update(token).digest('base64url')

/** A name under which something is counted or found, that says nothing without the server's key. */
export const keyedHash = (key: Buffer, ...parts: string[]) =>
  createHmac('sha256', key).update(parts.join('\0')).digest('base64url')
