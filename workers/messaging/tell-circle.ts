import { routeChange } from '#app/features/messaging/commands/route-notices.server.ts'
import { tellCircle, tellDeath } from '#app/features/messaging/commands/tell-circle.server.ts'
import { RouteChange, TellCircle, TellDeath } from '#app/features/messaging/jobs.ts'
import { engine } from '#app/kernel/engine.server.ts'
import { newsGatherMs } from '#app/kernel/env.server.ts'
import { defineProcessor } from '../kernel/processor.ts'

const gatherMs = () => newsGatherMs(engine().env)

export const tellCircleProcessor = defineProcessor(TellCircle, (ctx, news) =>
  tellCircle(ctx, news, gatherMs()),
)

export const tellDeathProcessor = defineProcessor(TellDeath, (ctx, death) =>
  tellDeath(ctx, death, gatherMs()),
)

export const routeChangeProcessor = defineProcessor(RouteChange, (ctx, change) =>
  routeChange(ctx, change, gatherMs()),
)
