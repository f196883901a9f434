export { GlassBanner } from './glass-banner.tsx'
