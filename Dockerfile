# Checks postmortems without a network:  docker run --rm --network none -v "$PWD:/work:ro" blameless check docs/
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY blameless blameless
COPY models models
# docutils reads reStructuredText. The check compiles what is used, and nothing else: a file system that is read-only keeps no
# bytecode, and every start would take twice as long.
RUN python -m venv /opt/blameless && /opt/blameless/bin/pip install --no-cache-dir --no-compile . "docutils>=0.20" \
    && rm -rf /opt/blameless/lib/python*/site-packages/pip* \
    && /opt/blameless/bin/blameless template >/tmp/draft.md \
    && /opt/blameless/bin/blameless check /tmp/draft.md --fail-on never

FROM python:3.12-slim
LABEL org.opencontainers.image.title="blameless" org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /opt/blameless /opt/blameless
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin blameless
ENV PATH=/opt/blameless/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /work
ENTRYPOINT ["blameless"]
CMD ["--help"]
