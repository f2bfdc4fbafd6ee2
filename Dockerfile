FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
# The same build as `npm start` makes, with its mark, so that the start finds it done.
RUN node --input-type=module -e "import { build } from './bin/start-build.mjs'; await build();"

FROM node:24-slim
ENV NODE_ENV=production DATA_DIR=/data PORT=3000
RUN install -d -o node -g node -m 700 /data
WORKDIR /app
RUN chown node:node /app
COPY --from=build --chown=node:node /app ./
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=6s --start-period=120s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/api/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Migrates, prints the first admin's link, serves; SIGTERM stops it in order.
CMD ["node", "bin/start.mjs"]
