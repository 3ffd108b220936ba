# Installed once: everything that building needs, no install script run.
FROM node:24.21-bookworm-slim AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

# What is built, and how, scripts/build.mjs says: the same server and pages as `npm run build`.
FROM deps AS build
COPY . .
RUN node --input-type=module --eval "import { build } from './scripts/build.mjs'; await build();" \
  && rm -r dist/*.stamp dist/server

FROM deps AS production
# What is built in stands among what builds, or as the optional peer of something.
RUN npm prune --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:24.21-bookworm-slim AS runtime
# What only installs packages is of no use here to anybody but an intruder.
RUN rm -rf /usr/local/lib/node_modules /opt/yarn-* \
  /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /usr/local/bin/yarn /usr/local/bin/yarnpkg
ENV NODE_ENV=production LOG_FORMAT=json
WORKDIR /app
# The server looks for package.json and dist/client from where dist/bundle lies. All of it belongs to root: the gateway
# cannot change its own code.
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/package.json package.json
COPY --from=build /app/dist dist
# The user `node`, by number: Kubernetes refuses a name where it has to see that it is not root. Any other will do too.
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Neither npm nor the shell script of the base image in between: the signal to stop reaches the gateway itself.
ENTRYPOINT []
CMD ["node", "dist/bundle/main.js"]
