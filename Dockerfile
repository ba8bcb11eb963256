# docker build -t quoin .
# docker run --rm -v "$PWD:/work" quoin estimate quoin.yaml
FROM node:20-alpine AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY scripts/build.mjs ./scripts/
COPY tsconfig.json ./
COPY src ./src
RUN node scripts/build.mjs

FROM node:20-alpine
# Baselines at a git ref are read with git, from a folder that belongs to whoever mounts it.
RUN apk add --no-cache git && git config --system --add safe.directory '*'
WORKDIR /opt/quoin
COPY --from=build /src/package.json ./
COPY --from=build /src/dist ./dist
COPY bin ./bin
COPY pricing ./pricing
COPY assumptions ./assumptions
COPY templates ./templates
COPY topology.schema.json estimate.schema.json LICENSE ./
RUN ln -s /opt/quoin/bin/quoin.js /usr/local/bin/quoin
USER node
WORKDIR /work
ENTRYPOINT ["quoin"]
