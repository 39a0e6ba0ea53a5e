#!/bin/sh
# HAProxy reads addresses from a file with one on each line.
set -eu
printf '%s' "${TRUSTED_PROXIES:-}" | tr ', ' '\n\n' >/tmp/trusted-proxies
exec haproxy -W -db -f /etc/front/haproxy.cfg
