#!/bin/bash
# Runs IMAGE as it is to be run in production: nothing can be written but two folders, no
# capability is left, callers show certificates. Checks a patient through it, asks for its health,
# and ends it by SIGTERM. Needs podman and openssl.
set -euo pipefail
image=$1
port=${PORT:-50151}
work=$(mktemp --directory)
podman=(podman ${RUNTIME:+--runtime "$RUNTIME"})
trap 'status=$?; test $status = 0 || "${podman[@]}" logs caveat-try || true
      "${podman[@]}" rm --force caveat-try >/dev/null 2>&1 || true; rm -rf "$work"' EXIT

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=caveat \
    -addext subjectAltName=DNS:caveat -keyout "$work/tls.key" -out "$work/tls.crt" 2>/dev/null
echo 'certificates: [{name: caveat, roles: [check]}]' >"$work/callers.yaml"
chmod 644 "$work"/*
chmod 755 "$work"
shown=(--tls-ca /tls/tls.crt --tls-cert /tls/tls.crt --tls-key /tls/tls.key --server-name caveat)
closed=(--read-only --read-only-tmpfs=false --tmpfs /tmp --cap-drop=all
    --security-opt=no-new-privileges --ulimit nofile=4096:4096 --ulimit nproc=4096:4096
    --volume "$work:/tls:ro" --network=host --no-healthcheck)

began=$(date +%s%N)
"${podman[@]}" run --detach --name caveat-try "${closed[@]}" "$image" serve --host 0.0.0.0 \
    --port "$port" --http-port 0 --tls-cert /tls/tls.crt --tls-key /tls/tls.key \
    --client-ca /tls/tls.crt --callers /tls/callers.yaml >/dev/null
for _ in $(seq 100); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep 0.05
done
echo "listening after $((($(date +%s%N) - began) / 1000000)) ms, the container's start among them"
ask=("${podman[@]}" exec caveat-try caveat)
"${ask[@]}" health --server "127.0.0.1:$port" "${shown[@]}"
"${ask[@]}" check --server "127.0.0.1:$port" "${shown[@]}" --propose 'ketamine 40 mg IV' \
    --medication 'Minipress 2 mg at night' >"$work/report" || test $? = 3
grep --quiet 'MAJOR  Ketamine with a heart medicine' "$work/report"
if "${ask[@]}" check --server "127.0.0.1:$port" --propose ketamine >/dev/null 2>&1; then
    echo 'a caller without a certificate was answered' >&2; exit 1
fi
"${podman[@]}" exec caveat-try python3 -c 'import os, pathlib
assert os.getuid() == 10001
for folder in ("/", "/opt/caveat", "/var/cache/caveat", "/etc"):
    try:
        pathlib.Path(folder, "written").touch()
    except OSError:
        continue
    raise SystemExit(f"{folder} can be written to")
pathlib.Path("/var/lib/caveat/written").touch()'
"${podman[@]}" stop --time 30 caveat-try >/dev/null
test "$("${podman[@]}" inspect --format '{{.State.ExitCode}}' caveat-try)" = 0
echo 'a patient was checked; nothing could be written; SIGTERM ended it with 0'
