FROM node:20-bookworm-slim
WORKDIR /service
COPY package.json package-lock.json .npmrc ./
# The embedded Postgres is for laptops; here there is one beside us.
RUN npm ci --omit=dev --ignore-scripts
COPY . .
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# As `npm start`: a heap that is cleared early, so that a file of a million rows needs little more, and answers that are not
# taken for something to keep.
CMD ["node", "--heap-growing-percent=100", "--max-semi-space-size=32", "--no-allocation-site-pretenuring", "--import", "tsx", "src/main.ts"]
