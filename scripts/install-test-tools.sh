#!/bin/sh
# Installs the Debian packages that the tests and benchmarks drive as independent peers. Safe to run again; quick when all are there.
set -eu

# faketime: a clock that jumps. dcmtk: storescu, storescp, dcmsend, echoscu, dcmdump. dicom3tools: dciodvfy. systemd: systemd-analyze. build tools: better-sqlite3 where
# no prebuilt binary can be fetched, and the benchmark's fsync shim.
PACKAGES='dcmtk orthanc dicom3tools libgdcm-tools python3-pydicom systemd procps openssl gcc g++ make libc6-dev faketime'

missing=''
for package in $PACKAGES; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "install-test-tools: be root or install sudo; missing:$missing" >&2; exit 1; }
  as_root='sudo'
fi

# Debian starts orthanc.service on installation; a policy that denies starts keeps its ports (4242, 8042) free. An existing policy stays.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
  $as_root chmod 755 "$policy"
  trap '$as_root rm -f "$policy"' EXIT
fi

$as_root apt-get update --quiet
# shellcheck disable=SC2086 # the list is meant to split
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $missing

# Only a service that this very run brought in is switched off: one that was there before belongs to somebody.
case " $missing " in
  *' orthanc '*) [ ! -d /run/systemd/system ] || $as_root systemctl disable --now orthanc.service ;;
esac
