# `make image` builds this with buildah; docker and podman build it too.
ARG BASE=docker.io/library/debian:trixie-slim

FROM ${BASE} AS python
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends \
        ca-certificates libstdc++6 media-types python3-venv \
    && rm -rf /var/lib/apt/lists/*

FROM python AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_COMPILE=1
WORKDIR /src
COPY requirements.lock requirements-build.lock ./
RUN python3 -m venv /tmp/build \
    && /tmp/build/bin/pip install --require-hashes --requirement requirements-build.lock \
    && python3 -m venv --without-pip /opt/caveat \
    && /tmp/build/bin/pip --python /opt/caveat/bin/python install \
        --require-hashes --only-binary :all: --requirement requirements.lock
COPY . .
RUN /tmp/build/bin/pip wheel --no-deps --no-build-isolation --wheel-dir /tmp/wheel . \
    && /tmp/build/bin/pip --python /opt/caveat/bin/python install --no-deps /tmp/wheel/*.whl \
    && python3 -m compileall -q --invalidation-mode unchecked-hash /opt/caveat/lib
# All examples of the packs run here, on the interpreter of the image: one that fails ends the
# build. What was compiled stays in the cache folder, so that the first start is a fast one.
RUN XDG_CACHE_HOME=/var/cache /opt/caveat/bin/python -c \
    'from caveat.server.app import Settings, load; load(Settings())' \
    && ls /var/cache/caveat/packs-*.bin /var/cache/caveat/verified-* /var/cache/caveat/vocabulary-*

FROM python AS root
COPY deploy/image/root.sh /tmp/
RUN bash /tmp/root.sh /root-fs

FROM scratch
LABEL org.opencontainers.image.title="Caveat" \
      org.opencontainers.image.description="Checks medicines for contraindications and interactions" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=root /root-fs /
COPY --from=build /opt/caveat /opt/caveat
COPY --from=build /var/cache/caveat /var/cache/caveat
COPY LICENSE sbom.cdx.json /usr/share/doc/caveat/
# Nothing but these two folders is written to, so the root file system may be read-only.
VOLUME ["/tmp", "/var/lib/caveat"]
ENV PATH=/opt/caveat/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/var/cache \
    XDG_DATA_HOME=/var/lib
USER 10001:10001
# What is missing from the root shows here, not at a customer's.
RUN ["python3", "-c", "import bz2, lzma, psycopg, sqlite3, ssl, uuid, caveat.server.doors"]
EXPOSE 50051 8080
STOPSIGNAL SIGTERM
# CAVEAT_HEALTH_CA and the like tell the probe of TLS.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["caveat", "health"]
ENTRYPOINT ["caveat"]
CMD ["serve"]
