# Installed once: everything that building needs, no install script run.
FROM node:24.21-bookworm-slim AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# What is built, and how, scripts/build.mjs says: the same server and pages as `npm run build`.
FROM deps AS build
COPY . .
RUN node --input-type=module --eval "import { build } from './scripts/build.mjs'; await build();" \
  && rm dist/*.stamp

FROM deps AS production
RUN npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21-bookworm-slim AS runtime
ENV NODE_ENV=production LOG_FORMAT=json
WORKDIR /app
# The server looks for package.json and dist/client from where dist/server lies. All of it belongs to root: the gateway
# cannot change its own code.
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# No npm and no shell in between: the signal to stop reaches the gateway itself.
CMD ["node", "--enable-source-maps", "dist/server/src/main.js"]
