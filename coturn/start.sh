#!/bin/sh
# Starts coturn with what only the environment knows. It goes into a file rather than into arguments, which everybody on the
# machine can read with ps, and which the image's own entry point would run through a shell.
set -eu
umask 077

if [ -n "${TURN_BIND:-}${TURN_EXTERNAL_IP:-}" ] && [ "$TURN_SECRET" = only-for-this-machine ]; then
  echo 'TURN_BIND and TURN_EXTERNAL_IP open the relay to others: set TURN_SECRET to a secret of your own first.' >&2
  exit 1
fi

here=$(dirname "$0")
own=$(hostname -i | cut -d ' ' -f 1)
configuration=$(mktemp)
{
  cat "$here/turnserver.conf"
  echo "static-auth-secret=$TURN_SECRET"
  echo "allowed-peer-ip=$own"
  if [ -n "${TURN_EXTERNAL_IP:-}" ]; then echo "external-ip=$TURN_EXTERNAL_IP/$own"; fi
  if [ -f "$here/tls/cert.pem" ]; then
    echo "cert=$here/tls/cert.pem"
    echo "pkey=$here/tls/key.pem"
  else
    echo no-tls
  fi
} >"$configuration"

exec turnserver -c "$configuration"
