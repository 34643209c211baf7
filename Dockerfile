# One image for every program of Callout: web, worker, beat, the road server, and what is run once.
# compose.yaml says which is which. Nothing secret is in it: settings come from the environment.
ARG PYTHON=python:3.13-slim-trixie
ARG NODE=node:24-trixie-slim

# Packages with every hash checked, the road server with its extract, and compiled translations.
FROM ${PYTHON} AS packages
WORKDIR /callout
COPY pyproject.toml requirements.lock ./
COPY bin bin
RUN bin/setup --serving packages
RUN bin/setup --serving roads
COPY locale locale
COPY frontend frontend
RUN bin/setup --serving words

# The pages' scripts and styles, with a hash in every name; WhiteNoise serves this folder as it is.
FROM ${NODE} AS pages
WORKDIR /callout/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
COPY --from=packages /callout/frontend/i18n i18n
RUN npm run build

FROM ${PYTHON} AS callout
# The client programs are for bin/backup and bin/restore-drill.
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /state --shell /usr/sbin/nologin callout \
    && install -d -o callout -g callout -m 711 /state /backups /roads
WORKDIR /callout
COPY --from=packages /callout/.venv .venv
COPY --from=packages /callout/.tools .tools
COPY . .
COPY --from=packages /callout/locale locale
COPY --from=pages /callout/frontend/dist frontend/dist
RUN .venv/bin/python -m compileall -q backend mobile_api bin/steps
# What is compiled for this machine's processor is made again, and kept, on another.
RUN bin/setup --serving planner && chown -R callout:callout backend/dispatch/planner/__pycache__
ENV CALLOUT_STATE=/state CALLOUT_BIND=0.0.0.0 PYTHONUNBUFFERED=1
USER callout
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=6s --start-period=60s --retries=3 CMD ["bin/serve", "ready"]
CMD ["bin/serve", "web"]
