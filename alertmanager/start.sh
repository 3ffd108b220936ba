#!/bin/sh
# Alertmanager fills no variable into its configuration. Where ALERT_WEBHOOK is set, alerts are posted there; else they are
# seen in Alertmanager, in Prometheus and in Grafana, and sent nowhere.
set -eu
# The address may be a secret: anyone who has it can post there.
umask 077

data="${TMPDIR:-/tmp}"
config="$data/alertmanager.yml"
cat "$(dirname "$0")/alertmanager.yml" > "$config"
if [ -n "${ALERT_WEBHOOK:-}" ]; then
  # Inside single quotes, YAML has one quote as two.
  url="$(printf %s "$ALERT_WEBHOOK" | sed "s/'/''/g")"
  printf "    webhook_configs:\n      - url: '%s'\n" "$url" >> "$config"
fi

# One alone: it listens for no others.
exec alertmanager --config.file="$config" --storage.path="$data/alertmanager" --cluster.listen-address= "$@"
